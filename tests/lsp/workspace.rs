//! Folders, and the settings of the files in them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    ORDERS,
    client::{Client, pulling, pushing},
};

fn codes(found: &[Value]) -> Vec<&str> {
    found
        .iter()
        .filter_map(|found| found["code"].as_str())
        .collect()
}

/// The report of each URI: its kind and its number of findings.
fn walk(client: &mut Client, previous: &Value) -> BTreeMap<String, (String, usize, Value)> {
    let params = json!({"previousResultIds": previous});
    let report = client
        .request("workspace/diagnostic", params)
        .expect("a report");
    let items = report["items"].as_array().expect("items").iter();
    items
        .map(|item| {
            let name = item["uri"]
                .as_str()
                .expect("a URI")
                .rsplit('/')
                .next()
                .expect("a name");
            let found = item["items"].as_array().map_or(0, Vec::len);
            let kind = item["kind"].as_str().expect("a kind").to_owned();
            (name.to_owned(), (kind, found, item["resultId"].clone()))
        })
        .collect()
}

#[test]
fn the_nearest_configuration_applies() {
    let mut client = Client::new(&pulling());
    client.write("spark-eci-lint.yaml", "rules: {ECI303: off}\n");
    client.write("strict/spark-eci-lint.yaml", "rules: {ECI303: error}\n");
    client.write("old/spark-eci-lint.yaml", "exclude: ['*.yaml']\n");
    for name in ["a.yaml", "strict/a.yaml", "old/a.yaml"] {
        client.open(name, ORDERS);
    }
    assert!(!codes(&client.pull("a.yaml")).contains(&"ECI303"));
    let strict = client.pull("strict/a.yaml");
    let finding = strict.iter().find(|finding| finding["code"] == "ECI303");
    assert_eq!(finding.expect("a finding")["severity"], 1);
    assert_eq!(client.pull("old/a.yaml"), [] as [Value; 0]);
}

#[test]
fn a_changed_configuration_applies_at_once() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", ORDERS);
    assert!(codes(&client.pull("a.yaml")).contains(&"ECI303"));
    client.write("spark-eci-lint.yaml", "rules: {ECI303: off}\n");
    let changes = json!({"changes": [{"uri": client.uri("spark-eci-lint.yaml"), "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    assert!(!codes(&client.pull("a.yaml")).contains(&"ECI303"));
    client.settle();
    let asked: Vec<_> = client
        .asked
        .iter()
        .map(|asked| asked.method.as_str())
        .collect();
    assert_eq!(
        asked,
        ["client/registerCapability", "workspace/diagnostic/refresh"]
    );
    // A client that does not watch files reports when they are saved.
    let mut client = Client::new(&pushing());
    client.open("a.yaml", ORDERS);
    let said = client.hear("textDocument/publishDiagnostics");
    assert!(codes(said["diagnostics"].as_array().expect("a list")).contains(&"ECI303"));
    client.write(".spark-eci-lint.yaml", "rules: {ECI303: off}\n");
    client.notify("textDocument/didSave", client.of(".spark-eci-lint.yaml"));
    let said = client.hear("textDocument/publishDiagnostics");
    assert!(!codes(said["diagnostics"].as_array().expect("a list")).contains(&"ECI303"));
}

#[test]
fn a_broken_configuration_is_reported_and_the_last_one_applies() {
    let mut client = Client::new(&pulling());
    client.write("spark-eci-lint.yaml", "rules: {ECI303: off}\n");
    client.open("a.yaml", ORDERS);
    let before = client.pull("a.yaml");
    client.write("spark-eci-lint.yaml", "rules: {ECI303: maybe}\n");
    client.notify("textDocument/didSave", client.of("spark-eci-lint.yaml"));
    assert_eq!(client.pull("a.yaml"), before);
    let said = client.hear("window/showMessage");
    assert_eq!(said["type"], 1);
    assert!(
        said["message"]
            .as_str()
            .expect("words")
            .contains("Invalid configuration ")
    );
    // A file without a previous configuration is not checked with guesses.
    client.open("b.yaml", ORDERS);
    assert_eq!(client.pull("b.yaml"), [] as [Value; 0]);
    // In the configuration itself, the mistake is reported before it is saved.
    client.open("spark-eci-lint.yaml", "region: cn-hangzhou\nregoin: x\n");
    let found = client.pull("spark-eci-lint.yaml");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["severity"], 1);
    assert_eq!(
        found[0]["range"]["start"],
        json!({"line": 1, "character": 0})
    );
    client.change(
        "spark-eci-lint.yaml",
        2,
        &json!([{"text": "region: cn-hangzhou\n"}]),
    );
    assert_eq!(client.pull("spark-eci-lint.yaml"), [] as [Value; 0]);
}

#[test]
fn a_patch_of_a_kustomization_is_not_checked() {
    let mut client = Client::new(&pulling());
    // No build includes an unused component.
    let component = "kind: Component\npatches: [{path: patch.yaml}]\n";
    client.write("kustomization.yaml", component);
    // A complete application is checked even if it is listed as a patch.
    let part = ORDERS.replace("  type: Scala\n", "");
    assert_ne!(part, ORDERS);
    client.write("patch.yaml", &part);
    client.open("patch.yaml", &part);
    let found = client.pull("patch.yaml");
    assert_eq!(codes(&found), ["ECI002"]);
    // It is reported as information; advice is only a hint.
    assert_eq!(found[0]["severity"], 3);
}

#[test]
fn all_folders_are_searched() {
    let mut client = Client::new(&pulling());
    client.write("a.yaml", ORDERS);
    client.write("deep/er/b.yml", ORDERS);
    client.write("c.yaml", "kind: ConfigMap\n");
    let first = walk(&mut client, &json!([]));
    assert_eq!(first.keys().collect::<Vec<_>>(), ["a.yaml", "b.yml"]);
    assert!(
        first
            .values()
            .all(|(kind, found, _)| kind == "full" && *found > 1),
        "{first:?}"
    );
    // Unchanged reports are not sent again; deleted files are cleared.
    let previous = json!([
        {"uri": client.uri("a.yaml"), "value": first["a.yaml"].2},
        {"uri": client.uri("gone.yaml"), "value": "x"},
    ]);
    let second = walk(&mut client, &previous);
    let kinds: Vec<_> = second
        .iter()
        .map(|(name, (kind, found, _))| (name.as_str(), kind.as_str(), *found))
        .collect();
    assert_eq!(
        kinds,
        [
            ("a.yaml", "unchanged", 0),
            ("b.yml", "full", first["b.yml"].1),
            ("gone.yaml", "full", 0)
        ]
    );
    // Open documents are reported separately.
    client.open("a.yaml", ORDERS);
    assert_eq!(
        walk(&mut client, &json!([])).keys().collect::<Vec<_>>(),
        ["b.yml"]
    );
    client.notify("textDocument/didClose", client.of("a.yaml"));
    // A file changes.
    client.write("a.yaml", "kind: ConfigMap\n");
    let changes = json!({"changes": [{"uri": client.uri("a.yaml"), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    assert_eq!(
        walk(&mut client, &json!([])).keys().collect::<Vec<_>>(),
        ["b.yml"]
    );
    // A wrong configuration is a finding in its own file.
    client.write("spark-eci-lint.yaml", "rules: {ECI9: off}\n");
    client.notify("textDocument/didSave", client.of("spark-eci-lint.yaml"));
    let broken = walk(&mut client, &json!([]));
    assert_eq!(broken.keys().collect::<Vec<_>>(), ["spark-eci-lint.yaml"]);
}

#[test]
fn folders_come_and_go() {
    let mut client = Client::new(&pulling());
    client.write("a.yaml", ORDERS);
    let other = tempfile::TempDir::new().expect("a folder");
    std::fs::write(other.path().join("z.yaml"), ORDERS).expect("a file");
    let uri = format!("file://{}", other.path().display());
    let change =
        |added: Value, removed: Value| json!({"event": {"added": added, "removed": removed}});
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        change(json!([{"uri": uri, "name": "other"}]), json!([])),
    );
    assert_eq!(
        walk(&mut client, &json!([])).keys().collect::<Vec<_>>(),
        ["a.yaml", "z.yaml"]
    );
    let first = client.uri("");
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        change(
            json!([]),
            json!([{"uri": first.trim_end_matches('/'), "name": "k8s"}]),
        ),
    );
    assert_eq!(
        walk(&mut client, &json!([])).keys().collect::<Vec<_>>(),
        ["z.yaml"]
    );
}

#[test]
fn a_cancelled_walk_is_answered_as_cancelled() {
    let mut client = Client::new(&pulling());
    // Enough work that the walk cannot end before it is cancelled.
    let many = format!("{ORDERS}---\n").repeat(100);
    for number in 0..60 {
        client.write(&format!("{number}.yaml"), &many);
    }
    let id = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    // The answer to a later request shows that the walk has started.
    client.settle();
    client.notify("$/cancelRequest", json!({"id": id}));
    let answer = client.answer(&id);
    assert_eq!(answer.map_err(|(code, _)| code), Err(-32800));
    assert!(client.goodbye());
}

#[test]
fn documents_without_a_file_are_checked() {
    let mut client = Client::new(&pulling());
    client.write("spark-eci-lint.yaml", "rules: {ECI303: error}\n");
    let item =
        json!({"uri": "untitled:Untitled-1", "languageId": "yaml", "version": 1, "text": ORDERS});
    client.notify("textDocument/didOpen", json!({"textDocument": item}));
    let params = json!({"textDocument": {"uri": "untitled:Untitled-1"}});
    let report = client
        .request("textDocument/diagnostic", params)
        .expect("a report");
    let found = report["items"].as_array().expect("items");
    let finding = found.iter().find(|finding| finding["code"] == "ECI303");
    // An unsaved document has the settings of a file in the first folder.
    assert_eq!(finding.expect("a finding")["severity"], 1);
}

#[test]
fn file_names_may_have_any_letters() {
    let mut client = Client::new(&pulling());
    client.write("中 文/spark-eci-lint.yaml", "rules: {ECI303: error}\n");
    client.write("中 文/a.yaml", ORDERS);
    // In the encoding of VS Code.
    client.open("%E4%B8%AD%20%E6%96%87/a.yaml", ORDERS);
    let found = client.pull("%E4%B8%AD%20%E6%96%87/a.yaml");
    let finding = found.iter().find(|finding| finding["code"] == "ECI303");
    assert_eq!(finding.expect("a finding")["severity"], 1);
    assert_eq!(walk(&mut client, &json!([])).len(), 0);
}
