//! Charts are checked as installed by a configuration or by manifests of Argo CD.

use serde_json::{Value, json};

use crate::client::{Client, place, pulling};

const TEMPLATE: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
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
    memory: {{ .Values.memory }}
    labels: {alibabacloud.com/eci: \"true\"}
";

const ARGO: &str = "apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: orders}
spec:
  source:
    path: charts/orders
    helm:
      valuesObject:
        memory: 4g
";

const TEMPLATE_FILE: &str = "charts/orders/templates/app.yaml";
const ARGO_FILE: &str = "argo/orders.yaml";

fn client() -> Client {
    let client = Client::new(&pulling());
    // The search ends at the top of the work tree.
    client.write(".git/HEAD", "ref: refs/heads/main\n");
    client.write(
        "charts/orders/Chart.yaml",
        "apiVersion: v2\nname: orders\nversion: 1.0.0\n",
    );
    client.write("charts/orders/values.yaml", "memory: 4g\n");
    client.write(TEMPLATE_FILE, TEMPLATE);
    client.write(ARGO_FILE, ARGO);
    client
}

fn wrong(found: &[Value]) -> Vec<&Value> {
    let found = found.iter();
    found.filter(|found| found["code"] == "ECI601").collect()
}

#[test]
fn a_value_in_a_manifest_of_argo_cd_is_checked_while_typing() {
    let mut client = client();
    client.open(ARGO_FILE, ARGO);
    assert_eq!(wrong(&client.pull(ARGO_FILE)).len(), 0);
    let text = ARGO.replace("4g", "nonsense");
    client.change(ARGO_FILE, 2, &json!([{"text": text}]));
    let found = client.pull(ARGO_FILE);
    let [found] = &wrong(&found)[..] else {
        panic!("{found:?}")
    };
    let (line, character) = place(&text, "nonsense");
    let start = json!({"line": line, "character": character});
    assert_eq!(found["range"]["start"], start);
    let message = found["message"].as_str().expect("a text");
    assert!(
        message.contains("(in argo/orders.yaml (orders))") || !message.contains("(in "),
        "{message}"
    );
}

#[test]
fn a_template_is_checked_as_installed_by_a_manifest() {
    let mut client = client();
    let template = TEMPLATE.replace("memory: {{", "memory: x{{");
    let template = template.replace(" }}", " | trimPrefix \"4g\" }}");
    client.write(TEMPLATE_FILE, &template);
    client.write(ARGO_FILE, &ARGO.replace("4g", "5g"));
    client.open(TEMPLATE_FILE, &template);
    let found = client.pull(TEMPLATE_FILE);
    let messages: Vec<_> = wrong(&found)
        .iter()
        .map(|found| found["message"].to_string())
        .collect();
    assert!(
        messages
            .iter()
            .any(|message| message.contains("(in argo/orders.yaml (orders))")),
        "{messages:?}"
    );
}

#[test]
fn a_configuration_sets_the_values_of_a_chart() {
    let mut client = client();
    std::fs::remove_file(client.folder.path().join(ARGO_FILE)).expect("a file");
    client.open(TEMPLATE_FILE, TEMPLATE);
    assert_eq!(wrong(&client.pull(TEMPLATE_FILE)).len(), 0);
    let name = "spark-eci-lint.yaml";
    client.write(
        name,
        "charts: [{path: charts/orders, set: {memory: nonsense}}]\n",
    );
    let changes = json!({"changes": [{"uri": client.uri(name), "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    assert_eq!(wrong(&client.pull(TEMPLATE_FILE)).len(), 1);
}

#[test]
fn paths_of_a_configuration_are_checked_while_typing() {
    let mut client = client();
    let name = "spark-eci-lint.yaml";
    let text = "charts: [{path: charts/none}]\n";
    client.write(name, text);
    client.open(name, text);
    let found = client.pull(name);
    let [error] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(
        error["message"],
        "cannot find `charts/none`: no such file or directory"
    );
    let (line, character) = place(text, "charts/none");
    let start = json!({"line": line, "character": character});
    assert_eq!(error["range"]["start"], start);
}
