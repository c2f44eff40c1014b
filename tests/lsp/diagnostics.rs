//! What the editor is told about a text.

use serde_json::{Value, json};

use crate::{
    ORDERS,
    client::{Client, pulling, pushing},
};

#[test]
fn a_finding_has_a_code_its_page_and_the_places_that_have_to_do_with_it() {
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
    // `4g` in the 27th line, and the spec in the 29th.
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

/// One application with advice, something old and something needless.
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
fn what_is_needless_is_faded_and_what_is_old_is_struck_through() {
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
fn who_asks_for_diagnostics_is_not_sent_them_too() {
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
    // Once is enough.
    pushes.settle();
    pushes.settle();
    assert_eq!(pushes.heard.len(), 0, "{:?}", pushes.heard);
    pushes.notify("textDocument/didClose", pushes.of("a.yaml"));
    let closed = pushes.hear("textDocument/publishDiagnostics");
    assert_eq!(closed["diagnostics"], json!([]));
}

#[test]
fn other_places_are_left_out_where_they_are_not_shown() {
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
fn a_text_that_is_as_it_was_is_not_told_about_again() {
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
    // Closed and opened again, it is another text.
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
fn columns_behind_chinese_and_emoji_count_as_agreed() {
    let line = "  executor: {instances: 1, labels: {n: 内存🦀}, memory: 4gx}";
    let start = ORDERS.split("  executor:").next().expect("a start");
    let text = format!("{start}{line}\n");
    // 39 columns before the characters that count differently, 11 between them and the size.
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
        // The same place, the other way: the size is changed where it was found.
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
fn a_broken_document_is_told_and_hides_no_other() {
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
    // Without a word of the client's, by a change of its settings.
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
