//! The examples on the rules' pages: a bad one has one finding of that rule; a good one has none.

mod common;

use common::{PLAYGROUND, examples, infos, is_blessed, lint, options, page_settings};
use spark_eci_lint::{
    finding::{FixKind, RuleInfo, Severity},
    fix::{FixOptions, fix},
    lint::{Settings, lint_bytes},
};

/// The findings of an example, as `ID: message`: those of the page's rule, and warnings and errors of all others.
fn findings(info: &RuleInfo, example: &str) -> Vec<String> {
    let findings = lint(example, &page_settings(info))
        .map(|report| report.findings)
        .unwrap_or_default();
    findings
        .into_iter()
        // Advice of other rules is unrelated to the example.
        .filter(|finding| finding.severity > Severity::Info || finding.rule.id == info.id)
        .map(|finding| format!("{}: {}", finding.rule.id, finding.diagnostic.message))
        .collect()
}

#[test]
fn bad_examples_have_one_finding_of_their_rule() {
    let mut wrong = Vec::new();
    for info in infos() {
        let bad = examples(&info.page, "Bad");
        assert!(!bad.is_empty(), "{} has no bad example", info.id);
        for example in bad {
            let findings = findings(info, &example);
            if !matches!(findings.as_slice(), [one] if one.starts_with(&info.id)) {
                wrong.push(format!("{}: {findings:#?}\n{example}", info.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn good_examples_have_no_finding() {
    let mut wrong = Vec::new();
    for info in infos() {
        let good = examples(&info.page, "Good");
        assert!(!good.is_empty(), "{} has no good example", info.id);
        for example in good {
            let findings = findings(info, &example);
            if !findings.is_empty() {
                wrong.push(format!("{}: {findings:#?}\n{example}", info.id));
            }
            assert!(
                lint(&example, &Settings::default())
                    .is_some_and(|report| !report.applications.is_empty()),
                "{}: no application in\n{example}",
                info.id
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn pages_have_the_parts_used_in_reports() {
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

#[test]
fn pages_link_to_the_playground() {
    for info in infos() {
        let id = &info.id;
        let link = format!("Try the first bad one in a browser: <{PLAYGROUND}#rule={id}>");
        assert!(
            info.page.contains(&format!("\n## Examples\n\n{link}\n\n")),
            "{id} lacks, first among its examples: {link}"
        );
    }
}

/// A page's bad examples after fixing, for those that a fix changes.
fn fixed(info: &RuleInfo) -> Vec<String> {
    let bad = examples(&info.page, "Bad").into_iter();
    bad.filter_map(|example| {
        let settings = Settings::default();
        let lint = options(&settings);
        let report = lint_bytes(example.as_bytes(), lint).expect("an application");
        let options = FixOptions {
            lint,
            with_unsafe: info.fix == FixKind::Unsafe,
            only: std::slice::from_ref(&info.id),
        };
        let fixed = fix(&report, options).unwrap_or_else(|why| panic!("{}: {why}", info.id))?;
        let left = fixed.report.findings.iter();
        let left = left.filter(|finding| finding.rule.id == info.id).count();
        assert_eq!(left, 0, "{}: {}", info.id, fixed.text);
        Some(fixed.text)
    })
    .collect()
}

#[test]
fn pages_show_the_fixed_bad_examples() {
    let is_overwritten = is_blessed();
    for info in infos() {
        let fixed = fixed(info);
        let has_fix = matches!(info.fix, FixKind::Safe | FixKind::Unsafe);
        assert_eq!(
            !fixed.is_empty(),
            has_fix,
            "{}: {}",
            info.id,
            info.fix.name()
        );
        let heading = "\n## Fix\n\n";
        assert_eq!(info.page.contains(heading), has_fix, "{}", info.id);
        if has_fix && is_overwritten {
            overwrite(info, &fixed);
            continue;
        }
        assert_eq!(
            examples(&info.page, "Fixed"),
            fixed,
            "{}: `.ci/bless` writes it anew",
            info.id
        );
    }
}

/// Overwrites the part of a page with the fixed examples.
fn overwrite(info: &RuleInfo, fixed: &[String]) {
    let path = format!("rules/{}-{}.md", info.id, info.name);
    let page = std::fs::read_to_string(&path).expect("a page");
    let (before, good) = page.split_once("\n### Good\n").expect("good examples");
    let before = before.split("\n### Fixed\n").next().unwrap_or_default();
    let blocks: Vec<_> = fixed
        .iter()
        .map(|text| format!("```yaml\n{text}```\n"))
        .collect();
    let page = format!(
        "{before}\n### Fixed\n\n{}\n### Good\n{good}",
        blocks.join("\n")
    );
    std::fs::write(path, page).expect("a page that can be written");
}
