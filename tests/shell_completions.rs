//! Completions for shells, requested the way shells do it.

mod common;

use common::{Folder, stderr, stdout};

/// The candidates for the last word in the format for zsh: `value:description`.
fn candidates(folder: &Folder, words: &[&str]) -> Vec<String> {
    let mut program = folder.program();
    program
        .env("SPARK_ECI_LINT_COMPLETE", "zsh")
        .env("_CLAP_IFS", "\n")
        .env("_CLAP_COMPLETE_INDEX", words.len().to_string())
        .args(["--", "spark-eci-lint"])
        .args(words);
    let output = program.output().expect("it runs");
    assert_eq!(
        output.status.code(),
        Some(0),
        "{words:?}: {}",
        stderr(&output)
    );
    assert_eq!(stderr(&output), "", "{words:?}");
    let text = stdout(&output);
    text.lines().map(str::to_owned).collect()
}

fn values(folder: &Folder, words: &[&str]) -> Vec<String> {
    let all = candidates(folder, words);
    let value = |line: &String| line.split(':').next().unwrap_or_default().to_owned();
    all.iter().map(value).collect()
}

#[test]
fn values_are_completed() {
    let folder = Folder::new();
    for (words, wanted) in [
        (
            &["--select", "ECI30"][..],
            &["ECI301", "ECI303", "ECI307"][..],
        ),
        (
            &["--ignore", ""],
            &["capacity", "ECI3", "ECI303", "toleration-mismatch"],
        ),
        (&["--select", "ECI301,place"], &["ECI301,placement"]),
        (
            &["--fix-only", "toler"],
            &["toleration-mismatch", "toleration-only"],
        ),
        (
            &["explain", "memory-over"],
            &["memory-overhead-exceeds-spec"],
        ),
        (&["rules", "ECI30"], &["ECI301"]),
        (&["--region", "cn-h"], &["cn-hangzhou", "cn-hongkong"]),
        (&["--region=cn-hangz"], &["--region=cn-hangzhou"]),
        (&["-f", "sa"], &["sarif"]),
        (&["--format", "ch"], &["checkstyle"]),
        (&["plan", "-f", "ht"], &["html"]),
        (&["explain", "--format", ""], &["human", "json", "markdown"]),
        (&["--severity", ""], &["error", "warning", "info"]),
        (&["--fail-on", "n"], &["never"]),
        (&["--cluster", ""], &["ack", "ack-serverless", "vnode"]),
        (&["--operator-webhook", "o"], &["on", "off"]),
        (&["plan", "--price", ""], &["CNY", "USD", "none"]),
        (&["completions", "n"], &["nushell"]),
        (&["man", "pl"], &["plan"]),
        // After a path, and after options before a subcommand.
        (&["k8s", "--fail-on", "w"], &["warning"]),
        (&["--region", "cn-hangzhou", "plan", "--pri"], &["--price"]),
        (&["exp"], &["explain"]),
    ] {
        let all = values(&folder, words);
        for value in wanted {
            assert!(
                all.iter().any(|known| known == value),
                "{words:?}: {value} in {all:?}"
            );
        }
    }
}

#[test]
fn a_candidate_has_a_description() {
    let folder = Folder::new();
    let all = candidates(&folder, &["--select", "ECI303"]);
    let wanted = ["ECI303:heap plus memory overhead exceeds the memory of the spec"];
    assert_eq!(all, wanted);
}

#[test]
fn paths_are_completed_and_nothing_is_read() {
    let folder = Folder::new();
    folder.write("k8s/orders.yaml", "a: 1\n");
    // An invalid configuration, which would be an error if it were read.
    folder.write("spark-eci-lint.yaml", "regoin: [\n");
    assert_eq!(values(&folder, &["k8s/or"]), ["k8s/orders.yaml"]);
    assert_eq!(values(&folder, &["--select", "placem"]), ["placement"]);
    // Names of rules are not searched for among files.
    assert!(!values(&folder, &["--select", "k"]).contains(&"k8s/".to_owned()));
}

#[test]
fn each_shell_gets_a_dynamic_script() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let mut program = folder.program();
        let output = program.env("SPARK_ECI_LINT_COMPLETE", shell).output();
        let script = stdout(&output.expect("it runs"));
        assert!(
            script.contains("SPARK_ECI_LINT_COMPLETE"),
            "{shell}: {script}"
        );
    }
}

#[test]
fn the_variable_of_another_program_changes_nothing() {
    let folder = Folder::new();
    folder.write(
        "orders.yaml",
        include_str!("../testdata/quickstart/orders.yaml"),
    );
    let mut program = folder.program();
    let output = program
        .env("COMPLETE", "zsh")
        .args(["--fail-on=warning", "."])
        .output();
    assert_eq!(output.expect("it runs").status.code(), Some(1));
}

#[test]
fn static_scripts_have_rules_regions_and_formats() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "nushell", "powershell", "zsh"] {
        let mut program = folder.program();
        let script = stdout(
            &program
                .args(["completions", shell])
                .output()
                .expect("it runs"),
        );
        assert!(script.contains("diff-base"), "{shell}");
        // The generators for these two complete no values.
        let has_values = !matches!(shell, "elvish" | "powershell");
        for value in ["checkstyle", "ECI303", "cn-zhangjiakou"] {
            assert_eq!(script.contains(value), has_values, "{shell}: {value}");
        }
    }
}
