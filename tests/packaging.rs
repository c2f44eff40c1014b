//! The files of a release agree with each other.

use std::{collections::BTreeSet, fs};

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The value of a line `key = "value"`.
fn value<'t>(text: &'t str, key: &str) -> &'t str {
    let start = format!("{key} = \"");
    let mut lines = text.lines();
    let value = lines.find_map(|line| line.strip_prefix(start.as_str()));
    value.expect("the key").trim_end_matches('"')
}

#[test]
fn the_hooks_install_this_version() {
    let cargo = read("Cargo.toml");
    let wanted = format!(
        "dependencies = [\"spark-eci-lint=={}\"]",
        value(&cargo, "version")
    );
    let hooks = read("pyproject.toml");
    assert!(hooks.lines().any(|line| line == wanted), "{hooks}");
}

#[test]
fn all_hooks_respect_exclusions_and_run_once() {
    let text = read(".pre-commit-hooks.yaml");
    let hooks: Vec<&str> = text.split("\n- id: ").skip(1).collect();
    let ids = hooks.iter().map(|hook| hook.lines().next().expect("an id"));
    assert_eq!(
        ids.collect::<Vec<_>>(),
        [
            "spark-eci-lint",
            "spark-eci-lint-fix",
            "spark-eci-lint-from-source",
            "spark-eci-lint-fix-from-source"
        ]
    );
    for hook in hooks {
        let id = hook.lines().next().expect("an id");
        let language = if id.ends_with("-from-source") {
            "rust"
        } else {
            "python"
        };
        let fix = if id.contains("-fix") { " --fix" } else { "" };
        for line in [
            format!("  entry: spark-eci-lint --force-exclude{fix}"),
            format!("  language: {language}"),
            "  require_serial: true".to_owned(),
            "  args: [--quiet, --]".to_owned(),
        ] {
            assert!(hook.lines().any(|known| known == line), "{line} in {hook}");
        }
    }
}

#[test]
fn the_required_version_of_rust_is_documented() {
    let cargo = read("Cargo.toml");
    let rust = format!("Rust {} or later", value(&cargo, "rust-version"));
    for path in ["README.md", "docs/pipelines.md"] {
        assert!(read(path).contains(&rust), "{path} does not say {rust}");
    }
}

/// The keys of a YAML mapping, indented by two spaces, below a line.
fn keys<'t>(text: &'t str, below: &str, end: &str) -> BTreeSet<&'t str> {
    let (_, text) = text.split_once(below).expect("the mapping");
    let (text, _) = text.split_once(end).expect("its end");
    let keys = text.lines().filter_map(|line| {
        let key = line.strip_prefix("  ")?.strip_suffix(':')?;
        (!key.starts_with(' ')).then_some(key)
    });
    keys.collect()
}

#[test]
fn all_inputs_of_the_action_are_passed_on_used_and_documented() {
    let action = read("action.yml");
    let script = read("action/check.sh");
    let page = read("docs/pipelines.md");
    let (_, table) = page
        .split_once("| input | | unless set |")
        .expect("a table");
    let (table, _) = table.split_once("\n\n").expect("its end");
    let documented: BTreeSet<&str> = table
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    let inputs = keys(&action, "\ninputs:\n", "\noutputs:\n");
    assert_eq!(documented, inputs);
    for input in inputs {
        let variable = format!("INPUT_{}", input.to_uppercase().replace('-', "_"));
        if input == "upload-sarif" {
            continue;
        }
        assert!(
            action.contains(&format!("        {variable}: ")),
            "{variable}"
        );
        // Names in a loop are written without their prefix.
        assert!(script.contains(&variable), "{variable}");
    }
}

#[test]
fn every_program_of_a_release_is_installed_where_supported() {
    let workflow = read(".github/workflows/release.yml");
    let script = read("action/check.sh");
    for target in [
        "x86_64-unknown-linux-musl",
        "aarch64-unknown-linux-musl",
        "x86_64-apple-darwin",
        "aarch64-apple-darwin",
        "x86_64-pc-windows-msvc",
        "aarch64-pc-windows-msvc",
    ] {
        assert!(workflow.contains(&format!("target: {target},")), "{target}");
        assert!(script.contains(&format!("target={target}")), "{target}");
        assert!(
            workflow.contains(&format!("={target}")),
            "npm has no {target}"
        );
    }
}
