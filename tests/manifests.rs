//! The manifests in `testdata/manifests/`, with their expected findings.
//!
//! A comment at the end of a line has the findings there: `# expect: error ECI104, info ECI111`. `# expect below:`
//! refers to the next line, if that cannot have a comment. After an id there may be a part of the message, in quotes.
//! The first line has the counts: `# expect: 20 applications, 0 documents not judged`. There must be no other findings.
//!
//! Manifests that test texts or comments (encodings, line breaks, JSON, suppressions) have the same comments in a
//! separate file, `NAME.expected`: each is after the text at the start of the finding.

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use common::lint;
use regex::Regex;
use spark_eci_lint::{
    config::Flags,
    lint::{FileReport, Settings},
};

fn manifests() -> Vec<PathBuf> {
    let files = ignore::WalkBuilder::new("testdata/manifests").build();
    let mut paths: Vec<PathBuf> = files
        .map(|entry| entry.expect("an entry").into_path())
        .filter(|path| path.is_file())
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "yaml" || extension == "json")
    });
    paths.retain(|path| path.file_name() != Some("spark-eci-lint.yaml".as_ref()));
    paths.sort();
    paths
}

/// Advice for nearly every manifest; tested in `advice/`.
const ADVICE: [&str; 5] = [
    "image-cache-missing",
    common::SHORTENED,
    "no-spec",
    "oversized-spec",
    "webhook-only-placement",
];

/// The settings of a manifest: the configuration next to it, otherwise no rules that only advise.
fn settings(path: &Path) -> Settings {
    let config = path.with_file_name("spark-eci-lint.yaml");
    if let Ok(text) = fs::read_to_string(&config) {
        let config = common::parse_config(&text)
            .unwrap_or_else(|errors| panic!("{}: {errors:#?}", path.display()));
        let name = Path::new(path.file_name().expect("a name"));
        let overrides = config.overrides_for(name);
        let effective = config.effective(&overrides, &[], &Flags::default());
        let mut settings = effective.settings;
        settings.selection.ignore.push(common::SHORTENED.to_owned());
        return settings;
    }
    let mut settings = Settings::default();
    settings.selection.ignore = ADVICE.map(str::to_owned).to_vec();
    settings
}

/// The expectations in comments.
#[derive(Debug, Default)]
struct Expectations {
    counts: String,
    findings: Vec<Expected>,
}

#[derive(Debug)]
struct Expected {
    /// The line of the comment.
    said_in: usize,
    place: Place,
    /// `error ECI104`
    rule: String,
    message: String,
}

/// The start of a finding.
#[derive(Debug)]
enum Place {
    Line(usize),
    /// At this text.
    Text(String),
}

/// An actual finding.
#[derive(Debug)]
struct Found {
    line: usize,
    /// The rest of the line from the start of the finding.
    text: String,
    rule: String,
    message: String,
}

impl Expected {
    fn is(&self, found: &Found) -> bool {
        let is_there = match &self.place {
            Place::Line(line) => *line == found.line,
            Place::Text(text) => found.text.starts_with(text),
        };
        is_there && self.rule == found.rule && found.message.contains(&self.message)
    }
}

/// Parses the comments of a manifest, or of the file next to it.
fn expectations(text: &str, is_beside: bool) -> Result<Expectations, String> {
    static COMMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(.*?)\s*# ?expect\b( below)?(:?) ?(.*)$").expect("a pattern")
    });
    static FINDING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^((?:error|warning|info) ECI\d{3})(?: "([^"]+)")?(?:, |$)"#)
            .expect("a pattern")
    });
    let mut expectations = Expectations::default();
    for (at, line) in text.lines().enumerate() {
        let Some(comment) = COMMENT.captures(line) else {
            continue;
        };
        let (before, is_below, mut rest) = (&comment[1], comment.get(2).is_some(), &comment[4]);
        if at == 0 {
            rest.clone_into(&mut expectations.counts);
            continue;
        }
        if rest.is_empty() || comment[3].is_empty() {
            return Err(format!("{}: no expectation: {line}", at + 1));
        }
        while !rest.is_empty() {
            let Some(finding) = FINDING.captures(rest) else {
                return Err(format!("{}: no expectation: {rest}", at + 1));
            };
            expectations.findings.push(Expected {
                said_in: at + 1,
                place: if is_beside {
                    Place::Text(before.to_owned())
                } else {
                    Place::Line(at + 1 + usize::from(is_below))
                },
                rule: finding[1].to_owned(),
                message: finding.get(2).map_or("", |part| part.as_str()).to_owned(),
            });
            rest = &rest[finding[0].len()..];
        }
    }
    Ok(expectations)
}

fn counts(report: Option<&FileReport>) -> String {
    let Some(report) = report else {
        return "no Spark application".to_owned();
    };
    let suppressed = match report.suppressed {
        0 => String::new(),
        number => format!(", {number} findings suppressed"),
    };
    format!(
        "{} applications, {} documents not judged{suppressed}",
        report.applications.len(),
        report.not_judged
    )
}

fn found(report: &FileReport) -> Vec<Found> {
    let findings = report.findings.iter().map(|finding| {
        let start = finding.diagnostic.primary.span.start;
        let rest = &report.source.as_str()[start as usize..];
        Found {
            line: report.source.line_index(start) + 1,
            text: rest.lines().next().unwrap_or_default().to_owned(),
            rule: format!("{} {}", finding.severity, finding.rule.id),
            message: finding.diagnostic.message.to_string(),
        }
    });
    findings.collect()
}

/// The differences for a manifest, one per line: `FILE:LINE: not found: …`.
fn differences(
    (manifest, says): (&Path, &Path),
    expected: &Expectations,
    counts: &str,
    mut found: Vec<Found>,
) -> Vec<String> {
    let (manifest, says) = (manifest.display(), says.display());
    let mut wrong = Vec::new();
    if expected.counts != counts {
        let expected = &expected.counts;
        wrong.push(format!("{says}:1: expected `{expected}`, found `{counts}`"));
    }
    for expected in &expected.findings {
        match found.iter().position(|found| expected.is(found)) {
            Some(at) => drop(found.remove(at)),
            None => wrong.push(format!(
                "{says}:{}: not found: {} {:?}",
                expected.said_in, expected.rule, expected.message
            )),
        }
    }
    let unexpected = found.into_iter().map(|found| {
        let Found {
            line,
            rule,
            message,
            text,
        } = found;
        let text: String = text.chars().take(30).collect();
        format!("{manifest}:{line}: not expected: {rule} {message:?} at `{text}`")
    });
    wrong.extend(unexpected);
    wrong
}

#[test]
fn manifests_have_the_expected_findings() {
    let paths = manifests();
    assert!(paths.len() >= 20, "only {} manifests", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).expect("a manifest");
        let report = lint(&bytes, &settings(&path));
        let beside = path.with_added_extension("expected");
        let (says, text) = match fs::read_to_string(&beside) {
            Ok(text) => (&beside, text),
            Err(_) => (&path, String::from_utf8(bytes).expect("UTF-8")),
        };
        match expectations(&text, says == &beside) {
            Ok(expected) => wrong.extend(differences(
                (&path, says),
                &expected,
                &counts(report.as_ref()),
                report.as_ref().map(found).unwrap_or_default(),
            )),
            Err(why) => wrong.push(format!("{}:{why}", says.display())),
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The differences for a manifest with one finding, `error ECI104` at `vk` on the second line.
fn wrong(comments: &str, is_beside: bool) -> Vec<String> {
    let found = Found {
        line: 2,
        text: "vk".to_owned(),
        rule: "error ECI104".to_owned(),
        message: "selects no node".to_owned(),
    };
    let expected = expectations(comments, is_beside);
    let path = Path::new("a");
    match expected {
        Ok(expected) => differences((path, path), &expected, "1 application", vec![found]),
        Err(why) => vec![why],
    }
}

#[test]
fn comments_are_parsed() {
    for (comments, is_beside) in [
        (
            "# expect: 1 application\na: vk # expect: error ECI104",
            false,
        ),
        (
            "# expect: 1 application\na: vk # expect: error ECI104 \"no node\"",
            false,
        ),
        ("# expect: 1 application\nvk # expect: error ECI104", true),
    ] {
        assert_eq!(wrong(comments, is_beside), [""; 0]);
    }
    for (comments, is_beside, number) in [
        // Counts, severity, id, message, line, text, two for one, and none.
        (
            "# expect: 2 applications\na: vk # expect: error ECI104",
            false,
            1,
        ),
        (
            "# expect: 1 application\na: vk # expect: info ECI104",
            false,
            2,
        ),
        (
            "# expect: 1 application\na: vk # expect: error ECI101",
            false,
            2,
        ),
        (
            "# expect: 1 application\na: vk # expect: error ECI104 \"a node\"",
            false,
            2,
        ),
        (
            "# expect: 1 application\n\na: vk # expect: error ECI104",
            false,
            2,
        ),
        ("# expect: 1 application\nk # expect: error ECI104", true, 2),
        (
            "# expect: 1 application\na: vk # expect: error ECI104, error ECI104",
            false,
            1,
        ),
        ("# expect: 1 application\na: vk", false, 1),
        // Typos.
        ("# expect: 1 application\na: vk # expect ECI104", false, 1),
        (
            "# expect: 1 application\na: vk #expect: error ECI104;",
            false,
            1,
        ),
    ] {
        assert_eq!(wrong(comments, is_beside).len(), number, "{comments}");
    }
}
