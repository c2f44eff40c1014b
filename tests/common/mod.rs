//! What the tests share: the program in a clean environment, the linter on a text, and random cases that
//! are the same in each run.

#![allow(dead_code, reason = "each test uses a part")]

pub(crate) mod random;

use std::{path::Path, process::Command};

use spark_eci_lint::lint::{FileReport, LintOptions, LintedFile, Run, Settings, lint_bytes};

/// Variables by which the program recognizes a pipeline. They are removed for the tests, so that these
/// give the same results in a pipeline as elsewhere.
const PIPELINE: [&str; 8] = [
    "CI",
    "CI_PROJECT_DIR",
    "BUILD_SOURCESDIRECTORY",
    "GITHUB_ACTIONS",
    "GITHUB_OUTPUT",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKSPACE",
    "TF_BUILD",
];

/// The program, in a folder and without anything from its surroundings.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spark-eci-lint"));
    clean(&mut command);
    command.current_dir(folder);
    command
}

/// Takes everything out of a command's environment by which the program would behave differently.
pub(crate) fn clean(command: &mut Command) {
    for name in PIPELINE {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SPARK_ECI_LINT_") {
            command.env_remove(name);
        }
    }
}

/// Lints a text. `None` where it names no Spark application.
pub(crate) fn lint(text: impl AsRef<[u8]>, settings: &Settings) -> Option<FileReport> {
    let options = LintOptions {
        settings,
        patch_of: None,
    };
    lint_bytes(text.as_ref(), options)
}

/// A run that found this in one file.
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

/// True where generated files are to be written anew: `.ci/bless`.
pub(crate) fn is_blessed() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "overwrite")
}
