//! The scope of suppressions, and unused ones.

mod common;

use common::options;
use spark_eci_lint::{
    finding::Severity,
    fix::{FixOptions, fix},
    lint::{FileReport, LintedFile, RuleSetting, Settings, add_ignores, lint_bytes},
};

/// An application with one finding on line 9, at `memory`, and one on line 10, at `memoryOverhead`.
const LINES: [&str; 11] = [
    "apiVersion: sparkoperator.k8s.io/v1beta2",
    "kind: SparkApplication",
    "metadata: {name: a}",
    "spec:",
    "  sparkVersion: 3.5.0",
    "  driver: {labels: {alibabacloud.com/eci: \"true\"}}",
    "  executor:",
    "    labels: {alibabacloud.com/eci: \"true\"}",
    "    memory: 4Gi",
    "    memoryOverhead: 10%",
    "    cores: 1",
];

fn lint(text: &str) -> FileReport {
    let settings = common::settings();
    lint_bytes(text.as_bytes(), options(&settings)).expect("an application")
}

/// The lines of the reported sizes, and the findings about suppressions.
fn reported(text: &str) -> (Vec<usize>, Vec<String>) {
    let report = lint(text);
    let line = |start: u32| text[..start as usize].matches('\n').count() + 1;
    let mut lines = Vec::new();
    let mut unused = Vec::new();
    for finding in &report.findings {
        match finding.rule.id.as_str() {
            "ECI601" => lines.push(line(finding.diagnostic.primary.span.start)),
            "ECI003" => unused.push(finding.diagnostic.message.to_string()),
            _ => {}
        }
    }
    (lines, unused)
}

/// The application with more lines before a line, counted from one.
fn with(at: usize, more: &[&str]) -> String {
    let (above, below) = LINES.split_at(at - 1);
    let lines = [above, more, below].concat();
    lines.join("\n") + "\n"
}

/// The application with a comment at the end of a line.
fn behind(at: usize, comment: &str) -> String {
    with(1, &[]).replacen(LINES[at - 1], &format!("{} {comment}", LINES[at - 1]), 1)
}

const IGNORE: &str = "# spark-eci-lint: ignore[ECI601] later";

#[test]
fn a_comment_is_about_its_line_or_the_next_with_content() {
    let nothing = Vec::<String>::new();
    assert_eq!(reported(&with(1, &[])), (vec![9, 10], nothing.clone()));
    assert_eq!(reported(&behind(9, IGNORE)), (vec![10], nothing.clone()));
    assert_eq!(reported(&behind(10, IGNORE)), (vec![9], nothing.clone()));
    assert_eq!(reported(&with(9, &[IGNORE])), (vec![11], nothing.clone()));
    assert_eq!(
        reported(&with(9, &["    # first", IGNORE, "", "# last"])),
        (vec![14], nothing.clone())
    );
    // Two comments, one below the other, are about the same line, and both count as used.
    let other = "# spark-eci-lint: ignore[invalid-memory-string] later";
    assert_eq!(
        reported(&with(9, &[IGNORE, "", other])),
        (vec![13], nothing.clone())
    );
    // A comment after content is about nothing below it.
    let (lines, unused) = reported(&behind(8, IGNORE));
    assert_eq!(lines, [9, 10]);
    assert_eq!(
        unused,
        ["unused suppression of ECI601: there is no such finding here"]
    );
    let (lines, unused) = reported(&with(12, &[IGNORE]));
    assert_eq!(lines, [9, 10]);
    assert_eq!(unused.len(), 1);
}

#[test]
fn a_comment_at_a_key_is_about_all_below_it() {
    let nothing = Vec::<String>::new();
    assert_eq!(reported(&behind(7, IGNORE)), (vec![], nothing.clone()));
    assert_eq!(reported(&behind(4, IGNORE)), (vec![], nothing.clone()));
    assert_eq!(reported(&with(7, &[IGNORE])), (vec![], nothing.clone()));
    // The driver's key is a different one.
    let (lines, unused) = reported(&behind(6, IGNORE));
    assert_eq!((lines, unused.len()), (vec![9, 10], 1));
}

#[test]
fn a_comment_for_the_file_is_before_its_first_document() {
    let for_file = "# spark-eci-lint: ignore-file[ECI601] later";
    let nothing = Vec::<String>::new();
    assert_eq!(reported(&with(1, &[for_file])), (vec![], nothing.clone()));
    assert_eq!(
        reported(&with(1, &["# text", "", for_file, "---"])),
        (vec![], nothing.clone())
    );
    assert_eq!(
        reported(&with(1, &["---", for_file])),
        (vec![], nothing.clone())
    );
    assert_eq!(reported(&with(2, &[for_file])).0, [10, 11]);
}

#[test]
fn the_annotation_is_about_the_whole_application() {
    for (value, lines, unused) in [
        ("ECI601: later", vec![], 0),
        ("invalid-memory-string: later", vec![], 0),
        ("ECI601", vec![], 0),
        ("ECI102, ECI601: later", vec![], 1),
        ("ECI102: later; ECI601: later", vec![], 1),
        ("ECI601: a; ; ", vec![], 0),
        ("ECI999: later", vec![9, 10], 1),
        ("", vec![9, 10], 0),
    ] {
        let metadata =
            format!("metadata: {{name: a, annotations: {{spark-eci-lint/ignore: \"{value}\"}}}}");
        let text = with(1, &[]).replace(LINES[2], &metadata);
        let found = reported(&text);
        assert_eq!((found.0, found.1.len()), (lines, unused), "{value}");
    }
}

#[test]
fn invalid_suppressions_are_reported_or_ignored() {
    for (comment, message) in [
        (
            "# spark-eci-lint: ignore[] later",
            "missing rule in the suppression",
        ),
        ("# spark-eci-lint: ignore[ , ] later", ""),
        (
            "# spark-eci-lint ignore[ECI601] later",
            "missing colon after `spark-eci-lint`",
        ),
        ("# spark-eci-lint: ignore ECI601", "invalid suppression"),
        ("# spark-eci-lint: ignored", "invalid suppression"),
        ("# see spark-eci-lint", ""),
        ("# spark-eci-lint reads this", ""),
        (
            "# spark-eci-lint: ignore[ECI601, ECI60l] later",
            "unknown rule or group `ECI60l` in the suppression",
        ),
    ] {
        let (_, unused) = reported(&behind(9, comment));
        let expected: Vec<_> = Some(message)
            .filter(|text| !text.is_empty())
            .into_iter()
            .collect();
        assert_eq!(unused, expected, "{comment}");
    }
}

#[test]
fn an_unneeded_part_is_removed_with_its_comma() {
    for (comment, after) in [
        (
            "# spark-eci-lint: ignore[ECI102, ECI601] later",
            "# spark-eci-lint: ignore[ECI601] later",
        ),
        (
            "# spark-eci-lint: ignore[ECI601, ECI102] later",
            "# spark-eci-lint: ignore[ECI601] later",
        ),
        (
            "# spark-eci-lint: ignore[ECI102, ECI601, ECI103] later",
            "# spark-eci-lint: ignore[ECI601] later",
        ),
    ] {
        assert_eq!(
            fixed(&behind(9, comment)),
            fixed(&behind(9, after)),
            "{comment}"
        );
        assert!(fixed(&behind(9, comment)).contains(after), "{comment}");
    }
    // A comment that is not needed at all is removed with its line, or with the white space before it.
    let plain = fixed(&with(1, &[]));
    let other = "# spark-eci-lint: ignore[ECI102] later";
    assert_eq!(fixed(&behind(11, other)), plain);
    assert_eq!(
        fixed(&with(11, &["    # spark-eci-lint: ignore[ECI102] later"])),
        plain
    );
}

fn fixed(text: &str) -> String {
    let settings = common::settings();
    let lint = options(&settings);
    let report = lint_bytes(text.as_bytes(), lint).expect("an application");
    let options = FixOptions {
        lint,
        with_unsafe: false,
        only: &[],
    };
    let fixed = fix(&report, options).expect("a text that can be parsed");
    fixed.map_or_else(|| text.to_owned(), |fixed| fixed.text)
}

/// The text with comments above its findings and their number, or why there are none.
fn ignored(
    path: &str,
    bytes: &[u8],
    settings: &Settings,
) -> Result<Option<(String, usize)>, String> {
    let options = options(settings);
    let report = lint_bytes(bytes, options).expect("an application");
    let file = LintedFile {
        path: path.to_owned(),
        file: None,
        report,
    };
    add_ignores(&file, options, Severity::Error, "later")
}

#[test]
fn a_comment_is_added_above_each_line_with_findings() {
    let settings = common::settings();
    let text = with(1, &[]);
    let comments = with(
        9,
        &[
            "    # spark-eci-lint: ignore[ECI601] later",
            LINES[8],
            "    # spark-eci-lint: ignore[ECI601] later",
        ],
    );
    let expected = comments.replacen(&format!("{}\n{}", LINES[8], LINES[9]), LINES[9], 1);
    let ignored_text = |text: &str| ignored("a.yaml", text.as_bytes(), &settings);
    assert_eq!(ignored_text(&text), Ok(Some((expected.clone(), 2))));
    assert_eq!(reported(&expected), (vec![], vec![]));
    // Afterwards, nothing is left to do.
    assert_eq!(ignored_text(&expected), Ok(None));
    let with_returns = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(
        ignored_text(&with_returns(&text)),
        Ok(Some((with_returns(&expected), 2)))
    );
}

#[test]
fn a_file_that_cannot_have_comments_is_unchanged() {
    let settings = common::settings();
    let text = with(1, &[]);
    let why = |path: &str, bytes: &[u8], settings: &Settings| {
        ignored(path, bytes, settings).expect_err("a reason")
    };
    assert_eq!(
        why("a.JSON", text.as_bytes(), &settings),
        "JSON has no comments: use the annotation `spark-eci-lint/ignore`"
    );
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        why("a.yaml", &utf16, &settings),
        "only UTF-8 files can be changed"
    );
    let mut strict = common::settings();
    let setting = RuleSetting {
        ignorable: false,
        ..RuleSetting::default()
    };
    strict.rules.insert("ECI601".to_owned(), setting);
    assert_eq!(
        why("a.yaml", text.as_bytes(), &strict),
        "2 of its findings cannot be suppressed by a comment"
    );
    // A comment would become a part of the string.
    let folded = text.replace("    memory: 4Gi\n", "    memory: >-\n      4Gi\n");
    assert!(
        ignored("a.yaml", folded.as_bytes(), &settings).is_err_and(|why| {
            why.starts_with("a comment cannot be inserted") || why.contains("cannot be suppressed")
        })
    );
}

/// Selectors are the same as on the command line, such as `ECI6`.
#[test]
fn a_suppression_names_several_rules_as_the_command_line_does() {
    for selector in [
        "ECI6",
        "eci60",
        "ECI",
        "settings",
        "Settings",
        "ECI3, settings",
    ] {
        let comment = format!("# spark-eci-lint: ignore[{selector}] later");
        let (lines, unused) = reported(&behind(9, &comment));
        assert_eq!(lines, [10], "{selector}");
        // An unneeded part next to it is reported.
        let needless = usize::from(selector.contains(','));
        assert_eq!(unused.len(), needless, "{selector}: {unused:?}");
    }
    for (selector, message) in [
        ("ECI9", "unknown rule or group `ECI9` in the suppression"),
        ("EC", "unknown rule or group `EC` in the suppression"),
        (
            "capacity",
            "unused suppression of capacity: there is no such finding here",
        ),
    ] {
        let comment = format!("# spark-eci-lint: ignore[{selector}] later");
        let (lines, unused) = reported(&behind(9, &comment));
        assert_eq!((lines, unused), (vec![9, 10], vec![message.to_owned()]));
    }
    let annotation = with(1, &[]).replace(
        "{name: a}",
        "{name: a, annotations: {spark-eci-lint/ignore: 'ECI6: later'}}",
    );
    assert_eq!(reported(&annotation), (vec![], vec![]));
}

/// If one of the rules is off, it is not known whether the suppression is needed; a rule that must not be ignored is
/// still reported.
#[test]
fn a_suppression_of_several_rules_depends_on_the_settings_of_each() {
    let comment = "# spark-eci-lint: ignore[ECI3] later";
    let of = |change: &dyn Fn(&mut Settings)| {
        let mut settings = common::settings();
        change(&mut settings);
        let text = behind(9, comment);
        let report = lint_bytes(text.as_bytes(), options(&settings)).expect("an application");
        let unused = report.findings.iter().filter(|one| one.rule.id == "ECI003");
        unused.count()
    };
    assert_eq!(of(&|_| {}), 1);
    assert_eq!(
        of(&|settings| settings.selection.ignore.push("ECI305".to_owned())),
        0
    );
    // One of the rules is the one about suppressions, which is not what this one is for.
    let text = behind(9, "# spark-eci-lint: ignore[documents] later");
    let settings = Settings::default();
    let report = lint_bytes(text.as_bytes(), options(&settings)).expect("an application");
    let unused = report.findings.iter().filter(|one| one.rule.id == "ECI003");
    assert_eq!(unused.count(), 1);
    let unignorable = RuleSetting {
        ignorable: false,
        ..RuleSetting::default()
    };
    let mut settings = common::settings();
    settings.rules.insert("ECI601".to_owned(), unignorable);
    let text = behind(9, "# spark-eci-lint: ignore[ECI] later");
    let report = lint_bytes(text.as_bytes(), options(&settings)).expect("an application");
    let kept = report.findings.iter().filter(|one| one.rule.id == "ECI601");
    assert_eq!(kept.count(), 2);
}
