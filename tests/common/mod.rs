//! Shared by the tests: the program in a clean environment, the linter on a text, and reproducible random cases.

#![allow(dead_code, unused_imports, reason = "each test uses a part")]

mod folder;
pub(crate) mod random;
mod repository;

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output},
    sync::Arc,
};

use spark_eci_lint::{
    config::{self, Config, Flags, Placed},
    finding::{Diagnostic, RuleInfo, Severity},
    lint::{FileReport, LintOptions, LintedFile, Run, Settings, lint_bytes},
    report::{Context, Format, Style, write},
    rules::{self, Rule},
    source::{SourceFile, SourceText},
    written::FileForm,
};

pub(crate) use folder::Folder;
pub(crate) use repository::Repository;

/// Variables that identify a pipeline, or the width and colours of a terminal. They are removed so that the tests have
/// the same results everywhere.
const SURROUNDINGS: [&str; 20] = [
    "CI",
    "CI_COMMIT_SHA",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "CI_PROJECT_DIR",
    "CI_PROJECT_URL",
    "COLUMNS",
    "FORCE_COLOR",
    "BUILD_SOURCESDIRECTORY",
    "GITHUB_ACTIONS",
    "GITHUB_OUTPUT",
    "GITHUB_REPOSITORY",
    "GITHUB_SERVER_URL",
    "GITHUB_SHA",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKSPACE",
    "LANG",
    "LC_ALL",
    "LC_MESSAGES",
    "TF_BUILD",
];

/// A rule that would report something in nearly every manifest of a test, because these contain only what the test is
/// about.
pub(crate) const SHORTENED: &str = "missing-field";

/// The default settings, without the rule that shortened manifests break.
pub(crate) fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.selection.ignore = vec![SHORTENED.to_owned()];
    settings
}

/// The program, in a folder and with a clean environment.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spark-eci-lint"));
    clean(&mut command);
    command.env("SPARK_ECI_LINT_IGNORE", SHORTENED);
    command.current_dir(folder);
    command
}

/// Removes all environment variables that affect the program.
pub(crate) fn clean(command: &mut Command) {
    for name in SURROUNDINGS {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SPARK_ECI_LINT_") {
            command.env_remove(name);
        }
    }
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Checks a folder with one line of output per finding.
pub(crate) fn concise(folder: &Folder, arguments: &[&str]) -> Output {
    let mut program = folder.program();
    program.arg("--format=concise").args(arguments);
    program.output().expect("it runs")
}

/// The lines of that output that are findings, without the summary.
pub(crate) fn finding_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with("Found "))
}

/// The place and rule of each finding in that output: `base/orders.yaml:17:13 ECI302`.
pub(crate) fn places(output: &Output) -> Vec<String> {
    let text = stdout(output);
    let places = text.lines().filter_map(|line| {
        let (place, rest) = line.split_once(": ")?;
        let rule = rest.split_once('[')?.1.split_once(']')?.0;
        Some(format!("{place} {rule}"))
    });
    places.collect()
}

/// Options for a file that no kustomization patches.
pub(crate) fn options(settings: &Settings) -> LintOptions<'_> {
    LintOptions {
        settings,
        patch_of: None,
        form: FileForm::Manifests,
        chart: None,
    }
}

/// Lints a text. `None` if it mentions no Spark application.
pub(crate) fn lint(text: impl AsRef<[u8]>, settings: &Settings) -> Option<FileReport> {
    lint_bytes(text.as_ref(), options(settings))
}

/// Lints a text with the default settings for shortened manifests.
pub(crate) fn lint_by_default(text: impl AsRef<[u8]>) -> Option<FileReport> {
    lint(text, &settings())
}

/// A run with the findings of one file.
pub(crate) fn run(path: &str, report: FileReport) -> Run {
    Run {
        files: vec![LintedFile {
            path: path.to_owned(),
            file: None,
            report,
        }],
        files_read: 1,
        ..Run::default()
    }
}

/// The code blocks below a third-level heading of a rule's page, each as a file.
pub(crate) fn examples(page: &str, heading: &str) -> Vec<String> {
    let Some((_, section)) = page.split_once(&format!("\n### {heading}\n")) else {
        return Vec::new();
    };
    let section = section.split("\n### ").next().unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    let blocks = section.split("```yaml\n").skip(1);
    blocks
        .filter_map(|rest| rest.split_once("\n```"))
        .map(|(example, _)| format!("{example}\n"))
        .collect()
}

/// The playground; `#rule=ECI303` opens the first bad example of a rule.
pub(crate) const PLAYGROUND: &str = "https://spark-eci-lint.github.io/spark-eci-lint/";

/// A built-in rule, by its id or name.
pub(crate) fn rule(id_or_name: &str) -> &'static Rule {
    let is_it = |rule: &&Arc<Rule>| rule.id == id_or_name || rule.info().name == id_or_name;
    let rule = rules::all().iter().find(is_it);
    rule.unwrap_or_else(|| panic!("there is no rule {id_or_name}"))
}

/// The pages of the built-in rules.
pub(crate) fn infos() -> impl Iterator<Item = &'static RuleInfo> {
    rules::all().iter().map(|rule| &**rule.info())
}

fn shared_infos() -> Vec<Arc<RuleInfo>> {
    let infos = rules::all().iter().map(|rule| rule.info());
    infos.cloned().collect()
}

/// Parses a configuration. Files of rules that it refers to are empty.
pub(crate) fn parse_config(text: &str) -> Result<Config, Vec<Diagnostic>> {
    let read_file = |path: &Placed| {
        Ok(Arc::new(SourceFile {
            path: path.text.clone(),
            text: SourceText::from("custom-rules: []\n".to_owned()),
        }))
    };
    config::parse("spark-eci-lint.yaml", text, &read_file)
}

/// The settings of a configuration.
pub(crate) fn configured(text: &str) -> Settings {
    let config = parse_config(text);
    let config = config.unwrap_or_else(|errors| panic!("{errors:#?}"));
    config.effective(&[], &[], &Flags::default()).settings
}

/// The settings for the examples on a page: those of its configuration, if it has one.
pub(crate) fn page_settings(info: &RuleInfo) -> Settings {
    let configurations = examples(&info.page, "Configuration");
    configurations
        .first()
        .map_or_else(Settings::default, |text| configured(text))
}

/// A report without colours, with findings of all severities.
pub(crate) fn report(format: Format, run: &Run) -> Vec<u8> {
    let context = Context {
        lowest: Severity::Info,
        rules: &shared_infos,
        style: Style::PLAIN,
        current_dir: Path::new("/repository"),
        workspace: None,
        blob: None,
        lists_all_rules: false,
        counts: true,
        plan: None,
        difference: None,
    };
    let mut out = Vec::new();
    write(format, run, &context, &mut out).expect("memory");
    out
}

/// Reports that a test cannot run here. `cargo test` hides what a passing test prints with `eprintln!`, but not what it
/// writes to standard error directly.
pub(crate) fn skip(why: &str) {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("a test");
    let line = format!("SKIPPED {name}: {why}\n");
    // In a single write, because other tests write at the same time.
    std::io::stderr()
        .write_all(line.as_bytes())
        .expect("standard error");
}

/// True if generated files should be regenerated: `.ci/bless`.
pub(crate) fn is_blessed() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "overwrite")
}
