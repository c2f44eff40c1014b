//! For a pull request or the summary of a step: what was found by application, then the plan.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{
    Context,
    plan::{markdown as plan, text},
    printable,
};
use crate::{
    finding::{Finding, Severity, Subject},
    lint::{LintedFile, Run},
    plan::Plan,
};

/// A summary takes 1 MiB: so many findings of the longest kind are far below that.
const SHOWN: usize = 500;
/// Of so many applications a plan can still be read. To work out that of more of them would take as long as
/// to check them all, for a table that nobody reads.
pub const PLANNED: usize = 250;

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## spark-eci-lint\n")?;
    writeln!(out, "{}", counts(run))?;
    let mut of_applications: BTreeMap<(&str, Option<&Subject>), Vec<&Finding>> = BTreeMap::new();
    let mut files: BTreeMap<&str, &LintedFile> = BTreeMap::new();
    for (file, finding) in context.findings(run) {
        let key = (file.path.as_str(), finding.application.as_ref());
        of_applications.entry(key).or_default().push(finding);
        files.insert(&file.path, file);
    }
    let mut left = SHOWN;
    // Worst applications first.
    let mut ordered: Vec<_> = of_applications.into_iter().collect();
    ordered.sort_by_key(|(key, findings)| {
        let worst = findings.iter().map(|finding| finding.severity).max();
        (std::cmp::Reverse(worst), *key)
    });
    let all: usize = ordered.iter().map(|(_, findings)| findings.len()).sum();
    for ((path, application), findings) in &mut ordered {
        if left == 0 {
            break;
        }
        let Some(file) = files.get(path) else {
            continue;
        };
        let title = match application {
            Some(application) => format!("{} {}", application.kind, text::application(application)),
            None => "Documents".to_owned(),
        };
        let shown_path = context.path(file);
        writeln!(
            out,
            "\n### {} ({})\n",
            plan::escape(&title),
            plan::escape(&shown_path)
        )?;
        writeln!(out, "| | rule | line | |\n|---|---|---|---|")?;
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        for finding in findings.iter().take(left) {
            writeln!(out, "{}", row(file, finding))?;
        }
        left = left.saturating_sub(findings.len());
    }
    if all > SHOWN {
        writeln!(out, "\n{} more are not shown here.", all - SHOWN)?;
    }
    write_plan(run, context.plan, out)
}

fn write_plan(run: &Run, planned: Option<&Plan>, out: &mut dyn Write) -> io::Result<()> {
    if run.applications() > PLANNED {
        return writeln!(
            out,
            "\nThe plan of so many applications is left out here: `spark-eci-lint plan` makes it."
        );
    }
    let has_pods = |planned: &&Plan| planned.files.iter().any(|file| !file.plan.pods.is_empty());
    if let Some(planned) = planned.filter(has_pods) {
        writeln!(out, "\n### Plan\n")?;
        plan::write(planned, out)?;
    }
    Ok(())
}

fn counts(run: &Run) -> String {
    let count = |severity, name: &str| {
        let number = run.count(severity);
        let plural = if number == 1 { "" } else { "s" };
        format!("{number} {name}{plural}")
    };
    let applications = run.applications();
    let plural = if applications == 1 { "" } else { "s" };
    let mut parts = vec![
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Info, "info"),
    ];
    let left_out = run.left_out().into_iter();
    parts.extend(left_out.map(|(number, what)| format!("{number} {what}")));
    format!(
        "{applications} Spark application{plural}: {}.",
        parts.join(", ")
    )
}

fn row(file: &LintedFile, finding: &Finding) -> String {
    let start = finding.diagnostic.primary.span.start;
    let line = file.report.source.line_index(start) + 1;
    let icon = match finding.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
        Severity::Info => "ℹ️",
    };
    let help = finding.diagnostic.help.as_deref();
    let help = help.map_or_else(String::new, |help| {
        format!("<br>{}", plan::escape(&printable(help)))
    });
    format!(
        "| {icon} | [{}]({}) | {line} | {}{help} |",
        finding.rule.id,
        finding.rule.url,
        plan::escape(&finding.message())
    )
}
