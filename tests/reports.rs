//! All contents of reports, for the bad examples on the rules' pages and for the manifests in `testdata/reports/`:
//! message, label, help, related places and fixed lines.
//!
//! `.ci/bless` regenerates `testdata/reports/expected/`.

mod common;

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use common::{examples, is_blessed, lint, page_settings};
use similar::{ChangeTag, TextDiff};
use snapbox::{Assert, Data, IntoData};
use spark_eci_lint::{
    config::Flags,
    finding::{Finding, Safety, Severity},
    lint::{FileReport, Settings},
    rules,
    source::{Span, apply_edits},
};

/// The configuration in a manifest's comment: `# configuration: {region: cn-hangzhou}`.
fn settings(text: &str) -> Settings {
    let mut lines = text.lines();
    let config = lines.find_map(|line| line.strip_prefix("# configuration: "));
    let config = common::parse_config(config.unwrap_or("{}"));
    let config = config.unwrap_or_else(|errors| panic!("{errors:#?}\n{text}"));
    let mut settings = config.effective(&[], &[], &Flags::default()).settings;
    settings.selection.ignore.push(common::SHORTENED.to_owned());
    settings
}

/// The findings, each with everything that a report may show of it.
fn describe(text: &str, settings: &Settings, is_meant: impl Fn(&Finding) -> bool) -> String {
    let Some(report) = lint(text, settings) else {
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
    let fix = diagnostic.fix.iter().map(|fix| ("fix", fix));
    let others = diagnostic.alternatives.iter().map(|fix| ("or", fix));
    for (what, fix) in fix.chain(others) {
        let safety = match fix.safety {
            Safety::Safe => "safe",
            Safety::Unsafe => "unsafe",
        };
        writeln!(out, "  {what} ({safety}): {}", fix.title).expect("memory");
        let fixed = apply_edits(text, &fix.edits).text;
        for change in TextDiff::from_lines(text, &fixed).iter_all_changes() {
            if change.tag() != ChangeTag::Equal {
                let line = change.value().trim_end();
                writeln!(out, "    {}{line}", change.tag()).expect("memory");
            }
        }
    }
    out
}

const EXPECTED: &str = "testdata/reports/expected";

fn assert_expected(name: &str, found: String) {
    let path = format!("{EXPECTED}/{name}.txt");
    let expected = Data::read_from(Path::new(&path), None);
    Assert::new()
        .action_env("BLESS")
        .eq(found.into_data().raw(), expected.raw());
}

/// The manifests about a single detail, by name.
fn manifests() -> Vec<String> {
    let entries = fs::read_dir("testdata/reports").expect("manifests");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let files = paths.filter(|path| path.is_file());
    let mut names: Vec<_> = files
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn bad_examples_of_pages() {
    for rule in rules::all() {
        let info = rule.info();
        let found = examples(&info.page, "Bad").into_iter();
        let found = found.map(|example| {
            describe(&example, &page_settings(info), |finding| {
                finding.rule.id == info.id
            })
        });
        let found: Vec<_> = found.collect();
        assert!(
            !found.is_empty() && !found.contains(&String::new()),
            "{}",
            info.id
        );
        assert_expected(&info.id, found.join("---\n"));
    }
}

#[test]
fn manifests_about_one_detail() {
    let names = manifests();
    assert!(names.len() >= 10, "only {} manifests", names.len());
    for name in names {
        let text = fs::read_to_string(format!("testdata/reports/{name}.yaml"));
        let text = text.expect("a manifest");
        let found = describe(&text, &settings(&text), |finding| {
            finding.severity > Severity::Info
        });
        assert_expected(&name, found);
    }
}

#[test]
fn each_expected_report_belongs_to_something() {
    let ids = rules::all().iter().map(|rule| rule.info().id.clone());
    let known: BTreeSet<_> = ids
        .chain(manifests())
        .map(|name| format!("{name}.txt"))
        .collect();
    for entry in fs::read_dir(EXPECTED).expect("reports") {
        let entry = entry.expect("an entry");
        if known.contains(&*entry.file_name().to_string_lossy()) {
            continue;
        }
        if is_blessed() {
            fs::remove_file(entry.path()).expect("a file that can be removed");
        } else {
            panic!("{} belongs to nothing", entry.path().display());
        }
    }
}
