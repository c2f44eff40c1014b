//! Workflow commands of GitHub Actions, worst findings first: a step shows ten annotations of a
//! kind and no more.
//!
//! Source: `docs.github.com/actions/reference/workflow-commands-for-github-actions`; what has to
//! be escaped, and the refusal of columns across lines, from the runner's `ActionCommand.cs`.

use std::io::{self, Write};

use super::{Context, place::relative_to, printable};
use crate::{
    finding::{Finding, Severity},
    lint::{LintedFile, Run},
    source::ColumnUnit,
};

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let workspace = context.workspace.unwrap_or(context.current_dir);
    for severity in Severity::WORST_FIRST {
        for (file, finding) in context
            .findings(run)
            .filter(|(_, finding)| finding.severity == severity)
        {
            let path = relative_to(&file.path, workspace, context.current_dir)
                .unwrap_or_else(|| file.path.clone());
            writeln!(out, "{}", command(file, finding, &path))?;
        }
    }
    Ok(())
}

fn command(file: &LintedFile, finding: &Finding, path: &str) -> String {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let span = finding.draft.primary.span;
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
    let text = format!(
        "{path}:{}:{}: {}",
        start.line,
        start.column,
        finding.message()
    );
    let text = printable(&text);
    let help = finding
        .draft
        .help
        .as_deref()
        .map(|help| format!("\nhelp: {}", printable(help)))
        .unwrap_or_default();
    format!(
        "::{kind} file={},line={},endLine={}{columns},title={}::{}",
        property(path),
        start.line,
        end.line,
        property(&format!("{} {}", finding.rule.id, finding.rule.name)),
        data(&format!("{text}{help}"))
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
