//! All that reports are made of, for the bad examples on the rules' pages and for the manifests in
//! `testdata/reports/`: message, label, help, other places and the fixed lines.
//!
//! `.ci/bless` writes `testdata/reports/expected/` anew.

mod common;

use std::{fmt::Write as _, fs, path::Path};

use common::lint_by_default;
use snapbox::{Assert, Data, IntoData};
use spark_eci_lint::{
    finding::{Finding, Safety, Severity},
    lint::FileReport,
    rules,
    source::{Span, apply_edits},
};

/// What is found, each with everything that a report may show of it.
fn describe(text: &str, is_meant: impl Fn(&Finding) -> bool) -> String {
    let Some(report) = lint_by_default(text) else {
        return "no Spark application\n".to_owned();
    };
    let findings = report.findings.iter().filter(|finding| is_meant(finding));
    findings.map(|finding| one(&report, finding)).collect()
}

fn one(report: &FileReport, finding: &Finding) -> String {
    let text = report.source.as_str();
    let place = |span: Span| {
        let line = report.source.line_index(span.start) + 1;
        let quoted = text[span.range()].lines().next().unwrap_or_default();
        format!("{line} `{quoted}`")
    };
    let diagnostic = &finding.diagnostic;
    let mut out = format!(
        "{}[{}]{} {}\n  at {}: {}\n",
        finding.severity,
        finding.rule.id,
        finding
            .role
            .map(|role| format!(" {role}:"))
            .unwrap_or_default(),
        diagnostic.message,
        place(diagnostic.primary.span),
        diagnostic.primary.message
    );
    for label in &diagnostic.related {
        writeln!(out, "  and {}: {}", place(label.span), label.message).expect("memory");
    }
    if let Some(help) = &diagnostic.help {
        writeln!(out, "  help: {help}").expect("memory");
    }
    if let Some(fix) = &diagnostic.fix {
        let safety = match fix.safety {
            Safety::Safe => "safe",
            Safety::Unsafe => "unsafe",
        };
        writeln!(out, "  fix ({safety}): {}", fix.title).expect("memory");
        let fixed = apply_edits(text, &fix.edits).text;
        for line in fixed
            .lines()
            .filter(|line| !text.lines().any(|old| old == *line))
        {
            writeln!(out, "    {line}").expect("memory");
        }
    }
    out
}

fn assert_expected(name: &str, found: String) {
    let path = format!("testdata/reports/expected/{name}.txt");
    let expected = Data::read_from(Path::new(&path), None);
    Assert::new()
        .action_env("BLESS")
        .eq(found.into_data().raw(), expected.raw());
}

#[test]
fn bad_examples_of_pages() {
    for rule in rules::all() {
        let info = &rule.info;
        let (_, section) = info.page.split_once("\n### Bad\n").expect("bad examples");
        let section = section.split("\n### ").next().unwrap_or_default();
        let blocks = section.split("```yaml\n").skip(1);
        let examples = blocks.filter_map(|rest| rest.split_once("\n```"));
        let found = examples.map(|(example, _)| {
            describe(&format!("{example}\n"), |finding| {
                finding.rule.id == info.id
            })
        });
        let found: Vec<_> = found.collect();
        assert!(found.iter().all(|found| !found.is_empty()), "{}", info.id);
        assert_expected(&info.id, found.join("---\n"));
    }
}

#[test]
fn manifests_about_one_detail() {
    let mut paths: Vec<_> = fs::read_dir("testdata/reports")
        .expect("manifests")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    assert!(paths.len() >= 10, "only {} manifests", paths.len());
    for path in paths {
        let text = fs::read_to_string(&path).expect("a manifest");
        let name = path.file_stem().expect("a name").to_str().expect("UTF-8");
        assert_expected(
            name,
            describe(&text, |finding| finding.severity > Severity::Info),
        );
    }
}
