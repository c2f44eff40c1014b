//! The examples on the rules' pages: what is called bad gives one finding, of that rule; what is
//! called good gives none.

use spark_eci_lint::{
    finding::{RuleInfo, Severity},
    lint::{LintOptions, Settings, lint_bytes},
    rules,
};

/// The code blocks below a heading of the third level.
fn examples<'p>(page: &'p str, heading: &str) -> Vec<&'p str> {
    let Some((_, section)) = page.split_once(&format!("\n### {heading}\n")) else {
        return Vec::new();
    };
    let section = section.split("\n### ").next().unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    section
        .split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("\n```").map(|(example, _)| example))
        .collect()
}

/// The findings of an example, as `ID: message`: those of the page's rule, and warnings and errors of
/// all others.
fn findings(info: &RuleInfo, example: &str) -> Vec<String> {
    let findings = lint_bytes(
        example.as_bytes(),
        LintOptions {
            settings: &Settings::default(),
            patch_of: None,
        },
    )
    .map(|report| report.findings)
    .unwrap_or_default();
    findings
        .into_iter()
        // What else there is to improve is not what the example is about.
        .filter(|finding| finding.severity > Severity::Info || finding.rule.id == info.id)
        .map(|finding| format!("{}: {}", finding.rule.id, finding.draft.message))
        .collect()
}

fn infos() -> impl Iterator<Item = &'static RuleInfo> {
    rules::all().iter().map(|rule| &rule.info)
}

#[test]
fn bad_examples_give_one_finding_of_their_rule() {
    let mut wrong = Vec::new();
    for info in infos() {
        let bad = examples(info.page, "Bad");
        assert!(!bad.is_empty(), "{} has no bad example", info.id);
        for example in bad {
            let findings = findings(info, example);
            if !matches!(findings.as_slice(), [one] if one.starts_with(&info.id)) {
                wrong.push(format!("{}: {findings:#?}\n{example}", info.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn good_examples_give_no_finding() {
    let mut wrong = Vec::new();
    for info in infos() {
        let good = examples(info.page, "Good");
        assert!(!good.is_empty(), "{} has no good example", info.id);
        for example in good {
            let findings = findings(info, example);
            if !findings.is_empty() {
                wrong.push(format!("{}: {findings:#?}\n{example}", info.id));
            }
            assert!(
                lint_bytes(
                    example.as_bytes(),
                    LintOptions {
                        settings: &Settings::default(),
                        patch_of: None,
                    }
                )
                .is_some_and(|report| !report.applications.is_empty()),
                "{}: no application in\n{example}",
                info.id
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn pages_have_the_parts_that_reports_show() {
    for info in infos() {
        let id = &info.id;
        assert!(
            info.summary.len() <= 80 && !info.summary.ends_with('.'),
            "{id}: {}",
            info.summary
        );
        assert!(
            (40..=1024).contains(&info.description.len()),
            "{id}: {}",
            info.description
        );
        assert!(
            info.page.starts_with(&format!("# {}\n", info.name)),
            "{id}: title"
        );
        for heading in [
            "## What it checks",
            "## Why it matters on ECI",
            "## How to fix",
            "## Examples",
        ] {
            assert!(
                info.page.contains(&format!("\n{heading}\n")),
                "{id} has no `{heading}`"
            );
        }
        assert!(
            !info.references.is_empty()
                && info
                    .references
                    .iter()
                    .all(|reference| reference.starts_with("https://")),
            "{id}: references"
        );
    }
}
