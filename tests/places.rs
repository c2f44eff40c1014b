//! A text built from two files has findings in both, and each is shown in the file of its place.

mod common;

use std::sync::Arc;

use common::{lint_by_default, report, run};
use spark_eci_lint::{
    finding::Finding,
    lint::{Baseline, FileReport, LintedFile, Run},
    report::Format,
    source::{MappedText, OriginMap, SourceFile, SourceText, Span},
};

const BASE: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a}
spec:
  driver: {labels: {alibabacloud.com/eci: 'true'}}
";

/// The mistake is the memory on line 4.
const PATCH: &str = "# a patch
spec:
  executor:
    memory: 4Gi
";

fn whole(text: &str) -> Span {
    Span::new(0, u32::try_from(text.len()).expect("small"))
}

/// The text built from the two files, with its map.
fn built(patch: &str) -> (String, OriginMap) {
    let file = Arc::new(SourceFile {
        path: "overlay/patch.yaml".to_owned(),
        text: SourceText::from(patch.to_owned()),
    });
    let start = u32::try_from(patch.find("  executor").expect("a role")).expect("small");
    let mut text = MappedText::default();
    text.copy(BASE, whole(BASE));
    // Comments are not part of the text.
    let end = patch.find(" # ").unwrap_or(patch.len() - 1);
    let end = u32::try_from(end).expect("small");
    text.copy_from(&file, Span::new(start, end));
    text.copy_from(&file, Span::new(whole(patch).end - 1, whole(patch).end));
    text.finish()
}

/// The findings of both files together; the text is that of the base.
fn linted(patch: &str) -> Run {
    let (text, map) = built(patch);
    let mut found = lint_by_default(text).expect("an application");
    let ids = ["ECI101", "ECI601"];
    found
        .findings
        .retain(|finding| ids.contains(&finding.rule.id.as_str()));
    let source = SourceText::from(BASE.to_owned());
    run(
        "base/app.yaml",
        found.placed(source, &map, &common::settings()),
    )
}

fn about_memory(run: &Run) -> Vec<(&LintedFile, &Finding)> {
    run.findings()
        .filter(|(_, finding)| finding.rule.id == "ECI601")
        .collect()
}

#[test]
fn each_report_shows_a_finding_in_the_file_of_its_place() {
    let mut run = linted(PATCH);
    run.file_by_place();
    let paths: Vec<_> = run.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["base/app.yaml", "overlay/patch.yaml"]);
    assert_eq!(run.applications(), 1);
    let shown = |format| String::from_utf8(report(format, &run)).expect("UTF-8");
    let expect = |format, parts: &[&str]| {
        let text = shown(format);
        for part in parts {
            assert!(text.contains(part), "{part} in {text}");
        }
    };
    expect(Format::Human, &["▸ overlay/patch.yaml:4:13\n"]);
    expect(Format::Concise, &["overlay/patch.yaml:4:13: error[ECI601]"]);
    expect(
        Format::Github,
        &["::error file=overlay/patch.yaml,line=4,endLine=4,col=13,endColumn=15"],
    );
    expect(
        Format::Azure,
        &["sourcepath=overlay/patch.yaml;linenumber=4;columnnumber=13"],
    );
    expect(
        Format::Gitlab,
        &[r#""path":"overlay/patch.yaml","lines":{"begin":4,"end":4}"#],
    );
    expect(
        Format::Json,
        &[
            r#""path":"overlay/patch.yaml""#,
            r#""start":{"byte":40,"line":4,"column":13}"#,
        ],
    );
    expect(
        Format::Sarif,
        &[
            r#""uri":"overlay/patch.yaml""#,
            r#""startColumn":13,"startLine":4"#,
            r#""text":"4Gi""#,
        ],
    );
    expect(
        Format::Checkstyle,
        &[
            r#"<file name="overlay/patch.yaml">"#,
            r#"line="4" column="13""#,
        ],
    );
    expect(Format::Junit, &["overlay/patch.yaml", ":4:13"]);
    expect(
        Format::Rdjson,
        &[r#""path":"overlay/patch.yaml""#, r#""line":4,"column":13"#],
    );
    expect(Format::Markdown, &["overlay/patch.yaml", "ECI601"]);
}

#[test]
fn a_fix_changes_the_file_of_its_place() {
    let mut run = linted(PATCH);
    run.file_by_place();
    let [(file, finding)] = about_memory(&run)[..] else {
        panic!("one finding");
    };
    assert_eq!(file.report.source.as_str(), PATCH);
    let fix = finding.diagnostic.fix.as_ref().expect("a fix");
    for edit in &fix.edits {
        assert_eq!(file.report.source.slice(edit.span), "4Gi");
    }
}

#[test]
fn a_missing_field_in_one_file_is_no_mistake_of_the_other() {
    let mut run = linted(PATCH);
    run.file_by_place();
    let found = run
        .findings()
        .find(|(_, finding)| finding.rule.id == "ECI101");
    let (file, finding) = found.expect("the executor has no node selector");
    assert_eq!(file.path, "overlay/patch.yaml");
    assert_eq!(
        file.report.source.slice(finding.diagnostic.primary.span),
        "executor"
    );
}

#[test]
fn a_comment_next_to_the_place_suppresses() {
    let reason = "# spark-eci-lint: ignore[ECI601] it is tested";
    let patch = PATCH.replace("4Gi", &format!("4Gi {reason}"));
    let mut run = linted(&patch);
    assert_eq!((about_memory(&run).len(), run.suppressed()), (0, 1));
    // The patch has no application to check, so it is not known there that the comment is needed.
    let alone = format!("{BASE}  executor: {{}} {reason}\n");
    let mut report = lint_by_default(&alone).expect("an application");
    let unused = |report: &FileReport| {
        let mut findings = report.findings.iter();
        findings.any(|finding| finding.rule.id == "ECI003")
    };
    assert!(unused(&report));
    let place = u32::try_from(patch.find("ECI601").expect("a rule")).expect("small");
    for finding in &mut report.findings {
        if finding.rule.id == "ECI003" {
            finding.diagnostic.primary.span = Span::new(place, place + 6);
        }
    }
    run.files.push(LintedFile {
        path: "overlay/patch.yaml".to_owned(),
        file: None,
        report,
    });
    run.file_by_place();
    assert!(!unused(&run.files[1].report));
}

#[test]
fn a_baseline_knows_findings_in_other_files() {
    let mut run = linted(PATCH);
    run.file_by_place();
    let known = Baseline::from_run(&run);
    let number = run.findings().count();
    let outcome = known.apply(&mut run, |_| true);
    assert_eq!((outcome.known, outcome.gone.len()), (number, 0));
    assert_eq!(run.findings().count(), 0);
}
