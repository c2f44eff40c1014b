//! Which files are read, and the messages about unreadable ones.

mod common;

use std::{
    fs,
    path::Path,
    process::{Output, Stdio},
};

use common::{Folder, finding_lines, program, stderr, stdout};

const WITHOUT_SELECTOR: &str = "
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: app}
spec:
  driver: {labels: {alibabacloud.com/eci: 'true'}}
  executor: {tolerations: [{operator: Exists}]}
";

/// A folder with the manifest at each of the paths.
fn folder(paths: &[&str]) -> Folder {
    let folder = Folder::new();
    for path in paths {
        folder.write(path, WITHOUT_SELECTOR);
    }
    folder
}

fn lint(folder: &Path, arguments: &[&str]) -> Output {
    program(folder)
        .args(["--format", "concise"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

/// The paths of the findings; each file that was read has one.
fn read(output: &Output) -> Vec<String> {
    finding_lines(&stdout(output))
        .map(|line| line.split(':').next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn folders_are_searched_for_manifests_and_sorted() {
    let folder = folder(&[
        "b.yaml",
        "a/c.YML",
        "a/b.json",
        ".hidden/d.yaml",
        "e.txt",
        "f.yaml.bak",
        ".git/g.yaml",
    ]);
    let output = lint(folder.path(), &[]);
    assert_eq!(
        read(&output),
        [".hidden/d.yaml", "a/b.json", "a/c.YML", "b.yaml"]
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output), "");
}

#[test]
fn ignored_files_are_skipped_unless_requested_or_given() {
    let folder = folder(&["a.yaml", "out/b.yaml", "c.yaml"]);
    folder.write(".gitignore", "out/\nc.yaml\n");
    assert_eq!(read(&lint(folder.path(), &[])), ["a.yaml"]);
    assert_eq!(
        read(&lint(folder.path(), &["--no-ignore"])),
        ["a.yaml", "c.yaml", "out/b.yaml"]
    );
    assert_eq!(read(&lint(folder.path(), &["c.yaml"])), ["c.yaml"]);
}

#[test]
fn a_file_that_two_paths_lead_to_is_reported_once() {
    let folder = folder(&["k8s/a.yaml"]);
    assert_eq!(
        read(&lint(folder.path(), &["k8s", "./k8s/a.yaml", "k8s/a.yaml"])),
        ["k8s/a.yaml"]
    );
}

#[test]
fn standard_input_is_not_the_file_of_its_given_name() {
    let folder = folder(&["a.yaml"]);
    let file = fs::File::open(folder.join("a.yaml")).expect("a file");
    let output = folder
        .program()
        .args(["--format=concise", "--stdin-filename=a.yaml", "-", "a.yaml"])
        .stdin(file)
        .output()
        .expect("the program runs");
    assert_eq!(read(&output), ["a.yaml", "a.yaml"]);
}

#[test]
fn unreadable_files_are_reported_and_the_rest_is_checked() {
    let folder = folder(&["a.yaml"]);
    let output = lint(folder.path(), &["a.yaml", "b.yaml"]);
    assert_eq!(read(&output), ["a.yaml"]);
    assert_eq!(
        stderr(&output),
        "spark-eci-lint: error: cannot read b.yaml: no such file or directory\n"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn links_to_files_are_read_and_links_to_folders_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = folder(&["a/real.yaml", "a/template.txt"]);
    symlink("template.txt", folder.join("a/link.yaml")).expect("a link");
    // Another name of the same file.
    symlink("real.yaml", folder.join("a/again.yaml")).expect("a link");
    symlink("..", folder.join("a/loop")).expect("a link");
    symlink("nowhere", folder.join("a/notes.txt")).expect("a link");
    let output = lint(folder.path(), &["a"]);
    assert_eq!(read(&output), ["a/link.yaml", "a/real.yaml"]);
    assert_eq!(
        (stderr(&output).as_str(), output.status.code()),
        ("", Some(1))
    );

    symlink("nowhere", folder.join("a/dangling.yaml")).expect("a link");
    let output = lint(folder.path(), &["a"]);
    assert_eq!(
        stderr(&output),
        "spark-eci-lint: error: cannot read a/dangling.yaml: no such file or directory\n"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn reports_are_written_completely_to_files_and_once_to_standard_output() {
    let folder = folder(&["a.yaml"]);
    let output = lint(folder.path(), &["--format", "json=report.json", "a.yaml"]);
    assert_eq!(read(&output), ["a.yaml"]);
    let report = folder.read("report.json");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["summary"]["errors"], 1);

    // A folder cannot be a report; it is not changed.
    fs::create_dir(folder.join("taken")).expect("a folder");
    let output = lint(folder.path(), &["--format", "json=taken", "a.yaml"]);
    assert!(
        stderr(&output).starts_with("spark-eci-lint: error: cannot write taken: "),
        "{}",
        stderr(&output)
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn github_annotations_are_chosen_in_actions() {
    let folder = folder(&["k8s/a, b.yaml"]);
    let run = |folder: &Path, path: &str| {
        let output = program(folder)
            .arg(path)
            .env("GITHUB_ACTIONS", "true")
            .env(
                "GITHUB_WORKSPACE",
                fs::canonicalize(
                    folder
                        .ancestors()
                        .find(|parent| parent.join("k8s").exists())
                        .expect("the root"),
                )
                .expect("a path"),
            )
            .output()
            .expect("the program runs");
        stdout(&output)
    };
    let start = "::error file=k8s/a%2C b.yaml,line=7,endLine=7,col=3,endColumn=10,title=ECI101 missing-node-selector::k8s/a, b.yaml:7:3: ";
    let root = fs::canonicalize(folder.path()).expect("a path");
    assert!(
        run(&root, "k8s").starts_with(start),
        "{}",
        run(&root, "k8s")
    );
    // From a subfolder, paths are still relative to the repository.
    assert!(run(&root.join("k8s"), ".").starts_with(start));
}

#[test]
fn the_suggested_helm_command_has_an_installable_chart() {
    let template = WITHOUT_SELECTOR.replace("{name: app}", "{name: {{ .Release.Name }}}")
        + "  {{- include \"more\" . | nindent 2 }}\n";
    let folder = Folder::new();
    for (chart, kind) in [("app", "application"), ("lib", "library")] {
        let chart_file = format!("apiVersion: v2\nname: {chart}\nversion: 1.0.0\ntype: {kind}\n");
        folder.write(format!("{chart}/Chart.yaml"), chart_file);
        folder.write(format!("{chart}/templates/a.yaml"), &template);
        // A subchart is installed with its parent.
        folder.write(
            format!("app/charts/{chart}/Chart.yaml"),
            "type: application\n",
        );
        folder.write(format!("app/charts/{chart}/templates/a.yaml"), &template);
    }
    let output = program(folder.path())
        .args(["--severity", "info", "--format", "json", "."])
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    let text = stdout(&output);
    assert!(text.contains("`helm template app |"), "{text}");
    assert!(!text.contains("helm template lib"), "{text}");
    assert!(!text.contains("helm template app/charts"), "{text}");
    // It is not known which charts use a library chart.
    assert!(text.contains("pipe it to `spark-eci-lint -`"), "{text}");
}

#[test]
fn a_missing_chart_is_named() {
    let chart = |name: &str, repository: &str| {
        format!(
            "apiVersion: v2\nname: platform\nversion: 0.1.0\ndependencies:\n- name: {name}\n  version: 0.1.0\n  repository: {repository}\n"
        )
    };
    let shown = |folder: &Folder| stdout(&lint(folder.path(), &["--severity", "info"]));
    let folder = Folder::with("Chart.yaml", chart("sparkjob", "file://./vendor/sparkjob"));
    let found = shown(&folder);
    assert!(
        found.starts_with("Chart.yaml:5:9: info[ECI002] not checked: this chart is not here"),
        "{found}"
    );
    assert_eq!(
        lint(folder.path(), &["--fail-on-unjudged"]).status.code(),
        Some(1)
    );
    // The templates of an existing chart are read.
    let needed = "apiVersion: v2\nname: sparkjob\nversion: 0.1.0\n";
    folder.write("vendor/sparkjob/Chart.yaml", needed);
    assert_eq!(shown(&folder), "");
    let folder = Folder::with(
        "Chart.yaml",
        chart("sparkjob", "https://charts.example.com"),
    );
    folder.write("charts/sparkjob/Chart.yaml", needed);
    assert_eq!(shown(&folder), "");
    // These create no applications, and neither does a database.
    for name in ["spark-operator", "spark-history-server", "postgresql"] {
        let folder = Folder::with("Chart.yaml", chart(name, "https://charts.example.com"));
        assert_eq!(shown(&folder), "", "{name}");
    }
}
