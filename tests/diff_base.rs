//! `--diff-base`: findings of changes since a revision. Needs git, like the option.

mod common;

use std::process::Output;

use common::{Folder, Repository, skip, stderr, stdout};

const ORDERS: &str = include_str!("../testdata/quickstart/orders.yaml");

/// Runs checks in a repository.
trait Checks {
    fn run(&self, arguments: &[&str]) -> Output;
    fn found(&self, arguments: &[&str]) -> Vec<String>;
}

impl Checks for Repository {
    fn run(&self, arguments: &[&str]) -> Output {
        self.0
            .program()
            .args(["--format=concise", "--quiet"])
            .args(arguments)
            .output()
            .expect("the program")
    }

    /// The findings, as `FILE:LINE RULE`.
    fn found(&self, arguments: &[&str]) -> Vec<String> {
        let output = self.run(arguments);
        let errors = stderr(&output);
        assert_eq!(errors, "", "{arguments:?}");
        let text = stdout(&output);
        let short = |line: &str| {
            let mut parts = line.splitn(4, ':');
            let (file, number) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            let rule = line.split(['[', ']']).nth(1).unwrap_or("");
            format!("{file}:{number} {rule}")
        };
        text.lines().map(short).collect()
    }
}

#[test]
fn unchanged_findings_are_not_reported() {
    let Some(repository) = Repository::new(&[("a.yaml", ORDERS), ("b.yaml", ORDERS)]) else {
        return;
    };
    assert_eq!(
        repository.found(&[]),
        ["a.yaml:27 ECI303", "b.yaml:27 ECI303"]
    );
    assert_eq!(repository.found(&["--diff-base=base"]), [""; 0]);
    // Not yet committed, then committed, then on a branch from which main has diverged.
    let changed = ORDERS.replace("instances: 20", "instances: 30");
    repository.write("a.yaml", &changed);
    assert_eq!(
        repository.found(&["--diff-base=base"]),
        ["a.yaml:27 ECI303"]
    );
    repository.commit();
    assert_eq!(
        repository.found(&["--diff-base=base"]),
        ["a.yaml:27 ECI303"]
    );
    repository.git(&["checkout", "--quiet", "-b", "other", "base"]);
    repository.write("b.yaml", &changed);
    repository.commit();
    assert_eq!(
        repository.found(&["--diff-base=main"]),
        ["b.yaml:27 ECI303"]
    );
}

#[test]
fn the_scope_can_be_lines() {
    let Some(repository) = Repository::new(&[("a.yaml", ORDERS)]) else {
        return;
    };
    repository.write("a.yaml", &ORDERS.replace("instances: 20", "instances: 30"));
    let lines = ["--diff-base=base", "--diff-scope=lines"];
    assert_eq!(repository.found(&lines), [""; 0]);
    // The spec of the executor is related to the finding at its heap.
    let (before, behind) = ORDERS.rsplit_once("2-4Gi").expect("a spec");
    repository.write("a.yaml", &format!("{before}2-2Gi{behind}"));
    assert_eq!(repository.found(&lines), ["a.yaml:27 ECI302"]);
}

/// A finding that cannot be ignored is at the role, and its cause is on the changed line.
#[test]
fn a_finding_is_on_the_line_of_its_cause() {
    let text = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a, annotations: {spark-eci-lint/ignore: 'ECI104: later'}}
spec:
  driver: {labels: {alibabacloud.com/eci: 'true'}}
  executor:
    nodeSelector: {type: one}
    tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
";
    let Some(repository) = Repository::new(&[("a.yaml", text)]) else {
        return;
    };
    repository.write(
        "spark-eci-lint.yaml",
        "rules: {ECI101: {ignorable: false}}\n",
    );
    repository.write("a.yaml", &text.replace("type: one", "type: other"));
    let lines = ["--diff-base=base", "--diff-scope=lines", "a.yaml"];
    assert_eq!(repository.found(&lines), ["a.yaml:6 ECI101"]);
}

#[test]
fn a_finding_is_on_the_lines_of_those_that_yield_to_it() {
    let manifest = |cores: u8| {
        format!(
            "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {{name: a}}
spec:
  type: Scala
  sparkVersion: 3.5.0
  mainApplicationFile: local:///a.jar
  driver: {{labels: {{alibabacloud.com/eci: 'true'}}}}
  executor:
    labels: {{alibabacloud.com/eci: 'true'}}
    cores: {cores}
    memory: 1g
    coreLimit: 1
"
        )
    };
    let Some(repository) = Repository::new(&[("a.yaml", &manifest(1))]) else {
        return;
    };
    repository.write("a.yaml", &manifest(2));
    let lines = ["--diff-base=base", "--diff-scope=lines"];
    // A limit below the cores is reported by the rule about the form of the limit, which was not changed.
    let of_limit = [&lines[..], &["--select=ECI603"]].concat();
    assert_eq!(repository.found(&of_limit), ["a.yaml:13 ECI603"]);
    assert_eq!(repository.found(&lines), ["a.yaml:13 ECI006"]);
}

#[test]
fn other_applications_of_the_same_file_are_left_out() {
    let two = format!(
        "{ORDERS}---\n{}",
        ORDERS.replace("orders-nightly", "second")
    );
    let Some(repository) = Repository::new(&[("k8s/a.yaml", &two)]) else {
        return;
    };
    // A deleted line is a change, too.
    let without = two.replacen("  sparkVersion: 3.5.0\n", "", 1);
    repository.write("k8s/a.yaml", &without);
    assert_eq!(
        repository.found(&["--diff-base=base", "k8s"]),
        ["k8s/a.yaml:26 ECI303"]
    );
}

#[test]
fn a_deleted_application_changes_no_other() {
    let named = |name: &str| ORDERS.replace("orders-nightly", name);
    let three = [named("a"), named("b"), named("c")].join("---\n");
    let Some(repository) = Repository::new(&[("a.yaml", &three)]) else {
        return;
    };
    repository.write("a.yaml", &[named("a"), named("c")].join("---\n"));
    assert_eq!(repository.found(&["--diff-base=base"]), [""; 0]);
    // Deleting the end of an application changes that application.
    let (without, _) = ORDERS.rsplit_once("    tolerations:").expect("tolerations");
    repository.write("a.yaml", &[without, &named("b"), &named("c")].join("---\n"));
    let found = repository.found(&["--diff-base=base"]);
    assert!(
        found
            .iter()
            .all(|found| found.contains(":24 ") || found.contains(":27 ")),
        "{found:?}"
    );
    assert!(found.contains(&"a.yaml:24 ECI102".to_owned()), "{found:?}");
}

#[test]
fn new_and_renamed_files_are_compared_with_their_base() {
    let Some(repository) = Repository::new(&[("a.yaml", ORDERS)]) else {
        return;
    };
    repository.write("new 文.yaml", ORDERS);
    assert_eq!(
        repository.found(&["--diff-base=base"]),
        ["new 文.yaml:27 ECI303"]
    );
    std::fs::remove_file(repository.0.join("new 文.yaml")).expect("a file");
    // An ignored file counts as new if it is requested.
    repository.write(".git/info/exclude", "rendered.yaml\n");
    repository.write("rendered.yaml", ORDERS);
    assert_eq!(
        repository.found(&["--diff-base=base", "rendered.yaml"]),
        ["rendered.yaml:27 ECI303"]
    );
    std::fs::remove_file(repository.0.join("rendered.yaml")).expect("a file");
    repository.git(&["mv", "a.yaml", "moved.yaml"]);
    assert_eq!(repository.found(&["--diff-base=base"]), [""; 0]);
}

#[test]
fn omitted_findings_are_counted() {
    let Some(repository) = Repository::new(&[("a.yaml", ORDERS)]) else {
        return;
    };
    let report = || {
        repository.run(&["--diff-base=base", "--format=human=report"]);
        // A summary may take several lines.
        let report = repository.0.read("report");
        report.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(report().contains("4 in unchanged parts"), "{}", report());
    // One of two applications is changed: its findings are reported, those of the other one are counted.
    let other = ORDERS.replace("orders-nightly", "other");
    let two = format!("{ORDERS}---\n{other}");
    repository.write("a.yaml", &two);
    repository.commit();
    repository.git(&["tag", "--force", "base"]);
    repository.write("a.yaml", &two.replacen("memory: 4g", "memory: 5g", 1));
    assert!(report().contains("4 in unchanged parts"), "{}", report());
    assert_eq!(
        repository
            .found(&["--diff-base=base", "--severity=info"])
            .len(),
        4
    );
    // Those of a second file are added.
    repository.write("b.yaml", ORDERS);
    repository.commit();
    repository.git(&["tag", "--force", "base"]);
    repository.write("a.yaml", &two.replacen("memory: 4g", "memory: 6g", 1));
    assert!(report().contains("8 in unchanged parts"), "{}", report());
}

#[test]
fn findings_without_an_application_change_with_their_file() {
    let text = format!("# spark-eci-lint: ignore-file[ECI501] once\n{ORDERS}");
    let Some(repository) = Repository::new(&[("a.yaml", &text)]) else {
        return;
    };
    let changed = ["--diff-base=base"];
    assert_eq!(
        repository.found(&[]),
        ["a.yaml:1 ECI003", "a.yaml:28 ECI303"]
    );
    assert_eq!(repository.found(&changed), [""; 0]);
    repository.write("a.yaml", &text.replace("instances: 20", "instances: 30"));
    assert_eq!(
        repository.found(&changed),
        ["a.yaml:1 ECI003", "a.yaml:28 ECI303"]
    );
}

#[cfg(unix)]
#[test]
fn a_file_with_a_non_utf8_name_is_compared_like_any_other() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let Some(repository) = Repository::new(&[("a.yaml", ORDERS)]) else {
        return;
    };
    let name = OsStr::from_bytes(b"b\xff\n \".yaml");
    let path = repository.0.join(name);
    if std::fs::write(&path, ORDERS).is_err() {
        skip("this file system takes no such names");
        return;
    }
    repository.commit();
    repository.git(&["tag", "--force", "base"]);
    assert_eq!(repository.found(&["--diff-base=base"]).len(), 0);
    std::fs::write(&path, ORDERS.replace("memory: 4g", "memory: 5g")).expect("written");
    assert_eq!(repository.found(&["--diff-base=base"]).len(), 1);
}

#[test]
fn unknown_revisions_and_missing_repositories_are_reported() {
    let Some(repository) = Repository::new(&[("a.yaml", ORDERS)]) else {
        return;
    };
    let error = |arguments: &[&str]| {
        let output = repository.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        stderr(&output)
    };
    let unknown = error(&["--diff-base=nowhere"]);
    assert!(
        unknown.contains("unknown git revision `nowhere`"),
        "{unknown}"
    );
    let option = error(&["--diff-base=--output=x"]);
    assert!(option.contains("invalid git revision"), "{option}");
    let stdin = error(&["--diff-base=base", "-"]);
    assert!(
        stdin.contains("standard input cannot be compared"),
        "{stdin}"
    );
    let elsewhere = Folder::with("x.yaml", ORDERS);
    let file = elsewhere.join("x.yaml");
    let outside = error(&["--diff-base=base", file.to_str().expect("UTF-8")]);
    assert!(outside.contains("is not in the repository"), "{outside}");
}

/// The lines of a manifest, indented.
fn indented(manifest: &str, by: usize) -> String {
    let indentation = " ".repeat(by);
    let lines = manifest.split_inclusive('\n');
    lines.flat_map(|line| [&*indentation, line]).collect()
}

/// An object that contains manifests as strings.
fn config_map(manifests: &[&str]) -> String {
    let manifests: Vec<_> = manifests.iter().map(|text| indented(text, 4)).collect();
    let manifests = manifests.join("    ---\n");
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: jobs}}\ndata:\n  a.yaml: |\n{manifests}  other: |\n    x\n"
    )
}

#[test]
fn applications_in_strings_are_compared_one_by_one() {
    let named = |name: &str| ORDERS.replace("orders-nightly", name);
    let (a, b, c) = (named("a"), named("b"), named("c"));
    let Some(repository) = Repository::new(&[("a.yaml", &config_map(&[&a, &b, &c]))]) else {
        return;
    };
    let applications = ["--diff-base=base"];
    let lines = ["--diff-base=base", "--diff-scope=lines"];
    // Changed lines above, and another string of the object: no change of the applications.
    let text = config_map(&[&a, &b, &c]).replace("    x\n", "    y\n");
    repository.write("a.yaml", &format!("# new\n{text}"));
    assert_eq!(repository.found(&applications), [""; 0]);
    // Another application in the string: its heap is on line 27 of its 35 lines.
    let more = b.replace("instances: 20", "instances: 30");
    repository.write("a.yaml", &config_map(&[&a, &more, &c]));
    let at = format!("a.yaml:{} ECI303", 5 + 35 + 1 + 27 - 1);
    assert_eq!(repository.found(&applications), std::slice::from_ref(&at));
    assert_eq!(repository.found(&lines), [""; 0]);
    let more = b.replace("memory: 4g", "memory: 4000m");
    repository.write("a.yaml", &config_map(&[&a, &more, &c]));
    assert_eq!(repository.found(&lines), [at]);
    // A deleted application changes no other.
    repository.write("a.yaml", &config_map(&[&a, &c]));
    assert_eq!(repository.found(&applications), [""; 0]);
    assert_eq!(repository.found(&lines), [""; 0]);
}

/// Values that are inserted into an application may be written next to it.
#[test]
fn an_application_changes_with_values_inserted_into_it() {
    let workflow = |memory: &str, other: &str| {
        let manifest = ORDERS.replace("memory: 4g", "memory: {{inputs.parameters.memory}}");
        let lines = indented(&manifest, 8);
        format!(
            "apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {{name: orders}}
spec:
  templates:
  - name: run
    inputs: {{parameters: [{{name: memory, default: {memory}}}]}}
    resource:
      action: create
      manifest: |
{lines}---
apiVersion: v1
kind: ConfigMap
data: {{x: {other}}}
"
        )
    };
    let airflow = |selector: &str| {
        let lines = indented(&ORDERS.replace("spec:\n", "spec:\n  labels: {}\n"), 2);
        format!(
            "spark:\n{lines}kubernetes: {{env_vars: [], env_from: [], image_pull_secrets: [], node_selector: {{{selector}}}, \
             affinity: {{}}, tolerations: [{{key: virtual-kubelet.io/provider, operator: Exists}}], config_map_mounts: {{}}, \
             volume_mounts: [], volumes: [], from_env_config_map: [], from_env_secret: []}}\n"
        )
    };
    let files = [
        ("a.yaml", &*workflow("2g", "y")),
        ("b.yaml", &*airflow("type: virtual-kubelet")),
    ];
    let Some(repository) = Repository::new(&files) else {
        return;
    };
    let found = |name: &str, text: &str| {
        repository.write(name, text);
        repository.found(&["--diff-base=base", name])
    };
    assert_eq!(found("a.yaml", &workflow("2g", "z")), [""; 0]);
    let at = |line: usize, rule: &str| format!("{line} {rule}");
    assert_eq!(
        found("a.yaml", &workflow("4g", "y")),
        [format!("a.yaml:{}", at(10 + 27, "ECI303"))]
    );
    // Airflow sets another selector in both roles.
    let rules = found("b.yaml", &airflow("type: x"));
    let rules: Vec<_> = rules
        .iter()
        .filter_map(|found| found.split(' ').nth(1))
        .collect();
    assert!(
        rules.contains(&"ECI008") && rules.contains(&"ECI303"),
        "{rules:?}"
    );
}

/// A baseline identifies findings by application, rule and role, in any notation.
#[test]
fn a_baseline_knows_findings_in_texts_and_templates() {
    let template = format!(
        "{{{{- if .Values.enabled }}}}\n{}{{{{- end }}}}\n",
        ORDERS.replace("orders-nightly", "in-template")
    );
    let wrapper = format!(
        "spark:\n{}",
        indented(&ORDERS.replace("orders-nightly", "in-wrapper"), 4)
    );
    let folder = Folder::new();
    let texts = config_map(&[ORDERS, &ORDERS.replace("orders-nightly", "second")]);
    let files = [
        ("texts.yaml", &texts),
        ("template.yaml", &template),
        ("wrapper.yaml", &wrapper),
    ];
    let write = |before: &str| {
        for (name, text) in &files {
            folder.write(name, format!("{before}{text}"));
        }
    };
    let run = |arguments: &[&str]| {
        let output = folder
            .program()
            .env("SPARK_ECI_LINT_FORMAT", "concise")
            .arg("--quiet")
            .args(arguments)
            .output();
        let output = output.expect("the program");
        (output.status.code(), stdout(&output), stderr(&output))
    };
    write("");
    let (_, found, _) = run(&["--fail-on=warning"]);
    assert_eq!(found.matches("[ECI303]").count(), 4, "{found}");
    run(&["--write-baseline=known.json"]);
    for before in ["", "# new\n\n# lines\n"] {
        write(before);
        let (code, found, errors) = run(&[
            "--fail-on=warning",
            "--baseline=known.json",
            "--severity=info",
        ]);
        assert_eq!((code, &*found), (Some(0), ""), "{errors}");
    }
    // New lines in the strings, and one more finding.
    let more = texts.replace("    spec:\n", "    # a comment\n    spec:\n");
    folder.write("texts.yaml", &more);
    let arguments = [
        "--fail-on=warning",
        "--baseline=known.json",
        "--severity=info",
    ];
    assert_eq!(run(&arguments).1, "");
    folder.write("texts.yaml", more.replacen("memory: 1g", "memory: 1gx", 1));
    let (code, found, _) = run(&arguments);
    assert_eq!(code, Some(1));
    assert_eq!(found.lines().count(), 1, "{found}");
    assert!(found.contains("[ECI601]"), "{found}");
}

#[test]
fn a_changed_overlay_shows_findings_in_its_base() {
    let kustomization = "resources: [../../base]\n";
    let Some(repository) = Repository::new(&[
        ("base/orders.yaml", ORDERS),
        ("base/kustomization.yaml", "resources: [orders.yaml]\n"),
        ("overlays/prod/kustomization.yaml", kustomization),
    ]) else {
        return;
    };
    assert_eq!(
        repository.found(&["--diff-base=base", "."]),
        Vec::<String>::new()
    );
    let all = repository.found(&["."]);
    assert!(!all.is_empty());
    let changed = format!("{kustomization}namePrefix: prod-\n");
    repository.write("overlays/prod/kustomization.yaml", &changed);
    assert_eq!(repository.found(&["--diff-base=base", "."]), all);
    // None of these lines was changed.
    let lines = ["--diff-base=base", "--diff-scope=lines", "."];
    assert_eq!(repository.found(&lines), Vec::<String>::new());
}

#[test]
fn changed_values_show_findings_in_their_chart() {
    let template = ORDERS.replace("apiVersion", "# {{ .Values.a }}\napiVersion");
    let manifest = "apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: orders}
spec: {source: {path: orders, helm: {valueFiles: [../prod.yaml]}}}
";
    let Some(repository) = Repository::new(&[
        (
            "orders/Chart.yaml",
            "apiVersion: v2\nname: orders\nversion: 1.0.0\n",
        ),
        ("orders/templates/app.yaml", &template),
        ("prod.yaml", "a: 1\n"),
        ("argo.yaml", manifest),
    ]) else {
        return;
    };
    let changed = |repository: &Repository| repository.found(&["--diff-base=base", "."]);
    assert_eq!(changed(&repository), Vec::<String>::new());
    let all = repository.found(&["."]);
    assert!(!all.is_empty());
    repository.write("prod.yaml", "a: 2\n");
    assert_eq!(changed(&repository), all);
    repository.write("prod.yaml", "a: 1\n");
    assert_eq!(changed(&repository), Vec::<String>::new());
    repository.write(
        "argo.yaml",
        &manifest.replace("{name: orders}", "{name: other}"),
    );
    assert_eq!(changed(&repository), all);
}
