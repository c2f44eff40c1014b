//! Logging commands of Azure Pipelines, worst findings first.
//!
//! Source: `learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands`. There are only errors
//! and warnings, so infos are written to the log.

use std::io::{self, Write};

use super::{
    Context,
    annotation::{Place, lines},
    printable, summary,
};
use crate::{finding::Severity, lint::Run, named::Named, source::ColumnUnit};

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    for severity in Severity::WORST_FIRST {
        let findings = context.annotations(run);
        for (file, finding) in findings.filter(|(_, finding)| finding.severity == severity) {
            let source = &file.report.source;
            let start =
                source.position(finding.diagnostic.primary.span.start, ColumnUnit::CodePoint);
            let path = context.path(file);
            let message = printable(&finding.message()).into_owned();
            let (line, column) = (start.line, start.column);
            let id = &finding.rule.id;
            if severity == Severity::Info {
                let path = printable(&path);
                writeln!(out, "- {path}:{line}:{column}: {id} {message}")?;
                continue;
            }
            writeln!(
                out,
                "##vso[task.logissue type={};sourcepath={};linenumber={line};columnnumber={column};code={id}]{}",
                severity.name(),
                property(&printable(&path)),
                data(&format!("{id} {message}"))
            )?;
        }
    }
    match summary::line(run, context).filter(|_| context.counts) {
        Some(line) => writeln!(out, "{line}"),
        None => Ok(()),
    }
}

/// An error of the program itself.
pub(super) fn error(place: Option<&Place<'_>>, text: &str) -> String {
    let place = place.map_or_else(String::new, |place| {
        let path = property(&printable(place.path));
        match place.position {
            Some(at) => {
                let (line, column) = (at.line, at.column);
                format!("sourcepath={path};linenumber={line};columnnumber={column};")
            }
            None => format!("sourcepath={path};"),
        }
    });
    let name = env!("CARGO_PKG_NAME");
    let text = data(&format!("{name}: {}", lines(text)));
    format!("##vso[task.logissue type=error;{place}]{text}")
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}
