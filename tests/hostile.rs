//! Broken, unusual and hostile input: checks the properties of the fuzz targets (`fuzz/src`) on randomly broken
//! manifests.

use std::{fs, path::Path};

use arbtest::arbitrary::Unstructured;
use common::{lint_by_default, random::cases};

mod common;

#[expect(unreachable_pub, reason = "a library of its own for the fuzz targets")]
#[path = "../fuzz/src/lib.rs"]
mod promises;

/// Inserted anywhere: syntax, and control sequences of terminals, logs and markup.
const STRUCTURE: &[&str] = &[
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
    " ::add-mask::x",
    "##[error]",
    "]]>",
    "|",
    "`",
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

/// Replacements for values: edge cases of the parsers.
const VALUES: &[&str] = &[
    "{{ .Values.x }}",
    "${X}",
    "<x>",
    "@x@",
    "内存",
    "🦀",
    "e\u{301}",
    "::error::x",
    "%0A::error::",
    "##vso[task.complete]",
    "<script>",
    "&lt;",
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
];

fn word(u: &mut Unstructured<'_>) -> arbtest::arbitrary::Result<&'static str> {
    let words = if u.arbitrary()? { STRUCTURE } else { VALUES };
    Ok(u.choose(words)?)
}

fn seeds(folder: &Path, seeds: &mut Vec<Vec<u8>>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            // Parts of charts are not manifests; they are broken separately below.
            if !path.ends_with("charts") && !path.ends_with("helm") {
                self::seeds(&path, seeds);
            }
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            seeds.push(fs::read(&path).expect("a manifest"));
        }
    }
}

/// A manifest in which some parts were cut, inserted, repeated, or given another value.
fn broken(u: &mut Unstructured<'_>, seeds: &[Vec<u8>]) -> arbtest::arbitrary::Result<Vec<u8>> {
    let mut bytes = u.choose(seeds)?.clone();
    for _ in 0..u.int_in_range(1..=3)? {
        let start = u.int_in_range(0..=bytes.len())?;
        let end = bytes.len().min(start + u.int_in_range(0..=40)?);
        match u.int_in_range(0..=14)? {
            0 => drop(bytes.drain(start..end)),
            1 => bytes.truncate(start),
            2 => {
                let again = bytes[start..end].to_vec();
                bytes.splice(start..start, again);
            }
            3 => bytes
                .splice(start..end, [u.int_in_range(0..=255)?])
                .for_each(drop),
            4 => {
                let word = word(u)?;
                bytes.splice(start..start, word.bytes()).for_each(drop);
            }
            // Most of the other changes leave nothing that can be parsed.
            _ => give_another_value(&mut bytes, start, u.choose(VALUES)?),
        }
    }
    Ok(bytes)
}

/// Replaces the first value after an offset.
fn give_another_value(bytes: &mut Vec<u8>, from: usize, value: &str) {
    let Some(at) = bytes[from..].windows(2).position(|two| two == b": ") else {
        return;
    };
    let start = from + at + 2;
    let is_end = |byte: &u8| b",]}\r\n".contains(byte);
    let end = bytes[start..].iter().position(is_end);
    let end = end.map_or(bytes.len(), |length| start + length);
    bytes.splice(start..end, value.bytes()).for_each(drop);
}

fn of_testdata() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    seeds(Path::new("testdata"), &mut found);
    // Large ones are tried less often than their number suggests.
    found.retain(|seed| seed.len() < 16_000);
    assert!(found.len() > 60, "{}", found.len());
    found
}

#[test]
fn the_projects_own_manifests_have_all_properties() {
    for seed in of_testdata() {
        promises::lint(&seed);
        promises::fix(&seed);
        promises::config(&seed);
    }
}

/// How many of the tried cases reach the tested code; the others are worthless.
#[derive(Default)]
struct Useful {
    tried: usize,
    useful: usize,
}

impl Useful {
    fn count(&mut self, is_useful: bool) {
        self.tried += 1;
        self.useful += usize::from(is_useful);
    }

    /// Requires at least this percentage of useful cases.
    fn are(&self, percent: usize) {
        let Self { tried, useful } = self;
        // A short search may be unlucky, and a repeated case is a single one.
        let are_enough = *tried < 100 || useful * 100 >= tried * percent;
        assert!(are_enough, "only {useful} of {tried} cases are useful");
    }
}

fn is_judged(manifest: &[u8]) -> bool {
    lint_by_default(manifest).is_some_and(|report| !report.applications.is_empty())
}

fn has_fix(manifest: &[u8]) -> bool {
    let report = lint_by_default(manifest);
    let findings = report.iter().flat_map(|report| &report.findings);
    findings
        .into_iter()
        .any(|finding| finding.diagnostic.fix.is_some())
}

/// The project's manifests that are useful before they are broken.
fn of_testdata_where(shows: impl Fn(&[u8]) -> bool) -> Vec<Vec<u8>> {
    let mut seeds = of_testdata();
    seeds.retain(|seed| shows(seed));
    seeds
}

#[test]
fn broken_manifests_are_checked_and_reported() {
    let seeds = of_testdata_where(is_judged);
    let mut judged = Useful::default();
    cases(150, |u| {
        let manifest = broken(u, &seeds)?;
        judged.count(is_judged(&manifest));
        promises::lint_quickly(&manifest);
        Ok(())
    });
    judged.are(33);
}

#[test]
fn broken_manifests_are_fixed_or_left_unchanged() {
    let seeds = of_testdata_where(has_fix);
    let mut with_fixes = Useful::default();
    cases(100, |u| {
        let manifest = broken(u, &seeds)?;
        with_fixes.count(has_fix(&manifest));
        promises::fix(&manifest);
        Ok(())
    });
    with_fixes.are(25);
}

#[test]
fn broken_configurations_are_reported() {
    let seeds = [include_bytes!("../testdata/configured/spark-eci-lint.yaml").to_vec()];
    let mut wrong = Useful::default();
    cases(200, |u| {
        let bytes = broken(u, &seeds)?;
        let text = String::from_utf8_lossy(&bytes);
        wrong.count(common::parse_config(&text).is_err());
        promises::config(&bytes);
        Ok(())
    });
    wrong.are(50);
}

#[test]
fn broken_charts_are_rendered_or_reported() {
    let read =
        |file: &str| std::fs::read(format!("testdata/charts/language/{file}")).expect("a file");
    let parts = [
        read("templates/constructs.yaml"),
        read("values.yaml"),
        read("templates/_helpers.tpl"),
    ];
    let seed = parts.join(&0x1f);
    promises::chart(&seed);
    cases(300, |u| {
        promises::chart(&broken(u, std::slice::from_ref(&seed))?);
        Ok(())
    });
}

/// The parts of expressions.
const EXPRESSION: &[&str] = &[
    "pod",
    ".",
    ".?",
    "labels",
    "memory",
    "'a'",
    "\"é\"",
    "r'\\'",
    "'\\",
    "'''",
    "1",
    "-",
    "0.5",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "?",
    " == ",
    " < ",
    " in ",
    " + ",
    " && ",
    " || ",
    "!",
    "all(x, ",
    "map(x, ",
    "x",
    "has(",
    "size()",
    "matches('(')",
    "cel.bind(",
    "// ",
    "\n",
    "if",
    "null",
    "1u",
    "b'",
    "`",
    "@",
    "€",
];

#[test]
fn broken_expressions_are_evaluated_or_reported() {
    cases(2000, |u| {
        // The rest is a string, `app` is null, and an editor is at some letter.
        let mut bytes = vec![0, 0, u.arbitrary()?];
        for _ in 0..u.int_in_range(1..=40)? {
            bytes.extend(u.choose(EXPRESSION)?.bytes());
        }
        promises::cel(&bytes);
        Ok(())
    });
}

#[test]
fn odd_values_are_checked_or_reported() {
    cases(300, |u| {
        let mut text = String::new();
        for _ in 0..u.int_in_range(1..=24)? {
            for _ in 0..u.int_in_range(1..=3)? {
                text += word(u)?;
            }
            text.push('\u{1f}');
        }
        promises::values(text.as_bytes());
        Ok(())
    });
}

#[test]
fn nonsense_from_an_editor_is_answered() {
    let seeds = of_testdata();
    cases(40, |u| {
        let mut bytes = broken(u, &seeds)?;
        bytes.retain(|byte| *byte != 0x1f);
        for _ in 0..u.int_in_range(1..=10)? {
            bytes.push(0x1f);
            bytes.extend(u.bytes(4)?.iter().filter(|byte| **byte != 0x1f));
            bytes.extend(word(u)?.bytes());
        }
        promises::lsp(&bytes);
        Ok(())
    });
}

#[test]
fn a_manifest_of_one_long_line_is_reported() {
    // The columns of findings exceed the maximum width of a formatter, and one of the findings is as long itself.
    let name = "内".repeat(70_000);
    let manifest = format!(
        r#"{{"metadata": {{"name": "{name}"}}, "apiVersion": "sparkoperator.k8s.io/v1beta2", "kind": "SparkApplication", "spec": {{"driver": {{"memory": "4Gi", "annotations": {{"k8s.aliyun.com/eci-use-specs": "2-3Gi"}}}}, "executor": {{"cores": "{name}"}}}}}}"#
    );
    promises::lint(manifest.as_bytes());
    promises::fix(manifest.as_bytes());
}

#[test]
fn a_list_of_thousands_of_specs_is_not_repeated_for_each_entry() {
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
    let report = lint_by_default(text).expect("an application");
    let malformed = report
        .findings
        .iter()
        .filter(|finding| finding.rule.id == "ECI202");
    let fixes: Vec<_> = malformed.map(|finding| &finding.diagnostic.fix).collect();
    assert_eq!(fixes.len(), 2000);
    assert!(fixes.iter().all(|fix| fix.is_none()));
}

#[test]
fn suggestions_for_volumes_are_limited_to_a_hundred() {
    let lines = |from: &str, of: fn(usize) -> String| {
        let lines: Vec<String> = (0..300).map(of).collect();
        lines.join(from)
    };
    let text = format!(
        "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {{name: a}}
spec:
  sparkVersion: 3.5.0
  volumes: [{}]
  driver: {{labels: {{alibabacloud.com/eci: 'true'}}}}
  executor:
    labels: {{alibabacloud.com/eci: 'true'}}
    volumeMounts: [{}]
",
        lines(", ", |number| format!("{{name: dataa-{number}}}")),
        lines(", ", |number| format!(
            "{{name: data-{number}, mountPath: /{number}}}"
        )),
    );
    let report = lint_by_default(text).expect("an application");
    let of_mounts = report.findings.iter().filter(|finding| {
        finding.rule.id == "ECI618" && finding.diagnostic.message.contains("unknown volume `data-")
    });
    let (near, others): (Vec<_>, Vec<_>) =
        of_mounts.partition(|finding| finding.diagnostic.fix.is_some());
    assert_eq!((near.len(), others.len()), (100, 200));
    // Nor does each of them list all unused names.
    for finding in others {
        let help = finding.diagnostic.help.as_deref().unwrap_or_default();
        assert_eq!(help.matches("`dataa-").count(), 3, "{help}");
    }
}
