//! `JUnit` XML: a suite for each file and a failed case for each finding. A file without findings, and a run without files,
//! have a case that passes. The form fits Jenkins' strict schema.

use std::io::{self, Write};

use quick_xml::{Writer, events::BytesText};

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

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let failures = context.findings(run).count();
    let is_clean = |file: &&LintedFile| shown(context, file).next().is_none();
    // Jenkins treats a report without a case as missing.
    let is_empty = run.files.is_empty();
    let passed = run.files.iter().filter(is_clean).count() + usize::from(is_empty);
    let mut writer = document(&mut *out)?;
    writer
        .create_element("testsuites")
        .with_attribute(("name", env!("CARGO_PKG_NAME")))
        .with_attribute(("tests", &*(failures + passed).to_string()))
        .with_attribute(("failures", &*failures.to_string()))
        .with_attribute(("errors", "0"))
        .write_inner_content(|writer| {
            if is_empty {
                nothing(writer)?;
            }
            let mut files = run.files.iter();
            files.try_for_each(|file| suite(writer, file, context))
        })?;
    writeln!(out)
}

fn shown<'f>(
    context: &Context<'_>,
    file: &'f LintedFile,
) -> impl Iterator<Item = &'f Finding> + use<'f> {
    let lowest = context.lowest;
    let findings = file.report.findings.iter();
    findings.filter(move |finding| finding.severity >= lowest)
}

fn nothing<W: Write>(writer: &mut Writer<W>) -> io::Result<()> {
    let name = env!("CARGO_PKG_NAME");
    writer
        .create_element("testsuite")
        .with_attribute(("name", name))
        .with_attribute(("tests", "1"))
        .with_attribute(("failures", "0"))
        .with_attribute(("errors", "0"))
        .write_inner_content(|writer| passed(writer, name))?;
    Ok(())
}

fn passed<W: Write>(writer: &mut Writer<W>, class: &str) -> io::Result<()> {
    writer
        .create_element("testcase")
        .with_attribute(("name", "No findings"))
        .with_attribute(("classname", class))
        .write_empty()?;
    Ok(())
}

fn suite<W: Write>(
    writer: &mut Writer<W>,
    file: &LintedFile,
    context: &Context<'_>,
) -> io::Result<()> {
    let path = context.path(file);
    let path = text(&path);
    let failures = shown(context, file).count();
    writer
        .create_element("testsuite")
        .with_attribute(("name", &*path))
        .with_attribute(("tests", &*failures.max(1).to_string()))
        .with_attribute(("failures", &*failures.to_string()))
        .with_attribute(("errors", "0"))
        .write_inner_content(|writer| {
            if failures == 0 {
                passed(writer, &path)?;
            }
            shown(context, file).try_for_each(|finding| case(writer, file, &path, finding))
        })?;
    Ok(())
}

fn case<W: Write>(
    writer: &mut Writer<W>,
    file: &LintedFile,
    path: &str,
    finding: &Finding,
) -> io::Result<()> {
    let start = finding.diagnostic.primary.span.start;
    let place = file.report.source.position(start, ColumnUnit::CodePoint);
    let place = format!("{path}:{}:{}", place.line, place.column);
    let rule = &finding.rule;
    let message = finding.message();
    let message = text(&message);
    let help = finding.diagnostic.help.as_deref();
    let help = help.map_or_else(String::new, |help| format!("help: {}\n", text(help)));
    let words = format!("{place}: {message}\n{help}{}", finding.url());
    let name = format!("{} {} at {place}", rule.id, rule.name);
    writer
        .create_element("testcase")
        .with_attribute(("name", &*name))
        .with_attribute(("classname", path))
        .write_inner_content(|writer| {
            writer
                .create_element("failure")
                .with_attribute(("message", &*message))
                .with_attribute(("type", finding.severity.name()))
                .write_text_content(BytesText::new(&words))?;
            Ok(())
        })?;
    Ok(())
}
