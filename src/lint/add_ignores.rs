//! Writes comments that suppress findings.

use std::collections::BTreeMap;

use super::{LintOptions, LintedFile, lint_bytes};
use crate::{
    finding::{Finding, Severity},
    source::Encoding,
    written,
};

/// Adds comments that suppress the findings of at least `lowest`, and counts them. `None` if there is nothing to suppress.
///
/// # Errors
/// Why comments cannot be added.
pub fn add_ignores(
    file: &LintedFile,
    options: LintOptions<'_>,
    lowest: Severity,
    reason: &str,
) -> Result<Option<(String, usize)>, String> {
    let report = &file.report;
    let text = report.source.as_str();
    let mut lines: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let is_meant = |finding: &&Finding| finding.severity >= lowest;
    for finding in report.findings.iter().filter(is_meant) {
        let line = report
            .source
            .line_index(finding.diagnostic.primary.span.start);
        let line = report.source.line_starts()[line] as usize;
        let ids = lines.entry(line).or_default();
        if !ids.contains(&finding.rule.id.as_str()) {
            ids.push(&finding.rule.id);
        }
    }
    if lines.is_empty() {
        return Ok(None);
    }
    if file.path.to_ascii_lowercase().ends_with(".json") {
        return Err(format!(
            "JSON has no comments: use the annotation `{}`",
            super::ANNOTATION
        ));
    }
    if !matches!(report.source.encoding(), Encoding::Utf8 | Encoding::Utf8Bom) {
        return Err("only UTF-8 files can be changed".to_owned());
    }
    let mut new = String::with_capacity(text.len() + lines.len() * 64);
    let mut from = 0;
    for (line, ids) in &lines {
        new.push_str(&text[from..*line]);
        new.push_str(&comment_above(text, *line, &ids.join(", "), reason));
        from = *line;
    }
    new.push_str(&text[from..]);
    check(text, &new, options, lowest)?;
    let is_judged = lint_bytes(new.as_bytes(), options)
        .is_none_or(|again| again.not_judged <= report.not_judged);
    if !is_judged {
        return Err("with a comment, one of its applications could not be read".to_owned());
    }
    Ok(Some((new, lines.len())))
}

/// A line with a comment that suppresses rules on the line at `line`.
pub(super) fn comment_above(text: &str, line: usize, ids: &str, reason: &str) -> String {
    let rest = &text[line..];
    let indentation = &rest[..rest.len() - rest.trim_start_matches([' ', '\t', '>']).len()];
    let first = rest.split_inclusive('\n').next().unwrap_or_default();
    let line_break = if first.ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    format!("{indentation}# spark-eci-lint: ignore[{ids}] {reason}{line_break}")
}

/// Verifies that nothing but comments has changed, and that the findings are gone.
fn check(old: &str, new: &str, options: LintOptions<'_>, lowest: Severity) -> Result<(), String> {
    if !written::same_values(old, new, options.form) {
        return Err(
            "a comment cannot be inserted: use the annotation, or write the comment yourself"
                .to_owned(),
        );
    }
    let left = lint_bytes(new.as_bytes(), options).map_or(0, |report| {
        let findings = report.findings.iter();
        findings
            .filter(|finding| finding.severity >= lowest)
            .count()
    });
    if left > 0 {
        return Err(format!(
            "{left} of its findings cannot be suppressed by a comment"
        ));
    }
    Ok(())
}
