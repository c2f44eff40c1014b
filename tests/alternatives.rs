//! Alternative fixes of a finding: each of them works, and `--fix` applies none.

mod common;

use std::{collections::BTreeMap, path::Path};

use common::options;
use spark_eci_lint::{
    finding::{Finding, Severity},
    fix::{FixOptions, fix},
    lint::{FileReport, Settings, lint_bytes},
    source::apply_edits,
};

/// The rules with alternative fixes. A rule whose help names two must be listed here.
const RULES: [&str; 27] = [
    "ECI004", "ECI101", "ECI103", "ECI104", "ECI107", "ECI108", "ECI301", "ECI302", "ECI303",
    "ECI305", "ECI306", "ECI403", "ECI406", "ECI408", "ECI409", "ECI410", "ECI411", "ECI412",
    "ECI413", "ECI414", "ECI602", "ECI603", "ECI608", "ECI609", "ECI610", "ECI611", "ECI617",
];

/// The number of alternatives by rule, and the failures.
#[derive(Default)]
struct Tried {
    number: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

/// For how many findings of a rule per file the alternatives are tried: each one needs another lint.
const MOST: usize = 4;

/// How many findings are like this one.
fn count(report: &FileReport, wanted: &Finding) -> usize {
    let findings = report.findings.iter();
    let same = findings.filter(|finding| {
        finding.rule.id == wanted.rule.id
            && finding.role == wanted.role
            && finding.diagnostic.message == wanted.diagnostic.message
    });
    same.count()
}

fn errors(report: &FileReport, id: &str) -> usize {
    let findings = report.findings.iter();
    let found = findings.filter(|finding| finding.rule.id == id);
    found
        .filter(|finding| finding.severity > Severity::Info)
        .count()
}

/// Applies each alternative separately.
fn try_all(name: &str, text: &str, settings: &Settings, tried: &mut Tried) {
    let lint = options(settings);
    let Some(report) = lint_bytes(text.as_bytes(), lint) else {
        return;
    };
    let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &report.findings {
        let number = of_rule.entry(&finding.rule.id).or_default();
        *number += 1;
        if *number > MOST {
            continue;
        }
        for way in &finding.diagnostic.alternatives {
            let told = format!("{name}: {}: {}", finding.rule.id, way.title);
            let edited = apply_edits(report.source.as_str(), &way.edits);
            let Some(after) = lint_bytes(edited.text.as_bytes(), lint) else {
                tried.wrong.push(format!("{told} loses the application"));
                continue;
            };
            if count(&after, finding) >= count(&report, finding) {
                let message = &finding.diagnostic.message;
                let wrong = format!("{told} leaves the finding: {message}\n{}", edited.text);
                tried.wrong.push(wrong);
            }
            for id in ["ECI001", "ECI004", "ECI006", "ECI007", "ECI010"] {
                if errors(&after, id) > errors(&report, id) {
                    let wrong = format!("{told} makes {id}\n{}", edited.text);
                    tried.wrong.push(wrong);
                }
            }
            let id = finding.rule.id.clone();
            *tried.number.entry(id).or_default() += 1;
        }
    }
}

#[test]
fn each_alternative_fixes_its_finding_and_breaks_nothing() {
    let mut tried = Tried::default();
    for info in common::infos() {
        let settings = common::page_settings(info);
        for text in common::examples(&info.page, "Bad") {
            try_all(&info.id, &text, &settings, &mut tried);
        }
    }
    let settings = common::settings();
    for entry in ignore::Walk::new("testdata/manifests") {
        let path = entry.expect("an entry").into_path();
        let is_yaml = path
            .extension()
            .is_some_and(|extension| extension == "yaml");
        if let Some(text) = std::fs::read_to_string(&path).ok().filter(|_| is_yaml) {
            try_all(&path.display().to_string(), &text, &settings, &mut tried);
        }
    }
    assert!(tried.wrong.is_empty(), "{}", tried.wrong.join("\n\n"));
    let found: Vec<&str> = tried.number.keys().map(String::as_str).collect();
    assert_eq!(found, RULES);
}

#[test]
fn fixing_applies_none_of_them() {
    let path = Path::new("testdata/quickstart/orders.yaml");
    let text = std::fs::read_to_string(path).expect("a manifest");
    let settings = common::settings();
    let lint = options(&settings);
    let report = lint_bytes(text.as_bytes(), lint).expect("an application");
    let has_two = |finding: &Finding| {
        finding.rule.id == "ECI303" && finding.diagnostic.alternatives.len() == 1
    };
    assert!(report.findings.iter().any(has_two));
    let options = FixOptions {
        lint,
        with_unsafe: true,
        only: &[],
    };
    let fixed = fix(&report, options).expect("no mistake").expect("a fix");
    assert!(fixed.text.contains("memory: 4g\n") && fixed.text.contains("eci-use-specs: 2-8Gi\n"));
    // A finding without a fix needs a decision.
    let text = text.replacen("memory: 4g", "memory: 1g", 1);
    let report = lint_bytes(text.as_bytes(), lint).expect("an application");
    let undecided = |finding: &&Finding| {
        finding.diagnostic.fix.is_none() && !finding.diagnostic.alternatives.is_empty()
    };
    assert!(report.findings.iter().find(undecided).is_some());
    let fixed = fix(&report, options).expect("no mistake");
    assert!(fixed.is_none_or(|fixed| fixed.text.contains("memory: 1g\n")));
}
