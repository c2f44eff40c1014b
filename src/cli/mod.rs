//! The command line: one file per subcommand.

mod annotate;
mod args;
mod base_tree;
mod baseline;
mod builds;
mod changes;
mod chart_args;
mod check;
mod collect;
mod config;
mod config_test;
mod configured;
mod coverage;
mod explain;
mod fix_built;
mod fixing;
mod git;
mod ignores;
mod linter;
mod lsp;
mod output;
mod pipeline;
mod plan;
mod planning;
mod progress;
mod reports;
mod rules;
mod shell;
mod values;
mod write;

use std::{
    env,
    ffi::{OsStr, OsString},
    path::Path,
    process::ExitCode,
};

use args::{Arguments, Command};
use clap::Parser;

/// Exit codes of the program.
mod exit {
    /// Nothing at or above `--fail-on`.
    pub(super) const CLEAN: u8 = 0;
    /// Findings at or above `--fail-on`.
    pub(super) const FINDINGS: u8 = 1;
    /// Wrong usage, or something that could not be read or written.
    pub(super) const FAILURE: u8 = 2;
    /// A signal came while a file was written: what shells say of SIGINT.
    pub(super) const INTERRUPTED: i32 = 130;
}

/// Runs the program with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    if let Some(file) = file_that_is_an_option(env::args_os().skip(1), Path::exists) {
        let file = file.to_string_lossy();
        let why = format!(
            "`{file}` is an option and the name of a file that is there; write `./{file}` for the file, or rename it"
        );
        return ExitCode::from(output::failed(why));
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() {
                exit::FAILURE
            } else {
                exit::CLEAN
            };
            if error.use_stderr() {
                let text = error.to_string();
                annotate::usage_error(
                    text.strip_prefix("error: ").unwrap_or(&text),
                    &reports::outputs(&[]),
                );
            }
            // A closed pipe is no failure of ours.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let code = match arguments.command {
        None => check::run(&arguments.check, arguments.color.when()),
        Some(Command::Check(check)) => check::run(&check, arguments.color.when()),
        Some(Command::Plan(plan)) => plan::run(&plan, arguments.color.when()),
        Some(Command::Explain { rule, choice }) => {
            explain::run(&rule, &choice, arguments.color.when())
        }
        Some(Command::Config { command }) => config::run(&command),
        Some(Command::Lsp(lsp)) => lsp::run(&lsp),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man) => shell::man(),
        Some(Command::Rules { format, choice }) => rules::run(format, &choice),
    };
    ExitCode::from(code)
}

/// The first argument that names a file and would be taken for an option. Hooks and `xargs` hand over the
/// names of files as they are, and who sends a pull request chooses them.
fn file_that_is_an_option(
    arguments: impl Iterator<Item = OsString>,
    is_there: impl Fn(&Path) -> bool,
) -> Option<OsString> {
    let mut options = arguments.take_while(|argument| argument != OsStr::new("--"));
    options.find(|argument| {
        let is_option = argument.as_encoded_bytes().starts_with(b"-") && argument.len() > 1;
        is_option && is_there(Path::new(argument))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c1_a_file_name_is_no_option() {
        let found = |arguments: &[&str]| {
            let arguments = arguments.iter().map(OsString::from);
            file_that_is_an_option(arguments, |path| path == Path::new("--config=x.yaml"))
        };
        assert_eq!(
            found(&["--quiet", "--config=x.yaml"]),
            Some("--config=x.yaml".into())
        );
        assert_eq!(found(&["--quiet", "--", "--config=x.yaml"]), None);
        assert_eq!(found(&["--quiet", "-", "--config=y.yaml"]), None);
    }
}
