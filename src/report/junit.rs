//! `JUnit`'s XML: a suite for each file, a failed case for each finding, and a case that passes for a
//! file without one.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Context, printable};
use crate::{
    finding::Finding,
    lint::{LintedFile, Run},
    source::ColumnUnit,
};

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new(env!("CARGO_PKG_NAME"));
    for file in &run.files {
        let path = context.path(file);
        let mut suite = TestSuite::new(&*printable(&path));
        let findings = file.report.findings.iter();
        let shown = findings.filter(|finding| finding.severity >= context.lowest);
        suite.add_test_cases(shown.map(|finding| case(file, &path, finding)));
        if suite.test_cases.is_empty() {
            let mut case = TestCase::new("no findings", TestCaseStatus::success());
            case.set_classname(&*printable(&path));
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    report.serialize(out).map_err(io::Error::other)
}

fn case(file: &LintedFile, path: &str, finding: &Finding) -> TestCase {
    let start = finding.draft.primary.span.start;
    let place = file.report.source.position(start, ColumnUnit::CodePoint);
    let message = printable(&finding.message()).into_owned();
    let place = format!("{}:{}:{}", printable(path), place.line, place.column);
    let rule = finding.rule;
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(finding.severity.name());
    status.set_message(message.as_str());
    let help = finding.draft.help.as_deref();
    let help = help.map_or_else(String::new, |help| format!("help: {}\n", printable(help)));
    status.set_description(format!("{place}: {message}\n{help}{}", rule.url));
    let mut case = TestCase::new(format!("{} {} at {place}", rule.id, rule.name), status);
    case.set_classname(&*printable(path));
    case
}
