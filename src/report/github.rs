//! Workflow commands of GitHub Actions. The worst findings come first, because a step shows at most ten annotations of a
//! kind.
//!
//! Source: `docs.github.com/actions/reference/workflow-commands-for-github-actions`; escaping, and
//! the refusal of columns across lines, from the runner's `ActionCommand.cs`.

use std::io::{self, Write};

use super::{
    Context,
    annotation::{Place, lines},
    printable,
};
use crate::{
    finding::{Finding, Severity},
    lint::{LintedFile, Run},
    source::ColumnUnit,
};

/// The most annotations of a kind that a step shows.
const SHOWN: usize = 10;

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut more = 0;
    for severity in Severity::WORST_FIRST {
        let findings = context.annotations(run);
        let of_kind = findings.filter(|(_, finding)| finding.severity == severity);
        for (index, (file, finding)) in of_kind.enumerate() {
            let path = context.path(file);
            if index < SHOWN {
                writeln!(out, "{}", command(file, finding, &path))?;
            } else {
                // The dash keeps a name at the start of the line from being read as a command.
                writeln!(
                    out,
                    "- {severity}[{}] {}",
                    finding.rule.id,
                    text(file, finding, &path)
                )?;
                more += 1;
            }
        }
    }
    if more > 0 {
        let plural = if more == 1 { "" } else { "s" };
        writeln!(
            out,
            "{more} finding{plural} more than a step can show as annotations; all are in this log and counted in the step summary"
        )?;
    }
    Ok(())
}

fn text(file: &LintedFile, finding: &Finding, path: &str) -> String {
    let start = finding.diagnostic.primary.span.start;
    let start = file.report.source.position(start, ColumnUnit::CodePoint);
    let text = format!(
        "{path}:{}:{}: {}",
        start.line,
        start.column,
        finding.message()
    );
    printable(&text).into_owned()
}

fn command(file: &LintedFile, finding: &Finding, path: &str) -> String {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let span = finding.diagnostic.primary.span;
    let position = |offset| file.report.source.position(offset, ColumnUnit::CodePoint);
    let (start, end) = (position(span.start), position(span.end));
    let columns = if start.line == end.line {
        // The end is inclusive: the last column is that of the last character.
        format!(
            ",col={},endColumn={}",
            start.column,
            end.column.saturating_sub(1).max(start.column)
        )
    } else {
        String::new()
    };
    // The log only shows the message, so the place is part of it.
    let text = text(file, finding, path);
    let help = finding
        .diagnostic
        .help
        .as_deref()
        .map(|help| format!("\nhelp: {}", printable(help)))
        .unwrap_or_default();
    format!(
        "::{kind} file={},line={},endLine={}{columns},title={}::{}",
        property(&printable(path)),
        start.line,
        end.line,
        property(&format!("{} {}", finding.rule.id, finding.rule.name)),
        data(&format!("{text}{help}"))
    )
}

/// An error of the program itself.
pub(super) fn error(place: Option<&Place<'_>>, text: &str) -> String {
    let place = place.map_or_else(String::new, |place| {
        let path = property(&printable(place.path));
        match place.position {
            Some(at) => format!("file={path},line={},col={},", at.line, at.column),
            None => format!("file={path},"),
        }
    });
    let title = env!("CARGO_PKG_NAME");
    format!("::error {place}title={title}::{}", data(&lines(text)))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
