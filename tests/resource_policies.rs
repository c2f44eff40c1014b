//! Resource policies in one file apply to the pods of applications in another.

mod common;

use common::{Folder, stdout};

const APPLICATION: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: orders}
spec:
  type: Scala
  sparkVersion: 3.5.0
  mainApplicationFile: local:///opt/app.jar
  driver: {labels: {alibabacloud.com/eci: \"true\"}}
  executor:
    tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
";

fn policy(selector: &str) -> String {
    format!(
        "apiVersion: scheduling.alibabacloud.com/v1alpha1
kind: ResourcePolicy
metadata: {{name: spark}}
spec:
  selector: {{{selector}}}
  units: [{{resource: ecs, max: 10}}, {{resource: eci}}]
"
    )
}

fn found(folder: &Folder, paths: &[&str]) -> Vec<String> {
    let output = folder
        .program()
        .args(["--severity=info", "-fconcise", "--select=ECI101,ECI111"])
        .args(paths)
        .output()
        .expect("the program");
    let lines = stdout(&output);
    let ids = lines.lines().filter_map(|line| {
        let (_, rest) = line.split_once('[')?;
        Some(rest.split_once(']')?.0.to_owned())
    });
    ids.collect()
}

#[test]
fn a_policy_in_another_file_counts_if_it_selects_the_pods() {
    for (selector, expected) in [
        ("spark-role: executor", "ECI111"),
        (
            "sparkoperator.k8s.io/launched-by-spark-operator: \"true\"",
            "ECI111",
        ),
        ("sparkoperator.k8s.io/app-name: orders", "ECI111"),
        ("sparkoperator.k8s.io/app-name: others", "ECI101"),
        ("sparkoperator.k8s.io/submission-id: x", "ECI101"),
        ("spark-role: driver", "ECI101"),
        ("", "ECI101"),
    ] {
        // Before the application in the order of paths, and after it.
        for name in ["a.yaml", "z.yaml"] {
            let folder = Folder::with("app.yaml", APPLICATION);
            folder.write(name, policy(selector));
            assert_eq!(found(&folder, &["."]), [expected], "{selector}");
            assert_eq!(found(&folder, &["app.yaml"]), ["ECI101"]);
        }
    }
}

#[test]
fn a_fix_respects_the_policies_too() {
    let folder = Folder::with("app.yaml", APPLICATION);
    folder.write("policy.yaml", policy("spark-role: executor"));
    let mut program = folder.program();
    let output = program.args(["--fix", "--unsafe-fixes", "--select=ECI101", "."]);
    assert!(output.output().expect("the program").status.success());
    assert_eq!(folder.read("app.yaml"), APPLICATION);
}
