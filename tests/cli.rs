//! The command line: each file in `tests/cmd/` is a dialogue with the program.
//!
//! `.ci/bless` regenerates the expected output.

mod common;

use std::{env, process::Command};

use common::{SHORTENED, clean, is_blessed, stderr, stdout};

/// Set when the environment of the tests has been cleared.
const IS_CLEAN: &str = "DIALOGUES_ARE_CLEAN";

/// Dialogues inherit the environment of their process, so they run in a separate one.
#[test]
fn dialogues() {
    if env::var_os(IS_CLEAN).is_some() {
        trycmd::TestCases::new()
            .case("tests/cmd/*.trycmd")
            .case("tests/cmd/*.toml");
        return;
    }
    let mut command = Command::new(env::current_exe().expect("the test"));
    clean(&mut command);
    command
        .args(["dialogues", "--exact", "--nocapture"])
        .args(env::args().filter(|argument| argument.starts_with("trycmd=")))
        .env(IS_CLEAN, "")
        .env("SPARK_ECI_LINT_IGNORE", SHORTENED)
        .env("NO_COLOR", "1");
    if is_blessed() {
        command.env("TRYCMD", "overwrite");
    }
    let output = command.output().expect("the test");
    let answers = format!("{}{}", stdout(&output), stderr(&output));
    assert!(output.status.success(), "{answers}");
    assert!(answers.contains("1 passed"), "{answers}");
}
