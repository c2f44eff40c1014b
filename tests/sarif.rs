//! Properties that code scanning relies on, beyond the format itself.

mod common;

use std::collections::BTreeSet;

use common::{lint_by_default, run};
use serde_json::Value;
use spark_eci_lint::report::Format;

const MANIFEST: &str = include_str!("../testdata/quickstart/reports.yaml");

fn log(path: &str, text: &str) -> Value {
    let report = lint_by_default(text).expect("an application");
    let out = common::report(Format::Sarif, &run(path, report));
    serde_json::from_slice(&out).expect("JSON")
}

fn results(path: &str, text: &str) -> Vec<Value> {
    let log = log(path, text);
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
fn fingerprints_are_unique_and_survive_moved_lines() {
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
fn results_refer_to_their_rules_and_files() {
    let log = log("k8s/作业 1.yaml", MANIFEST);
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    let rules = &run["tool"]["driver"]["rules"];
    let mut fired = BTreeSet::new();
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index");
        let index = usize::try_from(index).expect("small");
        assert_eq!(result["ruleId"], rules[index]["id"]);
        fired.insert(index);
    }
    // No other rule is described.
    assert!(fired.len() > 2);
    assert_eq!(fired.len(), rules.as_array().expect("rules").len());
    let result = &results[0];
    let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "k8s/%E4%BD%9C%E4%B8%9A%201.yaml");
    assert_eq!(place["uriBaseId"], "%SRCROOT%");
}
