//! The manifests in `testdata/manifests/`, each with what is expected of it.
//!
//! A comment at the end of a line says what is found there: `# expect: error ECI104, info ECI111`, in the
//! order of columns; `# expect below:` speaks of the next line, where that can take no comment. The first line counts: `# expect: 20 applications, 0 documents not judged`. Nothing
//! else may be found. Manifests whose text is itself the subject (encodings, comments, broken documents,
//! JSON) have the whole report in a file beside them, `NAME.expected`.

mod common;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use common::{lint, run};
use spark_eci_lint::{
    config::{self, Flags},
    lint::{FileReport, Settings},
    report::Format,
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

/// Advice that nearly every manifest gets; tested in `advice/`.
const ADVICE: [&str; 4] = [
    "image-cache-missing",
    "no-spec",
    "oversized-spec",
    "webhook-only-placement",
];

/// What holds for a manifest: the configuration beside it, else no rules that only advise.
fn settings(path: &Path) -> Settings {
    let config = path.with_file_name("spark-eci-lint.yaml");
    if let Ok(text) = fs::read_to_string(&config) {
        let config = config::parse("spark-eci-lint.yaml", &text)
            .unwrap_or_else(|errors| panic!("{}: {errors:#?}", path.display()));
        let name = Path::new(path.file_name().expect("a name"));
        let overrides = config.overrides_for(name);
        return config.effective(&overrides, &Flags::default()).settings;
    }
    let mut settings = Settings::default();
    settings.selection.ignore = ADVICE.map(str::to_owned).to_vec();
    settings
}

fn counts(report: &FileReport) -> String {
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

/// What a manifest's comments say, and what is found, by lines; line 0 has the counts.
type Lines = BTreeMap<usize, String>;

fn expected(text: &str) -> Lines {
    let comments = text.lines().enumerate().filter_map(|(at, line)| {
        let behind = |mark: &str| Some(line.split_once(mark)?.1.trim().to_owned());
        let here = behind("# expect: ").map(|expected| (at, expected));
        here.or_else(|| behind("# expect below: ").map(|expected| (at + 1, expected)))
    });
    comments.collect()
}

fn found(report: &FileReport) -> Lines {
    let mut lines = Lines::from([(0, counts(report))]);
    for finding in &report.findings {
        let start = finding.diagnostic.primary.span.start;
        let line = lines.entry(report.source.line_index(start)).or_default();
        let separator = if line.is_empty() { "" } else { ", " };
        write!(line, "{separator}{} {}", finding.severity, finding.rule.id).expect("memory");
    }
    lines
}

/// Where comments and findings differ, a line each.
fn differences(path: &Path, expected: &Lines, found: &Lines) -> Vec<String> {
    let mut lines: Vec<_> = expected.keys().chain(found.keys()).copied().collect();
    lines.sort_unstable();
    lines.dedup();
    let nothing = "nothing".to_owned();
    let differing = lines
        .into_iter()
        .filter(|line| expected.get(line) != found.get(line));
    differing
        .map(|line| {
            let of = |lines: &Lines| lines.get(&line).unwrap_or(&nothing).clone();
            let (expected, found) = (of(expected), of(found));
            let path = path.display();
            format!("{path}:{}: expected {expected}, found {found}", line + 1)
        })
        .collect()
}

fn concise(path: &Path, report: FileReport) -> String {
    let counts = counts(&report);
    let name = path.file_name().expect("a name").to_str().expect("UTF-8");
    let out = common::report(Format::Concise, &run(name, report));
    format!("{}{counts}\n", String::from_utf8(out).expect("UTF-8"))
}

#[test]
fn manifests_give_what_they_say() {
    let paths = manifests();
    assert!(paths.len() >= 20, "only {} manifests", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).expect("a manifest");
        let report = lint(&bytes, &settings(&path));
        let beside = path.with_added_extension("expected");
        let Ok(whole) = fs::read_to_string(&beside) else {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let found = report.as_ref().map(found).unwrap_or_default();
            wrong.extend(differences(&path, &expected(&text), &found));
            continue;
        };
        let report = report.map_or_else(
            || "no Spark application\n".to_owned(),
            |report| concise(&path, report),
        );
        if report != whole {
            wrong.push(format!("{}: found\n{report}", beside.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_finding_without_its_comment_and_a_comment_without_its_finding_are_differences() {
    let lines = |entries: &[(usize, &str)]| -> Lines {
        let entries = entries.iter();
        entries
            .map(|(line, text)| (*line, (*text).to_owned()))
            .collect()
    };
    let (one, other) = (lines(&[(3, "error ECI101")]), lines(&[(4, "error ECI101")]));
    let found = differences(Path::new("a.yaml"), &one, &other);
    assert_eq!(
        found,
        [
            "a.yaml:4: expected error ECI101, found nothing",
            "a.yaml:5: expected nothing, found error ECI101"
        ]
    );
}
