//! Workflow commands of GitHub Actions, worst findings first: a step shows ten annotations of a
//! kind and no more.
//!
//! Source: `docs.github.com/actions/reference/workflow-commands-for-github-actions`; what has to
//! be escaped, and the refusal of columns across lines, from the runner's `ActionCommand.cs`.

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

/// How many annotations of a kind a step shows.
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
                // A dash keeps whatever a name says from being a command.
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
            "{more} finding{plural} more than a step can show as annotations: all are in this log and counted in the step's summary"
        )?;
    }
    Ok(())
}

/// Where, and what: one line.
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
        // Both ends count: the last column is the one of the last character.
        format!(
            ",col={},endColumn={}",
            start.column,
            end.column.saturating_sub(1).max(start.column)
        )
    } else {
        String::new()
    };
    // The log shows the message alone, so it says again where.
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

/// What went wrong in the program itself; the place is a path and, where there is one, a line and a column.
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
