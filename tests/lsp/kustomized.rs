//! Built kustomizations are checked, with diagnostics in the document of each mistake.

use serde_json::{Value, json};

use crate::{
    client::{Client, edited, place, pulling, pushing},
    common::random::cases,
};

/// An application without any placement: the overlay places its pods.
const BASE: &str = "\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: orders}
spec:
  type: Scala
  mode: cluster
  sparkVersion: 3.5.0
  image: registry.example/x:1
  mainApplicationFile: local:///x.jar
  driver:
    cores: 1
    memory: 1g
  executor:
    instances: 1
    cores: 1
    memory: 4g
";

/// Places the pods on ECI; `1-8Gi` fits the 4505 MiB of an executor.
const PATCH: &str = "\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: orders}
spec:
  driver:
    labels: {alibabacloud.com/eci: \"true\"}
  executor:
    labels: {alibabacloud.com/eci: \"true\"}
    annotations: {k8s.aliyun.com/eci-use-specs: 1-8Gi}
";

const OVERLAY: &str = "resources: [../base]\npatches: [{path: eci.yaml}]\n";

const BASE_FILE: &str = "base/app.yaml";
const PATCH_FILE: &str = "production/eci.yaml";
const OVERLAY_FILE: &str = "production/kustomization.yaml";

/// A client whose folder has a base and an overlay.
fn client(capabilities: &Value) -> Client {
    let client = Client::new(capabilities);
    client.write("base/kustomization.yaml", "resources: [app.yaml]\n");
    client.write(BASE_FILE, BASE);
    client.write(OVERLAY_FILE, OVERLAY);
    client.write(PATCH_FILE, PATCH);
    client
}

/// The rules of warnings and errors.
fn mistakes(found: &[Value]) -> Vec<&str> {
    let found = found.iter();
    let found = found.filter(|found| found["severity"].as_u64() < Some(3));
    found.filter_map(|found| found["code"].as_str()).collect()
}

/// The next diagnostics for each of these documents, in any order.
fn hear(client: &mut Client, names: &[&str]) -> Vec<Vec<Value>> {
    let mut heard: Vec<Option<Vec<Value>>> = vec![None; names.len()];
    while heard.iter().any(Option::is_none) {
        let said = client.hear("textDocument/publishDiagnostics");
        let at = names
            .iter()
            .position(|name| said["uri"] == client.uri(name));
        let found = said["diagnostics"].as_array().expect("a list").clone();
        heard[at.expect("a document of these")] = Some(found);
    }
    heard.into_iter().flatten().collect()
}

fn wrong_patch() -> String {
    PATCH.replace("1-8Gi", "2-5Gi")
}

#[test]
fn a_base_that_an_overlay_completes_is_not_checked_alone() {
    let mut client = client(&pulling());
    client.write("alone.yaml", BASE);
    client.open("alone.yaml", BASE);
    let alone = client.pull("alone.yaml");
    assert!(mistakes(&alone).contains(&"ECI101"), "{alone:?}");
    client.open(BASE_FILE, BASE);
    assert_eq!(mistakes(&client.pull(BASE_FILE)), [] as [&str; 0]);
    // Without the overlay, it is checked.
    std::fs::remove_dir_all(client.folder.path().join("production")).expect("a folder");
    let changes = json!({"changes": [{"uri": client.uri(OVERLAY_FILE), "type": 3}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    assert_eq!(mistakes(&client.pull(BASE_FILE)), mistakes(&alone));
}

#[test]
fn a_wrong_value_of_a_patch_is_found_in_the_patch_and_can_be_fixed() {
    let mut client = client(&pulling());
    let text = wrong_patch();
    // On disk the patch is correct; the unsaved text counts.
    client.open(PATCH_FILE, &text);
    let found = client.pull(PATCH_FILE);
    assert_eq!(mistakes(&found), ["ECI201"]);
    let at = found.iter().find(|found| found["code"] == "ECI201");
    let start = &at.expect("a finding")["range"]["start"];
    let (line, character) = place(&text, "2-5Gi");
    assert_eq!(*start, json!({"line": line, "character": character}));
    let actions = client.actions(PATCH_FILE, (line, character), (line, character));
    let fix = actions.iter().find(|action| {
        let title = action["title"].as_str().unwrap_or_default();
        title.starts_with("Use `1-8Gi` instead")
    });
    assert_eq!(edited(&text, fix.expect("a fix")), PATCH);
}

#[test]
fn a_change_of_a_patch_changes_the_diagnostics_of_the_base() {
    let mut client = client(&pushing());
    client.open(BASE_FILE, BASE);
    client.open(PATCH_FILE, PATCH);
    let found = hear(&mut client, &[BASE_FILE, PATCH_FILE]);
    assert!(
        found.iter().all(|found| mistakes(found).is_empty()),
        "{found:?}"
    );
    client.settle();
    client.heard.clear();
    // Too small for the requests of the base.
    let text = PATCH.replace("1-8Gi", "1-4Gi");
    client.change(PATCH_FILE, 2, &json!([{"text": text}]));
    let found = hear(&mut client, &[BASE_FILE, PATCH_FILE]);
    assert_eq!(mistakes(&found[0]), ["ECI303"]);
    assert_eq!(mistakes(&found[1]), [] as [&str; 0]);
    let finding = found[0].iter().find(|found| found["code"] == "ECI303");
    let finding = finding.expect("a finding");
    let (line, character) = place(BASE, "4g");
    assert_eq!(
        finding["range"]["start"],
        json!({"line": line, "character": character})
    );
    let message = finding["message"].as_str().expect("a message");
    assert!(message.contains("(in production)"), "{message}");
    // The spec is in the unsaved patch.
    let spec = &finding["relatedInformation"][0]["location"];
    assert_eq!(spec["uri"], client.uri(PATCH_FILE));
    let (line, character) = place(&text, "1-4Gi");
    assert_eq!(
        spec["range"]["start"],
        json!({"line": line, "character": character})
    );
    // A client that pulls diagnostics gets the same.
    let mut asks = self::client(&pulling());
    asks.open(BASE_FILE, BASE);
    asks.open(PATCH_FILE, PATCH);
    let before = asks.request("textDocument/diagnostic", asks.of(BASE_FILE));
    let id = before.expect("a report")["resultId"].clone();
    asks.change(PATCH_FILE, 2, &json!([{"text": text}]));
    let mut params = asks.of(BASE_FILE);
    params["previousResultId"] = id;
    let after = asks.request("textDocument/diagnostic", params);
    let after = after.expect("a report");
    assert_eq!(after["kind"], "full");
    assert_eq!(
        mistakes(after["items"].as_array().expect("a list")),
        ["ECI303"]
    );
    assert_eq!(
        asks.capabilities["diagnosticProvider"]["interFileDependencies"],
        true
    );
}

#[test]
fn a_change_of_an_unrelated_document_affects_only_its_own_diagnostics() {
    let mut client = client(&pushing());
    client.write("alone.yaml", BASE);
    client.open(BASE_FILE, BASE);
    client.open("alone.yaml", BASE);
    hear(&mut client, &[BASE_FILE, "alone.yaml"]);
    client.settle();
    client.heard.clear();
    client.change("alone.yaml", 2, &json!([{"text": wrong_patch()}]));
    hear(&mut client, &["alone.yaml"]);
    client.settle();
    client.settle();
    assert_eq!(client.heard.len(), 0, "{:?}", client.heard);
}

#[test]
fn an_invalid_kustomization_is_an_error_at_its_place() {
    let mut client = client(&pulling());
    client.open(OVERLAY_FILE, OVERLAY);
    assert_eq!(mistakes(&client.pull(OVERLAY_FILE)), [] as [&str; 0]);
    let text = OVERLAY.replace("eci.yaml", "missing.yaml");
    client.change(OVERLAY_FILE, 2, &json!([{"text": text}]));
    let found = client.pull(OVERLAY_FILE);
    assert_eq!(mistakes(&found), ["ECI002"]);
    assert_eq!(found[0]["severity"], 1);
    let (line, character) = place(&text, "missing.yaml");
    assert_eq!(
        found[0]["range"]["start"],
        json!({"line": line, "character": character})
    );
    let message = found[0]["message"].as_str().expect("a message");
    assert!(message.contains("build production: "), "{message}");
    // After undoing the change, nothing is wrong.
    client.change(OVERLAY_FILE, 3, &json!([{"text": OVERLAY}]));
    assert_eq!(mistakes(&client.pull(OVERLAY_FILE)), [] as [&str; 0]);
}

#[test]
fn resources_added_while_typing_take_part() {
    let mut client = client(&pulling());
    let other = BASE.replace("orders", "returns");
    client.write("production/other.yaml", &other);
    client.open("production/other.yaml", &other);
    client.open(OVERLAY_FILE, OVERLAY);
    let alone = client.pull("production/other.yaml");
    assert!(mistakes(&alone).contains(&"ECI101"), "{alone:?}");
    let text =
        "resources: [../base, other.yaml]\npatches: [{path: eci.yaml, target: {name: '.*'}}]\n";
    client.change(OVERLAY_FILE, 2, &json!([{"text": text}]));
    assert_eq!(
        mistakes(&client.pull("production/other.yaml")),
        [] as [&str; 0]
    );
    client.change(OVERLAY_FILE, 3, &json!([{"text": OVERLAY}]));
    assert_eq!(
        mistakes(&client.pull("production/other.yaml")),
        mistakes(&alone)
    );
}

#[test]
fn an_unreadable_part_is_reported() {
    let mut client = client(&pulling());
    let broken = BASE.replace("cores: 1\n    memory: 4g", "cores: [1\n    memory: 4g");
    client.open(BASE_FILE, &broken);
    let found = client.pull(BASE_FILE);
    assert_eq!(mistakes(&found), ["ECI001"]);
}

/// The rules of warnings and errors in each file that is not open.
fn walk(client: &mut Client) -> Vec<(String, Vec<String>)> {
    let params = json!({"previousResultIds": []});
    let report = client.request("workspace/diagnostic", params);
    let report = report.expect("a report");
    let items = report["items"].as_array().expect("items").iter();
    let folder = client.uri("");
    let of_file = items.map(|item| {
        let name = item["uri"].as_str().expect("a URI").replace(&folder, "");
        let found = item["items"].as_array().expect("a list");
        let codes = mistakes(found).into_iter().map(str::to_owned);
        (name, codes.collect::<Vec<_>>())
    });
    of_file.filter(|(_, codes)| !codes.is_empty()).collect()
}

#[test]
fn files_that_are_not_open_are_checked_as_built() {
    let mut client = client(&pulling());
    assert_eq!(walk(&mut client), []);
    // The unsaved patch is too small for the requests of the base.
    client.open(PATCH_FILE, PATCH);
    client.change(
        PATCH_FILE,
        2,
        &json!([{"text": PATCH.replace("1-8Gi", "1-4Gi")}]),
    );
    let of_base = (BASE_FILE.to_owned(), vec!["ECI303".to_owned()]);
    assert_eq!(walk(&mut client), [of_base]);
    // Closed without saving, the text on disk counts.
    client.notify("textDocument/didClose", client.of(PATCH_FILE));
    client.settle();
    assert_eq!(walk(&mut client), []);
    client.write(PATCH_FILE, &wrong_patch());
    let changes = json!({"changes": [{"uri": client.uri(PATCH_FILE), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    let of_patch = (PATCH_FILE.to_owned(), vec!["ECI201".to_owned()]);
    assert_eq!(walk(&mut client), [of_patch]);
}

#[test]
fn equal_findings_of_overlays_are_reported_once() {
    let mut client = client(&pulling());
    let broken = BASE.replace("1g", "1gx");
    client.write("staging/kustomization.yaml", OVERLAY);
    client.write("staging/eci.yaml", PATCH);
    client.open(BASE_FILE, &broken);
    let found = client.pull(BASE_FILE);
    let sizes = found.iter().filter(|found| found["code"] == "ECI601");
    let messages: Vec<_> = sizes
        .filter_map(|found| found["message"].as_str())
        .collect();
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(
        messages[0].contains("(in production and staging)"),
        "{messages:?}"
    );
}

/// Parts of a kustomization and of the files it includes.
const PARTS: [&str; 12] = [
    "",
    "\n",
    "- ",
    ":",
    "[",
    "1-4Gi",
    "2-5Gi",
    "cores: 2\n",
    "memory: 9gx\n",
    "namePrefix: a-\n",
    "{{ .Values.x }}",
    "kind: Component\n",
];

fn without_folder(client: &Client, found: &[Value]) -> String {
    let folder = client.folder.path().display().to_string();
    json!(found).to_string().replace(&folder, "")
}

#[test]
fn incremental_diagnostics_equal_those_of_a_fresh_server() {
    const NAMES: [&str; 3] = [BASE_FILE, PATCH_FILE, OVERLAY_FILE];
    let mut shown = 0;
    cases(60, |random| {
        let mut client = client(&pulling());
        let mut texts = [BASE, PATCH, OVERLAY].map(str::to_owned);
        let mut open = [false; 3];
        for version in 2..random.int_in_range(3..=10)? {
            let at = random.choose_index(NAMES.len())?;
            if !open[at] {
                client.open(NAMES[at], &texts[at]);
                open[at] = true;
            } else if random.ratio(1, 6)? {
                // The unsaved text is discarded.
                client.notify("textDocument/didClose", client.of(NAMES[at]));
                texts[at] = [BASE, PATCH, OVERLAY][at].to_owned();
                open[at] = false;
            } else {
                let from = random.choose_index(texts[at].len() + 1)?;
                let to = (from + random.choose_index(3)?).min(texts[at].len());
                texts[at].replace_range(from..to, random.choose(&PARTS)?);
                client.change(NAMES[at], version, &json!([{"text": texts[at]}]));
            }
            let asked = random.choose_index(NAMES.len())?;
            if open[asked] {
                client.pull(NAMES[asked]);
            }
        }
        let mut fresh = self::client(&pulling());
        for at in (0..3).filter(|at| open[*at]) {
            fresh.open(NAMES[at], &texts[at]);
        }
        for at in (0..3).filter(|at| open[*at]) {
            let found = client.pull(NAMES[at]);
            let expected = fresh.pull(NAMES[at]);
            shown += expected.len();
            let found = without_folder(&client, &found);
            let expected = without_folder(&fresh, &expected);
            assert_eq!(found, expected, "{}: {texts:?}", NAMES[at]);
        }
        Ok(())
    });
    assert!(shown > 50, "{shown}");
}
