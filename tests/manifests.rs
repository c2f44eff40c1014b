//! The manifests in `testdata/manifests/`, each with its expected report beside it.
//!
//! `SNAPSHOTS=overwrite cargo test --test manifests` writes the reports anew; read the difference
//! before you keep it.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use snapbox::{Assert, Data, assert::DEFAULT_ACTION_ENV};
use spark_eci_lint::{
    finding::Severity,
    lint::{LintOptions, LintedFile, Run, Settings, lint_bytes},
    report::{Context, Format, Style, write},
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
    paths.sort();
    paths
}

fn concise(path: &Path) -> String {
    let report = lint_bytes(
        &std::fs::read(path).expect("a manifest"),
        LintOptions {
            settings: &Settings::default(),
            patch_of: None,
        },
    );
    let Some(report) = report else {
        return "no Spark application\n".to_owned();
    };
    let counts = format!(
        "{} applications, {} documents not judged\n",
        report.applications, report.not_judged
    );
    let name = path
        .file_name()
        .expect("a name")
        .to_str()
        .expect("UTF-8")
        .to_owned();
    let run = Run {
        files: vec![LintedFile { path: name, report }],
        files_read: 1,
        known: 0,
        elapsed: Duration::ZERO,
    };
    let context = Context {
        lowest: Severity::Info,
        rules: &[],
        style: Style {
            color: false,
            hyperlinks: false,
            width: 100,
        },
        current_dir: Path::new("/"),
        workspace: None,
    };
    let mut out = Vec::new();
    write(Format::Concise, &run, &context, &mut out).expect("memory");
    String::from_utf8(out).expect("UTF-8") + &counts
}

#[test]
fn manifests_have_their_expected_reports() {
    let paths = manifests();
    assert!(paths.len() >= 20, "only {} manifests", paths.len());
    for path in paths {
        let expected = Data::read_from(&path.with_added_extension("expected"), None);
        Assert::new()
            .action_env(DEFAULT_ACTION_ENV)
            .eq(concise(&path), expected.raw());
    }
}
