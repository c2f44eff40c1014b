//! The programs in `examples/`, which show how to embed the library.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

const MANIFEST: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: orders, namespace: jobs}
spec:
  type: Scala
  mode: cluster
  sparkVersion: 3.5.0
  image: registry.example.com/orders:1
  mainClass: com.example.Orders
  mainApplicationFile: local:///opt/orders.jar
  driver: {cores: 1, memory: 1g, labels: {alibabacloud.com/eci: 'true'}}
  executor: {cores: 1, memory: 1g, instances: 2}
";

/// The JSON output of an example for a text on standard input.
fn run(name: &str, input: &str) -> Value {
    let program = Path::new(env!("CARGO_BIN_EXE_spark-eci-lint"));
    let folder = program.parent().expect("a folder").join("examples");
    let mut child = Command::new(folder.join(name))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{name}: {error}; `cargo build --examples` builds it"));
    let mut stdin = child.stdin.take().expect("standard input");
    stdin.write_all(input.as_bytes()).expect("an input");
    drop(stdin);
    let output = child.wait_with_output().expect("an output");
    assert!(output.status.success(), "{name}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn a_text_becomes_a_sarif_report() {
    let sarif = run("lint-to-sarif", MANIFEST);
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let errors: Vec<_> = results
        .iter()
        .filter(|result| result["level"] == "error")
        .collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["ruleId"], "ECI101");
    let place = &errors[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 12);
}

#[test]
fn a_text_becomes_a_plan() {
    let plan = run("plan-as-json", MANIFEST);
    let roles: Vec<_> = plan["pods"].as_array().expect("pods").iter().collect();
    assert_eq!(roles.len(), 2);
    // 1 GiB of heap and the minimum overhead, 384 MiB.
    assert_eq!(roles[1]["memory"]["request_mib"], 1408);
    assert_eq!(roles[0]["placement"], "eci");
}

#[test]
fn an_admission_review_is_answered() {
    let review = |executor: Value| {
        let spec = json!({
            "type": "Scala", "mode": "cluster", "sparkVersion": "3.5.0", "image": "registry.example.com/orders:1",
            "mainClass": "com.example.Orders", "mainApplicationFile": "local:///opt/orders.jar",
            "driver": {"cores": 1, "memory": "1g", "labels": {"alibabacloud.com/eci": "true"}},
            "executor": executor,
        });
        let object = json!({
            "apiVersion": "sparkoperator.k8s.io/v1beta2", "kind": "SparkApplication",
            "metadata": {"name": "orders", "namespace": "jobs"}, "spec": spec,
        });
        let request = json!({"uid": "705ab4f5", "operation": "CREATE", "object": object});
        json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request})
            .to_string()
    };
    let refused = run(
        "admission-review",
        &review(json!({"cores": 1, "memory": "1g"})),
    );
    let response = &refused["response"];
    assert_eq!(
        (&response["uid"], &response["allowed"]),
        (&json!("705ab4f5"), &json!(false))
    );
    let message = response["status"]["message"].as_str().expect("a message");
    assert!(
        message.starts_with("ECI101: missing node selector"),
        "{message}"
    );
    let placed = json!({"cores": 1, "memory": "1g", "labels": {"alibabacloud.com/eci": "true"}});
    let allowed = run("admission-review", &review(placed));
    assert_eq!(allowed["response"]["allowed"], true, "{allowed}");
    // For a deleted object, there is nothing to check.
    let deleted =
        json!({"request": {"uid": "1", "operation": "DELETE", "object": null}}).to_string();
    assert_eq!(
        run("admission-review", &deleted)["response"]["allowed"],
        true
    );
}
