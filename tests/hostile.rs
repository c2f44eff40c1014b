//! Broken, strange and hostile input: the promises that the fuzz targets check (`fuzz/src`), over manifests
//! that are broken at random.

use std::{fs, path::Path};

use arbtest::arbitrary::Unstructured;
use common::random::cases;
use spark_eci_lint::lint::Settings;

mod common;

#[expect(unreachable_pub, reason = "a library of its own for the fuzz targets")]
#[path = "../fuzz/src/lib.rs"]
mod promises;

/// What is put into manifests: structure, values that are edges somewhere, and what terminals, logs and
/// markup obey.
const WORDS: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\t",
    "  ",
    ": ",
    "- ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "# ",
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "--- x\n",
    "&a ",
    "*a",
    "<<: *a\n",
    "!!str ",
    "!!binary ",
    "%YAML 1.1\n",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\0",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{9b}",
    "内存",
    "🦀",
    "e\u{301}",
    "::error::x",
    " ::add-mask::x",
    "%0A::error::",
    "##vso[task.complete]",
    "##[error]",
    "<script>",
    "]]>",
    "&lt;",
    "|",
    "`",
    "{{ .Values.x }}",
    "${X}",
    "<x>",
    "@x@",
    "0",
    "-1",
    "1e999",
    "9223372036854775808",
    "0x7fffffffffffffff",
    "1Ei",
    "1e3Gi",
    "0.0000001",
    ".5",
    "4g",
    "9999999999999p",
    "2-4Gi",
    "2-4Gi,,",
    "ecs.c6.large",
    "null",
    "~",
    "yes",
    "kind: SparkApplication\n",
    "kind: List\nitems:\n",
    "spec:\n",
    "memory: 4g\n",
    "cores: 2\n",
    "# spark-eci-lint: ignore[ECI303] x\n",
    "# spark-eci-lint: ignore-file\n",
    "k8s.aliyun.com/eci-use-specs: 2-4Gi\n",
    "tolerations: [{operator: Exists}]\n",
];

fn seeds(folder: &Path, seeds: &mut Vec<Vec<u8>>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            self::seeds(&path, seeds);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            seeds.push(fs::read(&path).expect("a manifest"));
        }
    }
}

/// A manifest in which some things were cut, put in, or said twice.
fn broken(u: &mut Unstructured<'_>, seeds: &[Vec<u8>]) -> arbtest::arbitrary::Result<Vec<u8>> {
    let mut bytes = u.choose(seeds)?.clone();
    for _ in 0..u.int_in_range(1..=8)? {
        let start = u.int_in_range(0..=bytes.len())?;
        let end = bytes.len().min(start + u.int_in_range(0..=40)?);
        match u.int_in_range(0..=6)? {
            0 => drop(bytes.drain(start..end)),
            1 => bytes.truncate(start),
            2 => {
                let again = bytes[start..end].to_vec();
                bytes.splice(start..start, again);
            }
            3 => bytes
                .splice(start..end, [u.int_in_range(0..=255)?])
                .for_each(drop),
            _ => {
                let word = u.choose(WORDS)?;
                bytes.splice(start..start, word.bytes()).for_each(drop);
            }
        }
    }
    Ok(bytes)
}

fn of_testdata() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    seeds(Path::new("testdata"), &mut found);
    // Large ones are tried less often than they would be.
    found.retain(|seed| seed.len() < 16_000);
    assert!(found.len() > 60, "{}", found.len());
    found
}

#[test]
fn the_projects_own_manifests_keep_all_promises() {
    for seed in of_testdata() {
        promises::lint(&seed);
        promises::fix(&seed);
        promises::config(&seed);
    }
}

#[test]
fn broken_manifests_are_judged_and_reported_well() {
    let seeds = of_testdata();
    cases(150, |u| {
        promises::lint_quickly(&broken(u, &seeds)?);
        Ok(())
    });
}

#[test]
fn broken_manifests_are_fixed_well_or_left_alone() {
    let seeds = of_testdata();
    cases(100, |u| {
        promises::fix(&broken(u, &seeds)?);
        Ok(())
    });
}

#[test]
fn broken_configurations_are_told() {
    let seeds = [include_bytes!("../testdata/configured/spark-eci-lint.yaml").to_vec()];
    cases(200, |u| {
        promises::config(&broken(u, &seeds)?);
        Ok(())
    });
}

#[test]
fn odd_values_are_judged_or_told() {
    cases(300, |u| {
        let mut text = String::new();
        for _ in 0..u.int_in_range(1..=24)? {
            for _ in 0..u.int_in_range(1..=3)? {
                text += u.choose(WORDS)?;
            }
            text.push('\u{1f}');
        }
        promises::values(text.as_bytes());
        Ok(())
    });
}

#[test]
fn an_editor_that_makes_no_sense_is_answered() {
    let seeds = of_testdata();
    cases(40, |u| {
        let mut bytes = broken(u, &seeds)?;
        bytes.retain(|byte| *byte != 0x1f);
        for _ in 0..u.int_in_range(1..=10)? {
            bytes.push(0x1f);
            bytes.extend(u.bytes(4)?.iter().filter(|byte| **byte != 0x1f));
            bytes.extend(u.choose(WORDS)?.bytes());
        }
        promises::lsp(&bytes);
        Ok(())
    });
}

#[test]
fn a_manifest_of_one_long_line_is_reported() {
    // The places of findings stand beyond what a width can say to a formatter, one of them being as long itself.
    let name = "内".repeat(70_000);
    let manifest = format!(
        r#"{{"metadata": {{"name": "{name}"}}, "apiVersion": "sparkoperator.k8s.io/v1beta2", "kind": "SparkApplication", "spec": {{"driver": {{"memory": "4Gi", "annotations": {{"k8s.aliyun.com/eci-use-specs": "2-3Gi"}}}}, "executor": {{"cores": "{name}"}}}}}}"#
    );
    promises::lint(manifest.as_bytes());
    promises::fix(manifest.as_bytes());
}

#[test]
fn a_spec_list_of_thousands_is_not_written_again_for_each_entry() {
    let specs: Vec<String> = (0..2000).map(|number| format!("2-x{number}")).collect();
    let text = format!(
        "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {{name: a}}
spec:
  sparkVersion: 3.5.0
  driver:
    memory: 1g
    annotations: {{k8s.aliyun.com/eci-use-specs: '{}'}}
",
        specs.join(",")
    );
    let report = common::lint(text, &Settings::default()).expect("an application");
    let malformed = report
        .findings
        .iter()
        .filter(|finding| finding.rule.id == "ECI202");
    let fixes: Vec<_> = malformed.map(|finding| &finding.diagnostic.fix).collect();
    assert_eq!(fixes.len(), 2000);
    assert!(fixes.iter().all(|fix| fix.is_none()));
}
