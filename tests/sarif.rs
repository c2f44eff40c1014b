//! What code scanning relies on, beside the format itself.

mod common;

use std::collections::BTreeSet;

use common::{lint_by_default, run};
use serde_json::Value;
use spark_eci_lint::{report::Format, rules};

const MANIFEST: &str = include_str!("../testdata/quickstart/reports.yaml");

fn results(path: &str, text: &str) -> Vec<Value> {
    let report = lint_by_default(text).expect("an application");
    let out = common::report(Format::Sarif, &run(path, report));
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
    assert_eq!(result["ruleId"], rules::all()[index].info().id.as_str());
    let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "k8s/%E4%BD%9C%E4%B8%9A%201.yaml");
    assert_eq!(place["uriBaseId"], "%SRCROOT%");
}
