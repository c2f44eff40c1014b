//! GitLab Code Quality, which merge requests show next to their lines.
//!
//! Source: `docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format`. GitLab's
//! list of findings only shows the description, so it starts with the rule.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use serde::Serialize;

use super::{Context, fingerprint::fingerprints, json_list, printable};
use crate::{
    finding::{Finding, Severity},
    lint::{LintedFile, Run},
};

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<_> = context.findings(run).collect();
    let fingerprints = fingerprints(&findings);
    let findings: Vec<_> = findings.into_iter().zip(fingerprints).collect();
    let nothing: [(); 0] = [];
    json_list::write(
        &nothing,
        &findings,
        |((file, finding), fingerprint)| {
            Violation::new(file, finding, context.path(file), fingerprint)
        },
        out,
    )
}

#[derive(Serialize)]
struct Violation<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: &'r str,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: Cow<'r, str>,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl<'r> Violation<'r> {
    fn new(
        file: &LintedFile,
        finding: &'r Finding,
        path: Cow<'r, str>,
        fingerprint: &'r str,
    ) -> Self {
        let span = finding.diagnostic.primary.span;
        let line = |offset| file.report.source.line_index(offset) + 1;
        Self {
            description: format!("{}: {}", finding.rule.id, printable(&finding.message())),
            check_name: &finding.rule.name,
            fingerprint,
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Location {
                path,
                lines: Lines {
                    begin: line(span.start),
                    end: line(span.end),
                },
            },
        }
    }
}
