//! GitLab's Code Quality: what a merge request shows beside its lines.
//!
//! Source: `docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format`. The list of findings
//! there shows the description alone, so it starts with the rule.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::{Context, fingerprint::Fingerprints, printable};
use crate::{
    finding::{Finding, Severity},
    lint::{LintedFile, Run},
};

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Report { run, context })?;
    writeln!(out)
}

struct Report<'r> {
    run: &'r Run,
    context: &'r Context<'r>,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fingerprints = Fingerprints::default();
        let findings = self.context.findings(self.run);
        serializer.collect_seq(findings.map(|(file, finding)| {
            let path = self.context.path(file).into_owned();
            Violation::new(file, finding, path, fingerprints.next(file, finding))
        }))
    }
}

#[derive(Serialize)]
struct Violation<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl<'r> Violation<'r> {
    fn new(file: &LintedFile, finding: &'r Finding, path: String, fingerprint: String) -> Self {
        let span = finding.draft.primary.span;
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
