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
    config::{self, Flags},
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
    if let Ok(text) = std::fs::read_to_string(&config) {
        let config = config::parse("spark-eci-lint.yaml", &text).expect("a configuration");
        let name = Path::new(path.file_name().expect("a name"));
        let overrides = config.overrides_for(name);
        return config.effective(&overrides, &Flags::default()).settings;
    }
    let mut settings = Settings::default();
    settings.selection.ignore = ADVICE.map(str::to_owned).to_vec();
    settings
}

fn concise(path: &Path) -> String {
    let settings = settings(path);
    let options = LintOptions {
        settings: &settings,
        patch_of: None,
    };
    let report = lint_bytes(&std::fs::read(path).expect("a manifest"), options);
    let Some(report) = report else {
        return "no Spark application\n".to_owned();
    };
    let suppressed = match report.suppressed {
        0 => String::new(),
        number => format!(", {number} findings suppressed"),
    };
    let counts = format!(
        "{} applications, {} documents not judged{suppressed}\n",
        report.applications.len(),
        report.not_judged
    );
    let name = path
        .file_name()
        .expect("a name")
        .to_str()
        .expect("UTF-8")
        .to_owned();
    let run = Run {
        files: vec![LintedFile {
            path: name,
            file: None,
            report,
        }],
        files_read: 1,
        known: 0,
        unchanged: 0,
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
        plan: None,
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
