//! The end of a report: the number of findings, and which options fix them.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use super::{Context, wrap::wrapped};
use crate::{finding::Safety, finding::Severity, lint::Run, named::Named};

/// Before wrapped lines.
const INDENT: &str = "   ";

/// A blank that lines are not broken at.
const UNBROKEN: &str = "\u{a0}";

/// Writes the end of human output. Nothing if no file was read: standard error has the reason.
pub(super) fn human(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    if run.files_read == 0 {
        return Ok(());
    }
    let mut line = |text: &str| {
        let text = wrapped(text, context.style.columns(), INDENT);
        writeln!(out, "{}", text.replace(UNBROKEN, " "))
    };
    let mut parts = vec![counted(run.files_read, "file")];
    if run.unreadable > 0 {
        parts.push(format!("{} unreadable", run.unreadable));
    }
    parts.push(match run.applications() {
        0 => "no Spark application".to_owned(),
        number => counted(number, "Spark application"),
    });
    if run.not_judged() > 0 {
        parts.push(format!(
            "{} not checked",
            counted(run.not_judged(), "document")
        ));
    }
    let aside = [
        (run.suppressed(), "suppressed"),
        (run.known, "in the baseline"),
        (run.unchanged, "in unchanged parts"),
        (run.excluded, "excluded"),
        (run.ignored, "ignored"),
    ];
    let mut told = String::new();
    for (number, what) in aside.into_iter().filter(|(number, _)| *number > 0) {
        // Writing to a string does not fail.
        let _ = write!(told, ", {number} {what}");
    }
    let is_empty = run.applications() == 0 && run.worst().is_none();
    let found = if is_empty {
        String::new()
    } else {
        format!(": {}", found(run, context))
    };
    let seconds = run.elapsed.as_secs_f64();
    line(&format!(
        "{}{found}{told} ({seconds:.2}{UNBROKEN}s)",
        parts.join(", ")
    ))?;
    if let Some(fixable) = fixable(run, context) {
        line(&fixable)?;
    }
    let shown = context.findings(run).map(|(_, finding)| finding);
    let worst = shown.min_by_key(|finding| std::cmp::Reverse(finding.severity));
    if let Some(worst) = worst {
        line(&format!(
            "Run `spark-eci-lint explain {}` for more about a rule",
            worst.rule.id
        ))?;
    }
    Ok(())
}

/// The end of a report with one line per finding: `Found 2 errors, 1 warning; 1 fixable with --fix`. `None` if no
/// application was checked: standard error tells that.
pub(super) fn line(run: &Run, context: &Context<'_>) -> Option<String> {
    if run.worst().is_none() {
        let number = run.applications();
        return (number > 0)
            .then(|| format!("Found nothing in {}", counted(number, "Spark application")));
    }
    let fixable = fixable(run, context).map_or_else(String::new, |fixable| format!("; {fixable}"));
    Some(format!("Found {}{fixable}", found(run, context)))
}

/// `1 file`, `2 files`.
fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// `2 errors, 1 warning, 5 infos (infos not shown: --severity info)`.
fn found(run: &Run, context: &Context<'_>) -> String {
    let counts = Severity::WORST_FIRST.map(|severity| (severity, run.count(severity)));
    let counts = counts.into_iter().filter(|(_, number)| *number > 0);
    let counts: Vec<_> = counts.collect();
    if counts.is_empty() {
        return "nothing found".to_owned();
    }
    let found = counts
        .iter()
        .map(|(severity, number)| counted(*number, severity.name()));
    let found = found.collect::<Vec<_>>().join(", ");
    let hidden = counts
        .iter()
        .filter(|(severity, _)| *severity < context.lowest)
        .map(|(severity, _)| format!("{severity}s"));
    match hidden.collect::<Vec<_>>().join(" and ") {
        hidden if hidden.is_empty() => found,
        hidden => format!("{found} ({hidden} not shown: --severity info)"),
    }
}

/// `1 fixable with --fix, 2 more with --fix --unsafe-fixes`; `None` if nothing that is shown can be fixed.
fn fixable(run: &Run, context: &Context<'_>) -> Option<String> {
    let number = |safety: Safety| {
        let fixes = context
            .findings(run)
            .filter_map(|(_, finding)| finding.diagnostic.fix.as_ref());
        fixes.filter(|fix| fix.safety == safety).count()
    };
    match (number(Safety::Safe), number(Safety::Unsafe)) {
        (0, 0) => None,
        (safe, 0) => Some(format!("{safe} fixable with --fix")),
        (0, risky) => Some(format!("{risky} fixable with --fix --unsafe-fixes")),
        (safe, risky) => Some(format!(
            "{safe} fixable with --fix, {risky} more with --fix --unsafe-fixes"
        )),
    }
}
