//! The page about custom rules: each example reports what it should, and the tables match the program.
//!
//! `.ci/bless` regenerates the tables.

mod common;

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use common::{configured, is_blessed, options, program, stdout};
use snapbox::{IntoData as _, assert_data_eq};
use spark_eci_lint::{
    cel::{Field, callables},
    facts::{OBJECTS, OF_APPLICATION, OF_POD, VERSION},
    finding::Severity,
    lint::{Selection, Settings, lint_bytes},
};

const PAGE: &str = "docs/custom-rules.md";

/// The manifests for the examples: `ACME101.bad.yaml`.
const MANIFESTS: &str = "testdata/custom-rules";

fn page() -> String {
    fs::read_to_string(PAGE).expect("the page")
}

/// The rules of the page's last section, each as an item of a list.
fn rules() -> Vec<String> {
    let page = page();
    let (_, section) = page.split_once("\n## Examples\n").expect("examples");
    let blocks = section.split("```yaml\n").skip(1);
    let blocks = blocks.filter_map(|rest| rest.split_once("```"));
    blocks.map(|(block, _)| block.to_owned()).collect()
}

fn id(rule: &str) -> &str {
    let line = rule.lines().next().expect("a line");
    line.strip_prefix("- id: ").expect("an id")
}

fn manifests(id: &str, kind: &str) -> String {
    let path = format!("{MANIFESTS}/{id}.{kind}.yaml");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The messages of a rule, one per line, each with its place.
fn found(settings: &Settings, text: &str) -> Vec<String> {
    let report = lint_bytes(text.as_bytes(), options(settings)).expect("an application");
    assert!(!report.applications.is_empty());
    let findings = report.findings.iter();
    findings
        .map(|finding| {
            let span = finding.diagnostic.primary.span;
            let marked = report.source.slice(span);
            format!(
                "{}: {} <{marked}>",
                finding.rule.id, finding.diagnostic.message
            )
        })
        .collect()
}

#[test]
fn examples_report_bad_manifests_and_no_good_ones() {
    let rules = rules();
    assert!(rules.len() >= 12, "only {} examples", rules.len());
    let mut all = String::new();
    for rule in &rules {
        let id = id(rule);
        let mut settings = configured(&format!("custom-rules:\n{rule}"));
        settings.selection = Selection {
            select: vec![id.to_owned()],
            ignore: Vec::new(),
        };
        let good = found(&settings, &manifests(id, "good"));
        assert!(good.is_empty(), "{id}: {good:#?}");
        let bad = found(&settings, &manifests(id, "bad"));
        let applications = manifests(id, "bad").matches("\nkind: ").count();
        assert!(bad.len() >= applications, "{id}: {bad:#?}");
        assert!(
            bad.iter().all(|found| found.starts_with(id)),
            "{id}: {bad:#?}"
        );
        for line in bad {
            writeln!(all, "{line}").expect("memory");
        }
    }
    let expected = snapbox::Data::read_from(Path::new("testdata/custom-rules/expected.txt"), None);
    snapbox::Assert::new()
        .action_env("BLESS")
        .eq(all, expected.raw());
}

#[test]
fn all_examples_together_are_a_valid_configuration() {
    let rules = rules();
    let settings = configured(&format!("custom-rules:\n{}", rules.concat()));
    assert_eq!(settings.rule_set.custom().len(), rules.len());
    let known: BTreeSet<_> = rules.iter().map(|rule| id(rule)).collect();
    for entry in fs::read_dir(MANIFESTS).expect("manifests") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy().into_owned();
        let id = name.split('.').next().unwrap_or_default();
        assert!(known.contains(id) || name == "expected.txt", "{name}");
    }
}

/// A new user copies the start of the page.
#[test]
fn the_first_rule_of_the_page_works_verbatim() {
    let page = page();
    let (_, rest) = page.split_once("```yaml\n").expect("a configuration");
    let (first, _) = rest.split_once("```").expect("its end");
    let settings = configured(first);
    let text = manifests("ACME103", "bad");
    let report = lint_bytes(text.as_bytes(), options(&settings)).expect("an application");
    let mut own = report
        .findings
        .iter()
        .filter(|finding| finding.rule.id == "ACME001");
    let finding = own.next().expect("a finding");
    assert_eq!(finding.severity, Severity::Error);
    assert!(finding.diagnostic.message.contains("may grow to"));
}

fn table(fields: &[Field]) -> String {
    let mut table = String::new();
    for field in fields {
        let mark = if field.may_be_absent { "?" } else { "" };
        let (name, ty, summary) = (field.name, field.ty.name(), field.summary);
        writeln!(table, "| `{name}`{mark} | {ty} | {summary} |").expect("memory");
    }
    table
}

fn variables() -> String {
    const HEAD: &str = "| field | type | |\n|---|---|---|\n";
    let mut variables = OF_POD.variables().to_vec();
    let names: Vec<_> = variables.iter().map(|field| field.name).collect();
    let of_application = OF_APPLICATION.variables().iter();
    let more: Vec<_> = of_application
        .filter(|field| !names.contains(&field.name))
        .copied()
        .collect();
    variables.splice(2..2, more);
    let mut text = format!(
        "| variable | type | |\n|---|---|---|\n{}",
        table(&variables)
    );
    for (name, fields) in OBJECTS {
        write!(
            text,
            "\n`{}`:\n\n{HEAD}{}",
            name.replace(", ", "` and `"),
            table(fields)
        )
        .expect("memory");
    }
    text
}

fn functions() -> String {
    let mut text = String::new();
    let mut last = "";
    for callable in callables() {
        if callable.subject == last {
            text.push_str(", ");
        } else {
            let end = if last.is_empty() { "" } else { "\n" };
            write!(text, "{end}- {}: ", callable.subject).expect("memory");
        }
        last = callable.subject;
        write!(text, "`{}`", callable.signature).expect("memory");
    }
    text + "\n"
}

#[test]
fn the_tables_are_the_programs() {
    let page = page();
    let mut wanted = page.clone();
    for (name, text) in [("variables", variables()), ("functions", functions())] {
        let start = format!("<!-- generated: {name} -->\n");
        let (before, rest) = wanted.split_once(&start).expect("a start");
        let (_, after) = rest.split_once("<!-- end -->").expect("an end");
        wanted = format!("{before}{start}\n{text}\n<!-- end -->{after}");
    }
    assert!(wanted.contains(&format!("The version of these tables is {VERSION}.")));
    if is_blessed() {
        fs::write(PAGE, &wanted).expect("the page");
        return;
    }
    assert_data_eq!(page, wanted.into_data().raw());
}

/// `config test` on the page's own examples, with their manifests below `examples`.
#[test]
fn the_examples_pass_their_own_test() {
    let folder = common::Folder::new();
    let mut text = "custom-rules:\n".to_owned();
    for rule in rules() {
        text += &rule;
        text += "  examples:\n";
        for kind in ["bad", "good"] {
            writeln!(text, "    {kind}:").expect("memory");
            for manifest in manifests(id(&rule), kind).split("---\n") {
                let indented: Vec<_> = manifest
                    .lines()
                    .map(|line| format!("        {line}"))
                    .collect();
                writeln!(text, "      - |\n{}", indented.join("\n")).expect("memory");
            }
        }
    }
    folder.write("spark-eci-lint.yaml", &text);
    let output = program(folder.path()).args(["config", "test"]).output();
    let output = output.expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(
        stdout(&output).ends_with("all passed\n"),
        "{}",
        stdout(&output)
    );
}
