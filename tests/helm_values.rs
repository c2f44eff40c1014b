//! With which values charts are rendered: those of the command line, the configuration, files beside the chart, and
//! manifests of Argo CD and Flux.

mod common;

use std::process::Output;

use common::{Folder, stderr, stdout};

const TEMPLATE: &str = r#"apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  type: Scala
  mode: cluster
  image: registry.cn-hangzhou.aliyuncs.com/acme/spark:3.5.3
  mainClass: com.acme.Orders
  mainApplicationFile: local:///opt/app.jar
  sparkVersion: 3.5.3
  driver:
    cores: 1
    memory: 4g
    serviceAccount: spark
  executor:
    instances: 2
    cores: {{ .Values.cores }}
    memory: {{ .Values.memory | quote }}
    labels: {alibabacloud.com/eci: "true"}
"#;

/// A chart whose own values are right.
fn chart() -> Folder {
    let folder = Folder::with(
        "charts/orders/Chart.yaml",
        "apiVersion: v2\nname: orders\nversion: 1.0.0\n",
    );
    folder.write("charts/orders/values.yaml", "cores: 4\nmemory: 12g\n");
    folder.write("charts/orders/templates/app.yaml", TEMPLATE);
    folder
}

fn check(folder: &Folder, arguments: &[&str]) -> Output {
    let mut program = folder.program();
    program.args(["--format", "concise", "--severity", "warning"]);
    program.args(arguments).output().expect("the program")
}

/// Each finding's place, rule and way.
fn findings(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let output = check(folder, arguments);
    let text = stdout(&output);
    let lines = text.lines().map(|line| {
        let (place, rest) = line.split_once(": ").expect("a place");
        let (rule, rest) = rest.split_once(']').expect("a rule");
        let rule = rule.split_once('[').expect("a rule").1;
        let way = rest
            .rsplit_once(" (in ")
            .map_or("", |(_, way)| way.trim_end_matches(')'));
        format!("{place} {rule} {way}").trim_end().to_owned()
    });
    lines.collect()
}

/// The rows of the plan: application, cores and memory of executors.
fn plan(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let mut program = folder.program();
    let output = program
        .args(["plan", "--format", "json"])
        .args(arguments)
        .output()
        .expect("the program");
    let plan: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let files = plan["files"].as_array().expect("files").iter();
    let rows = files.flat_map(|file| file["rows"].as_array().expect("rows"));
    let executors = rows.filter(|row| row["role"] == "executor");
    executors
        .map(|row| {
            let application = &row["application"];
            let text = |value: &serde_json::Value| value.to_string().replace('"', "");
            format!(
                "{}/{} {} {}",
                text(&application["namespace"]),
                text(&application["name"]),
                text(&row["cores"]),
                text(&row["heap_mib"])
            )
        })
        .collect()
}

#[test]
fn dump_plan() {
    let folder = chart();
    let output = folder.program().args(["plan", "--format", "json"]).output().expect("x");
    println!("{}", stdout(&output));
}
