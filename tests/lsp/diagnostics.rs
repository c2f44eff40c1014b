//! Diagnostics.

use serde_json::{Value, json};

use crate::{
    ORDERS,
    client::{Client, pulling, pushing},
};

#[test]
fn a_finding_has_a_code_a_page_and_related_places() {
    let mut client = Client::new(&pushing());
    client.open("a.yaml", ORDERS);
    let said = client.hear("textDocument/publishDiagnostics");
    assert_eq!(said["uri"], client.uri("a.yaml"));
    assert_eq!(said["version"], 1);
    let found = said["diagnostics"].as_array().expect("diagnostics");
    let finding = found
        .iter()
        .find(|finding| finding["code"] == "ECI303")
        .expect("the executor's memory");
    // `4g` is on line 27, and the spec on line 29.
    assert_eq!(
        finding["range"],
        json!({"start": {"line": 26, "character": 12}, "end": {"line": 26, "character": 14}})
    );
    assert_eq!(finding["severity"], 2);
    assert_eq!(finding["source"], "spark-eci-lint");
    let page = finding["codeDescription"]["href"].as_str().expect("a link");
    assert!(
        page.ends_with("/rules/ECI303-memory-overhead-exceeds-spec.md"),
        "{page}"
    );
    let message = finding["message"].as_str().expect("a message");
    assert!(
        message.starts_with("executor memory 4096 + 409 = 4505 MiB exceeds"),
        "{message}"
    );
    assert!(message.contains("\nhelp: "), "{message}");
    let related = &finding["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], client.uri("a.yaml"));
    assert_eq!(
        related["location"]["range"]["start"],
        json!({"line": 28, "character": 36})
    );
}

/// One application with advice, a deprecated label and an unneeded value.
const MARKED: &str = "\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a}
spec:
  type: Scala
  mode: cluster
  sparkVersion: 3.5.0
  image: x
  mainApplicationFile: local:///x.jar
  # spark-eci-lint: ignore[ECI301] nothing here
  driver:
    cores: 1
    memory: 1g
    labels: {alibabacloud.com/eci: \"true\"}
  executor:
    instances: 1
    cores: 1
    memory: 1g
    annotations: {alibabacloud.com/burst-resource: eci}
    labels: {alibabacloud.com/eci: \"true\"}
";

#[test]
fn unneeded_values_are_faded_and_deprecated_ones_struck_through() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", MARKED);
    let found = client.pull("a.yaml");
    let of = |code: &str| {
        let mut found = found.iter();
        let finding = found.find(|finding| finding["code"] == code);
        let finding = finding.unwrap_or_else(|| panic!("{code} in {found:?}"));
        (finding["severity"].clone(), finding["tags"].clone())
    };
    assert_eq!(of("ECI003"), (json!(2), json!([1])));
    // Advice is a hint.
    assert_eq!(of("ECI404"), (json!(4), json!([2])));
}

#[test]
fn a_client_that_pulls_diagnostics_is_not_sent_them() {
    let mut pulls = Client::new(&pulling());
    assert!(pulls.capabilities["diagnosticProvider"]["workspaceDiagnostics"] == true);
    pulls.open("a.yaml", ORDERS);
    assert!(!pulls.pull("a.yaml").is_empty());
    pulls.settle();
    assert_eq!(pulls.heard.len(), 0, "{:?}", pulls.heard);

    let mut pushes = Client::new(&pushing());
    assert_eq!(pushes.capabilities["diagnosticProvider"], Value::Null);
    pushes.open("a.yaml", ORDERS);
    pushes.hear("textDocument/publishDiagnostics");
    // They are sent only once.
    pushes.settle();
    pushes.settle();
    assert_eq!(pushes.heard.len(), 0, "{:?}", pushes.heard);
    pushes.notify("textDocument/didClose", pushes.of("a.yaml"));
    let closed = pushes.hear("textDocument/publishDiagnostics");
    assert_eq!(closed["diagnostics"], json!([]));
}

#[test]
fn related_places_are_omitted_if_the_client_does_not_support_them() {
    let mut capabilities = pulling();
    capabilities["textDocument"]["publishDiagnostics"] = json!({});
    let mut client = Client::new(&capabilities);
    client.open("a.yaml", ORDERS);
    let found = client.pull("a.yaml");
    assert!(
        found
            .iter()
            .all(|finding| finding["relatedInformation"].is_null())
    );
}

#[test]
fn an_unchanged_text_is_not_reported_again() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", ORDERS);
    let first = client.request("textDocument/diagnostic", client.of("a.yaml"));
    let id = first.expect("a report")["resultId"].clone();
    let mut params = client.of("a.yaml");
    params["previousResultId"] = id;
    let again = client.request("textDocument/diagnostic", params.clone());
    assert_eq!(again.expect("a report")["kind"], "unchanged");
    client.change("a.yaml", 2, &json!([{"text": ORDERS.replace("4g", "3g")}]));
    let changed = client
        .request("textDocument/diagnostic", params)
        .expect("a report");
    assert_eq!(changed["kind"], "full");
    // Closed and opened again, it is a new document.
    client.notify("textDocument/didClose", client.of("a.yaml"));
    client.open("a.yaml", "kind: ConfigMap\n");
    let mut params = client.of("a.yaml");
    params["previousResultId"] = changed["resultId"].clone();
    let report = client
        .request("textDocument/diagnostic", params)
        .expect("a report");
    assert_eq!(
        (&report["kind"], &report["items"]),
        (&json!("full"), &json!([]))
    );
}

#[test]
fn columns_after_chinese_and_emoji_are_in_the_negotiated_unit() {
    let line = "  executor: {instances: 1, labels: {n: 内存🦀}, memory: 4gx}";
    let start = ORDERS.split("  executor:").next().expect("a start");
    let text = format!("{start}{line}\n");
    // 39 columns before the characters that differ between units, and 11 between them and the size.
    for (offer, column) in [
        ("utf-8", 39 + 10 + 11),
        ("utf-16", 39 + 4 + 11),
        ("utf-32", 39 + 3 + 11),
    ] {
        let mut capabilities = pulling();
        capabilities["general"]["positionEncodings"] = json!([offer]);
        let mut client = Client::new(&capabilities);
        assert_eq!(client.capabilities["positionEncoding"], offer);
        client.open("a.yaml", &text);
        let found = client.pull("a.yaml");
        let mut found = found.iter();
        let size = found
            .find(|finding| finding["code"] == "ECI601")
            .expect("a size");
        assert_eq!(
            size["range"],
            json!({
                "start": {"line": 23, "character": column},
                "end": {"line": 23, "character": column + 3},
            }),
            "{offer}"
        );
        // The other way round: the size is changed at its place.
        let range = size["range"].clone();
        client.change("a.yaml", 2, &json!([{"range": range, "text": "4g"}]));
        let codes: Vec<_> = client
            .pull("a.yaml")
            .iter()
            .map(|found| found["code"].clone())
            .collect();
        assert!(!codes.contains(&json!("ECI601")), "{offer}: {codes:?}");
    }
}

#[test]
fn a_broken_document_is_reported_and_hides_no_other() {
    let mut client = Client::new(&pulling());
    let broken = ORDERS.replace("    cores: 1\n", "    cores: [1\n");
    client.open("a.yaml", &format!("{broken}---\n{ORDERS}"));
    let codes: Vec<_> = client
        .pull("a.yaml")
        .iter()
        .map(|found| found["code"].clone())
        .collect();
    assert!(
        codes.contains(&json!("ECI001")) && codes.contains(&json!("ECI303")),
        "{codes:?}"
    );
}

#[test]
fn severities_below_the_one_set_are_not_shown() {
    let mut client = Client::with(&pulling(), &json!({"severity": "error"}));
    client.open("a.yaml", ORDERS);
    assert_eq!(client.pull("a.yaml"), [] as [Value; 0]);
    // A change of the settings applies without another request of the client.
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"spark-eci-lint": {"severity": "warning"}}}),
    );
    let codes: Vec<_> = client
        .pull("a.yaml")
        .iter()
        .map(|found| found["code"].clone())
        .collect();
    assert_eq!(codes, ["ECI303"]);
}
