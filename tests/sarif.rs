//! What code scanning relies on, beside the format itself.

use std::{collections::BTreeSet, path::Path, time::Duration};

use serde_json::Value;
use spark_eci_lint::{
    finding::Severity,
    lint::{LintOptions, LintedFile, Run, Settings, lint_bytes},
    report::{Context, Format, Style, write},
    rules,
};

const MANIFEST: &str = include_str!("../testdata/quickstart/reports.yaml");

fn results(path: &str, text: &str) -> Vec<Value> {
    let report = lint_bytes(
        text.as_bytes(),
        LintOptions {
            settings: &Settings::default(),
            patch_of: None,
        },
    )
    .expect("an application");
    let run = Run {
        files: vec![LintedFile {
            path: path.to_owned(),
            file: None,
            report,
        }],
        files_read: 1,
        known: 0,
        unchanged: 0,
        elapsed: Duration::ZERO,
    };
    let rules: Vec<_> = rules::all().iter().map(|rule| &rule.info).collect();
    let context = Context {
        lowest: Severity::Info,
        rules: &rules,
        style: Style {
            color: false,
            hyperlinks: false,
            width: 100,
        },
        current_dir: Path::new("/repository"),
        workspace: None,
        plan: None,
    };
    let mut out = Vec::new();
    write(Format::Sarif, &run, &context, &mut out).expect("memory");
    let log: Value = serde_json::from_slice(&out).expect("JSON");
    log["runs"][0]["results"]
        .as_array()
        .expect("results")
        .clone()
}

fn fingerprints(results: &[Value]) -> BTreeSet<String> {
    let fingerprint = |result: &Value| {
        result["partialFingerprints"]["sparkEciLint/v1"]
            .as_str()
            .expect("a fingerprint")
            .to_owned()
    };
    results.iter().map(fingerprint).collect()
}

#[test]
fn fingerprints_tell_results_apart_and_survive_moved_lines() {
    let before = results("a.yaml", MANIFEST);
    assert!(before.len() >= 3);
    assert_eq!(fingerprints(&before).len(), before.len());
    let moved = MANIFEST.replace("spec:\n", "\n# A new comment.\n\nspec:\n");
    let after = results("a.yaml", &moved);
    let last = before.len() - 1;
    assert_ne!(before[last]["locations"], after[last]["locations"]);
    assert_eq!(fingerprints(&before), fingerprints(&after));
    assert_ne!(
        fingerprints(&before),
        fingerprints(&results("b.yaml", MANIFEST))
    );
}

#[test]
fn results_point_to_their_rules_and_files() {
    let result = &results("k8s/作业 1.yaml", MANIFEST)[0];
    let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
    assert_eq!(result["ruleId"], rules::all()[index].info.id.as_str());
    let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "k8s/%E4%BD%9C%E4%B8%9A%201.yaml");
    assert_eq!(place["uriBaseId"], "%SRCROOT%");
}
