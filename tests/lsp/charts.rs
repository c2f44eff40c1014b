//! Rendered charts are checked, with diagnostics in the document of each mistake.

use serde_json::{Value, json};

use crate::client::{Client, edited, place, pulling, pushing};

const TEMPLATE: &str = "\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: {{ .Release.Name }}}
spec:
  type: Scala
  mode: cluster
  sparkVersion: 3.5.0
  image: registry.example/x:1
  mainApplicationFile: local:///x.jar
  driver:
    cores: 1
    memory: 1g
    labels: {alibabacloud.com/eci: \"true\"}
  executor:
    instances: 1
    cores: 1
    memory: {{ .Values.executor.memory | quote }}
    labels: {alibabacloud.com/eci: \"true\"}
    annotations:
      {{- toYaml .Values.executor.annotations | nindent 6 }}
";

/// `1-8Gi` fits the 4505 MiB of an executor.
const VALUES: &str = "\
executor:
  memory: 4g
  annotations:
    k8s.aliyun.com/eci-use-specs: 1-8Gi
";

const TEMPLATE_FILE: &str = "orders/templates/app.yaml";
const VALUES_FILE: &str = "orders/values.yaml";

fn client(capabilities: &Value) -> Client {
    let client = Client::new(capabilities);
    client.write(
        "orders/Chart.yaml",
        "apiVersion: v2\nname: orders\nversion: 0.1.0\n",
    );
    client.write(TEMPLATE_FILE, TEMPLATE);
    client.write(VALUES_FILE, VALUES);
    client
}

/// The rules of warnings and errors.
fn mistakes(found: &[Value]) -> Vec<&str> {
    let found = found.iter();
    let found = found.filter(|found| found["severity"].as_u64() < Some(3));
    found.filter_map(|found| found["code"].as_str()).collect()
}

#[test]
fn a_wrong_value_is_found_in_the_values_and_can_be_fixed() {
    let mut client = client(&pulling());
    let text = VALUES.replace("1-8Gi", "2-5Gi");
    // On disk the values are correct; the unsaved text counts.
    client.open(VALUES_FILE, &text);
    let found = client.pull(VALUES_FILE);
    assert_eq!(mistakes(&found), ["ECI201"]);
    let at = found.iter().find(|found| found["code"] == "ECI201");
    let start = &at.expect("a finding")["range"]["start"];
    let (line, character) = place(&text, "2-5Gi");
    assert_eq!(*start, json!({"line": line, "character": character}));
    let actions = client.actions(VALUES_FILE, (line, character), (line, character));
    let fix = actions.iter().find(|action| {
        let title = action["title"].as_str().unwrap_or_default();
        title.starts_with("Use `1-8Gi` instead")
    });
    assert_eq!(edited(&text, fix.expect("a fix")), VALUES);
}

#[test]
fn a_change_of_the_values_changes_their_diagnostics() {
    let mut client = client(&pushing());
    client.open(VALUES_FILE, VALUES);
    let heard = client.hear("textDocument/publishDiagnostics");
    let found = heard["diagnostics"].as_array().expect("a list");
    assert_eq!(mistakes(found), [""; 0]);
    client.settle();
    client.heard.clear();
    let text = VALUES.replace("memory: 4g", "memory: 14g");
    client.change(VALUES_FILE, 2, &json!([{"text": text}]));
    let heard = client.hear("textDocument/publishDiagnostics");
    let found = heard["diagnostics"].as_array().expect("a list");
    assert_eq!(mistakes(found), ["ECI302"]);
}

#[test]
fn a_template_is_checked_with_the_values() {
    let mut client = client(&pulling());
    let text = TEMPLATE.replace(
        "    labels: {alibabacloud.com/eci: \"true\"}\n    annotations",
        "    annotations",
    );
    client.open(TEMPLATE_FILE, &text);
    let found = client.pull(TEMPLATE_FILE);
    assert_eq!(mistakes(&found), ["ECI101"]);
    let (line, character) = place(&text, "executor:");
    let start = json!({"line": line, "character": character});
    assert!(found.iter().any(|found| found["range"]["start"] == start));
}
