//! For pull requests and step summaries: the findings of each application, then the plan.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{
    Context,
    plan::{markdown as plan, text},
};
use crate::{
    finding::{Finding, Severity, Subject},
    lint::{LintedFile, Run},
    plan::{Difference, Plan},
};

/// The most findings that are shown.
const SHOWN: usize = 500;
/// GitHub drops a summary of more than 1 MiB. This is the share of the findings, in bytes.
const FINDINGS: usize = 700 << 10;
/// The share of the plan.
const PLAN: usize = 250 << 10;
/// The most applications that a plan is shown for. Planning more takes as long as checking them, for a table that is too
/// long to read.
pub const PLANNED: usize = 250;

const LEFT_OUT: &str =
    "There are too many applications to show their plan here: run `spark-eci-lint plan`.";

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
    let (mut shown, mut bytes) = (0, 0);
    // The applications with the worst findings come first.
    let mut ordered: Vec<_> = of_applications.into_iter().collect();
    ordered.sort_by_key(|(key, findings)| {
        let worst = findings.iter().map(|finding| finding.severity).max();
        (std::cmp::Reverse(worst), *key)
    });
    let all: usize = ordered.iter().map(|(_, findings)| findings.len()).sum();
    for ((path, application), findings) in &mut ordered {
        if shown == SHOWN || bytes > FINDINGS {
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
        let (title, shown_path) = (plan::escape(&title), plan::escape(&shown_path));
        writeln!(out, "\n### {title} ({shown_path})\n")?;
        writeln!(out, "| | rule | line | finding |\n|---|---|---:|---|")?;
        bytes += title.len() + shown_path.len();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        for finding in findings.iter() {
            if shown == SHOWN || bytes > FINDINGS {
                break;
            }
            let row = row(file, finding, context);
            writeln!(out, "{row}")?;
            bytes += row.len();
            shown += 1;
        }
    }
    if all > shown {
        writeln!(out, "\n{} more are not shown here.", all - shown)?;
    }
    if let Some(difference) = context.difference {
        write_difference(difference, out)?;
    }
    write_plan(run, context.plan, out)
}

fn write_difference(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Vec::new();
    plan::write_difference(difference, &mut table)?;
    writeln!(out, "\n### What the change costs\n")?;
    if table.len() > PLAN {
        let base = plan::escape(&difference.base);
        return writeln!(
            out,
            "There are too many changes to show here: run `spark-eci-lint plan --diff-base` to see the difference to {base}."
        );
    }
    out.write_all(&table)
}

fn write_plan(run: &Run, planned: Option<&Plan>, out: &mut dyn Write) -> io::Result<()> {
    if run.applications() > PLANNED {
        return writeln!(out, "\n{LEFT_OUT}");
    }
    let has_pods = |planned: &&Plan| planned.files.iter().any(|file| !file.plan.pods.is_empty());
    if let Some(planned) = planned.filter(has_pods) {
        let mut table = Vec::new();
        plan::write(planned, &mut table)?;
        if table.len() > PLAN {
            return writeln!(out, "\n{LEFT_OUT}");
        }
        writeln!(out, "\n### Plan\n")?;
        out.write_all(&table)?;
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

fn row(file: &LintedFile, finding: &Finding, context: &Context<'_>) -> String {
    let start = finding.diagnostic.primary.span.start;
    let line = file.report.source.line_index(start) + 1;
    let icon = match finding.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
        Severity::Info => "ℹ️",
    };
    let help = finding.diagnostic.help.as_deref();
    let help = help.map_or_else(String::new, |help| format!("<br>{}", plan::prose(help)));
    let place = match context.address(file, line) {
        Some(address) => format!("[{line}]({address})"),
        None => line.to_string(),
    };
    format!(
        "| {icon} | [{}]({}) | {place} | {}{help} |",
        finding.rule.id,
        finding.url(),
        plan::prose(&finding.message())
    )
}
