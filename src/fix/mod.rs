//! Applies fixes to a text, and verifies that nothing else has changed and the findings are gone.

use std::collections::BTreeMap;

use crate::{
    finding::{Finding, Fix, Safety},
    lint::{FileReport, LintOptions, lint_bytes},
    rules::{selects, unused_suppression},
    source::{Edit, Encoding, apply_edits},
    written,
};

/// The most rounds of applying fixes and checking again.
const PASSES: usize = 20;

#[derive(Clone, Copy, Debug)]
pub struct FixOptions<'o> {
    /// The options to check the file with.
    pub lint: LintOptions<'o>,
    /// Whether unsafe fixes are applied.
    pub with_unsafe: bool,
    /// The rules whose fixes are applied: ids, id prefixes, names or groups; empty for all.
    pub only: &'o [String],
}

/// A fixed file.
#[derive(Debug)]
pub struct Fixed {
    /// The fixed text.
    pub text: String,
    /// The number of fixed findings.
    pub number: usize,
    /// The report about the fixed text.
    pub report: FileReport,
}

impl FixOptions<'_> {
    /// The fix of a finding, if the options ask for it.
    #[must_use]
    pub fn wanted<'f>(&self, finding: &'f Finding) -> Option<&'f Fix> {
        let fix = finding.diagnostic.fix.as_ref()?;
        let rule = self.lint.settings.rule_set.find(&finding.rule.id)?;
        let is_meant =
            self.only.is_empty() || (self.only.iter()).any(|selector| selects(selector, rule));
        (is_meant && (self.with_unsafe || fix.safety == Safety::Safe)).then_some(fix)
    }
}

/// Applies the fixes of a file, round by round. `None` if there are none.
///
/// # Errors
/// Why the file must not be changed. A fix that changes more than it should, or does not remove its finding, is a bug of
/// this program.
pub fn fix(report: &FileReport, options: FixOptions<'_>) -> Result<Option<Fixed>, String> {
    let mut text = report.source.as_str().to_owned();
    let mut newest: Option<FileReport> = None;
    let mut number = 0;
    for _ in 0..PASSES {
        let now = newest.as_ref().unwrap_or(report);
        let chosen = choose(now, options);
        if chosen.is_empty() {
            return Ok(newest.map(|report| Fixed {
                text,
                number,
                report,
            }));
        }
        if !matches!(report.source.encoding(), Encoding::Utf8 | Encoding::Utf8Bom) {
            return Err("only UTF-8 files can be changed".to_owned());
        }
        let edits = chosen.iter().flat_map(|(_, fix)| fix.edits.iter().cloned());
        let edited = apply_edits(&text, &edits.collect::<Vec<Edit>>());
        if !written::changed_only(&text, &edited.text, &edited.parts, options.lint.form) {
            return Err(mistake(&chosen, "changes more than it should"));
        }
        let Some(after) = lint_bytes(edited.text.as_bytes(), options.lint) else {
            return Err(mistake(&chosen, "loses the application"));
        };
        if !are_gone(&chosen, now, &after) {
            return Err(mistake(&chosen, "does not remove its finding"));
        }
        number += chosen.len();
        text = edited.text;
        newest = Some(after);
    }
    Err(
        "its fixes do not come to an end; this is a bug in spark-eci-lint, please report it"
            .to_owned(),
    )
}

/// The fixes of one round. A fix that overlaps another one waits for the next round.
fn choose<'f>(report: &'f FileReport, options: FixOptions<'_>) -> Vec<(&'f Finding, &'f Fix)> {
    // The edited parts of the text, by start.
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    let mut chosen = Vec::new();
    // Findings of kustomizations and charts are fixed elsewhere, in all their files together.
    let own = |finding: &&Finding| finding.written_as.is_none();
    for finding in report.findings.iter().filter(own) {
        let Some(fix) = options.wanted(finding) else {
            continue;
        };
        let is_free = |edit: &Edit| {
            let before = taken.range(..=edit.span.end).next_back();
            before.is_none_or(|(_, end)| *end < edit.span.start)
        };
        if fix.edits.iter().all(is_free) {
            taken.extend(
                fix.edits
                    .iter()
                    .map(|edit| (edit.span.start, edit.span.end)),
            );
            chosen.push((finding, fix));
        }
    }
    chosen
}

/// Identifies findings whose places have moved. Applications keep their order, so that two of the same name are told apart.
type Key<'f> = (&'f str, usize, Option<&'static str>, &'f str);

fn count<'f>(
    report: &FileReport,
    findings: impl Iterator<Item = &'f Finding>,
) -> BTreeMap<Key<'f>, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        let place = finding.diagnostic.primary.span.start;
        let application = report
            .extents
            .partition_point(|extent| extent.start <= place);
        let message = finding.diagnostic.message.as_str();
        let key = (finding.rule.id.as_str(), application, finding.role, message);
        *counts.entry(key).or_default() += 1;
    }
    counts
}

/// True if the number of findings of each kind has decreased by the fixed ones.
fn are_gone(chosen: &[(&Finding, &Fix)], before: &FileReport, after: &FileReport) -> bool {
    let olds = count(before, before.findings.iter());
    let news = count(after, after.findings.iter());
    // A suppression may become unused because its finding is fixed along with others.
    let fixed = chosen.iter().map(|(finding, _)| *finding);
    let fixed = fixed.filter(|finding| finding.rule.id != unused_suppression::ID);
    count(before, fixed).iter().all(|(key, fixed)| {
        let old = olds.get(key).copied().unwrap_or_default();
        let new = news.get(key).copied().unwrap_or_default();
        new + fixed <= old
    })
}

fn mistake(chosen: &[(&Finding, &Fix)], what: &str) -> String {
    let mut ids: Vec<_> = chosen
        .iter()
        .map(|(finding, _)| finding.rule.id.as_str())
        .collect();
    ids.dedup();
    format!(
        "a fix of {} {what}; this is a bug in spark-eci-lint, please report it",
        ids.join(" or ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lint::Settings, source::Edit, written::FileForm};

    /// Applies a fix that only writes a comment.
    fn with_fix_that_only_comments() -> Result<Option<Fixed>, String> {
        let text = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\nspec:\n  executor:\n    memory: 4Gi\n";
        let settings = Settings::default();
        let lint = LintOptions {
            settings: &settings,
            patch_of: None,
            form: FileForm::Manifests,
            chart: None,
        };
        let only = ["ECI601".to_owned()];
        let mut report = lint_bytes(text.as_bytes(), lint).expect("an application");
        report
            .findings
            .retain(|finding| finding.rule.id == "ECI601");
        let finding = report.findings.first_mut().expect("a finding");
        let end = finding.diagnostic.primary.span.end;
        let edit = Edit::insert(end, " # four".to_owned());
        finding.diagnostic.fix = Some(Fix::safe("Comment on it", vec![edit]));
        fix(
            &report,
            FixOptions {
                lint,
                with_unsafe: false,
                only: &only,
            },
        )
    }

    #[test]
    fn a_fix_that_leaves_its_finding_is_not_applied() {
        let why = with_fix_that_only_comments().expect_err("a mistake");
        assert!(
            why.contains("a fix of ECI601 does not remove its finding"),
            "{why}"
        );
    }
}
