//! reviewdog JSON. Fixes that consist of one safe edit are suggestions.
//!
//! Source: `github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto`: columns count bytes of
//! UTF-8, from 1.

use std::io::{self, Write};

use serde::Serialize;

use super::{Context, json_list, printable};
use crate::{
    finding::{Finding, Safety, Severity},
    lint::{LintedFile, Run},
    source::{ColumnUnit, Span},
};

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let report = Report {
        source: Source {
            name: env!("CARGO_PKG_NAME"),
            url: env!("CARGO_PKG_REPOSITORY"),
        },
        diagnostics: [],
    };
    let findings: Vec<_> = context.findings(run).collect();
    json_list::write(
        &report,
        &findings,
        |(file, finding)| Diagnostic::new(file, finding, context.path(file).into_owned()),
        out,
    )
}

#[derive(Serialize)]
struct Report {
    source: Source,
    /// Empty here: the items are written one by one.
    diagnostics: [(); 0],
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'r> {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code<'r>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'r>>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
    url: &'r str,
}

#[derive(Serialize)]
struct Suggestion<'r> {
    range: Range,
    text: &'r str,
}

impl<'r> Diagnostic<'r> {
    fn new(file: &LintedFile, finding: &'r Finding, path: String) -> Self {
        let help = finding.diagnostic.help.as_deref();
        let help = help.map_or_else(String::new, |help| format!("\nhelp: {}", printable(help)));
        let fix = finding.diagnostic.fix.as_ref();
        let edit = fix.filter(|fix| fix.safety == Safety::Safe);
        let suggestions = match edit.map(|fix| &fix.edits[..]) {
            // A suggestion is one edit, and one edit of several would not fix anything.
            Some([edit]) => vec![Suggestion {
                range: range(file, edit.span),
                text: &edit.text,
            }],
            _ => Vec::new(),
        };
        Self {
            message: format!("{}{help}", printable(&finding.message())),
            location: Location {
                path,
                range: range(file, finding.diagnostic.primary.span),
            },
            severity: match finding.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info => "INFO",
            },
            code: Code {
                value: &finding.rule.id,
                url: finding.url(),
            },
            suggestions,
        }
    }
}

fn range(file: &LintedFile, span: Span) -> Range {
    let place = |offset| {
        let position = file.report.source.position(offset, ColumnUnit::Utf8);
        Place {
            line: position.line,
            column: position.column,
        }
    };
    Range {
        start: place(span.start),
        end: place(span.end),
    }
}
