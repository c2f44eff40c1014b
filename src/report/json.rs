//! The JSON format, version 1, described in `docs/json.md`. Fields may be added, but are never renamed.

use std::io::{self, Write};

use serde::Serialize;

use super::{Context, json_application::JsonApplication, json_list};
use crate::{
    finding::{Finding, Fix, Label, Severity},
    lint::{LintedFile, Run},
    source::{ColumnUnit, Edit, SourceText, Span},
};

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let report = Report {
        version: 1,
        summary: Summary {
            files: run.files_read,
            applications: run.applications(),
            not_judged: run.not_judged(),
            errors: run.count(Severity::Error),
            warnings: run.count(Severity::Warning),
            infos: run.count(Severity::Info),
            suppressed: run.suppressed(),
            known: run.known,
            unchanged: run.unchanged,
            excluded: run.excluded,
            ignored: run.ignored,
        },
        findings: [],
    };
    let findings: Vec<_> = context.findings(run).collect();
    json_list::write(
        &report,
        &findings,
        |(file, finding)| JsonFinding::new(file, finding),
        out,
    )
}

#[derive(Serialize)]
struct Report {
    version: u32,
    summary: Summary,
    /// Empty here: the findings are written one by one.
    findings: [(); 0],
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    applications: usize,
    not_judged: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
    known: usize,
    unchanged: usize,
    excluded: usize,
    ignored: usize,
}

#[derive(Serialize)]
struct JsonFinding<'r> {
    rule: &'r str,
    name: &'r str,
    severity: Severity,
    message: &'r str,
    help: Option<&'r str>,
    url: &'r str,
    path: &'r str,
    application: Option<JsonApplication<'r>>,
    role: Option<&'r str>,
    rendered_from: Option<&'r str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    ways: &'r [String],
    label: &'r str,
    range: JsonRange,
    related: Vec<JsonRelated<'r>>,
    fix: Option<JsonFix<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<JsonFix<'r>>,
}

#[derive(Serialize)]
struct JsonRelated<'r> {
    message: &'r str,
    path: &'r str,
    range: JsonRange,
}

#[derive(Serialize)]
struct JsonFix<'r> {
    title: &'r str,
    safety: &'r str,
    edits: Vec<JsonEdit<'r>>,
}

#[derive(Serialize)]
struct JsonEdit<'r> {
    range: JsonRange,
    text: &'r str,
}

impl<'r> JsonEdit<'r> {
    fn new(file: &LintedFile, edit: &'r Edit) -> Self {
        Self {
            range: range(&file.report.source, edit.span),
            text: &edit.text,
        }
    }
}

#[derive(Serialize)]
struct JsonRange {
    start: JsonPosition,
    end: JsonPosition,
}

#[derive(Serialize)]
struct JsonPosition {
    byte: usize,
    line: usize,
    column: usize,
}

impl<'r> JsonFinding<'r> {
    fn new(file: &'r LintedFile, finding: &'r Finding) -> Self {
        let related = |label: &'r Label| {
            let (path, source) = file.source_of(label);
            JsonRelated {
                message: &label.message,
                path,
                range: range(source, label.span),
            }
        };
        let fix = |fix: &'r Fix| JsonFix {
            title: &fix.title,
            safety: fix.safety.name(),
            edits: (fix.edits.iter())
                .map(|edit| JsonEdit::new(file, edit))
                .collect(),
        };
        Self {
            rule: &finding.rule.id,
            name: &finding.rule.name,
            severity: finding.severity,
            message: &finding.diagnostic.message,
            help: finding.diagnostic.help.as_deref(),
            url: finding.url(),
            path: &file.path,
            application: finding.application.as_ref().map(JsonApplication::from),
            role: finding.role,
            rendered_from: finding.rendered_from.as_deref(),
            ways: &finding.ways,
            label: &finding.diagnostic.primary.message,
            range: range(&file.report.source, finding.diagnostic.primary.span),
            related: finding.diagnostic.related.iter().map(related).collect(),
            fix: finding.diagnostic.fix.as_ref().map(fix),
            alternatives: finding.diagnostic.alternatives.iter().map(fix).collect(),
        }
    }
}

fn range(source: &SourceText, span: Span) -> JsonRange {
    let position = |offset| {
        let place = source.position(offset, ColumnUnit::CodePoint);
        JsonPosition {
            byte: source.file_offset(offset),
            line: place.line,
            column: place.column,
        }
    };
    JsonRange {
        start: position(span.start),
        end: position(span.end),
    }
}
