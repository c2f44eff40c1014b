//! Checkstyle XML, which many tools read.

use std::io::{self, Write};

use quick_xml::Writer;

use super::{
    Context,
    xml::{document, text},
};
use crate::{
    finding::Finding,
    lint::{LintedFile, Run},
    named::Named,
    source::ColumnUnit,
};

/// The version of Checkstyle that wrote reports in this form.
const VERSION: &str = "4.3";

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = document(&mut *out)?;
    writer
        .create_element("checkstyle")
        .with_attribute(("version", VERSION))
        .write_inner_content(|writer| {
            for file in &run.files {
                let findings = file.report.findings.iter();
                let mut shown = findings
                    .filter(|finding| finding.severity >= context.lowest)
                    .peekable();
                if shown.peek().is_none() {
                    continue;
                }
                let path = context.path(file);
                writer
                    .create_element("file")
                    .with_attribute(("name", &*text(&path)))
                    .write_inner_content(|writer| {
                        shown.try_for_each(|finding| error(writer, file, finding))
                    })?;
            }
            Ok(())
        })?;
    writeln!(out)
}

fn error<W: Write>(writer: &mut Writer<W>, file: &LintedFile, finding: &Finding) -> io::Result<()> {
    let start = finding.diagnostic.primary.span.start;
    let place = file.report.source.position(start, ColumnUnit::CodePoint);
    let source = format!("spark-eci-lint.{}", finding.rule.id);
    writer
        .create_element("error")
        .with_attribute(("line", &*place.line.to_string()))
        .with_attribute(("column", &*place.column.to_string()))
        .with_attribute(("severity", finding.severity.name()))
        .with_attribute(("message", &*text(&finding.message())))
        .with_attribute(("source", &*source))
        .write_empty()?;
    Ok(())
}
