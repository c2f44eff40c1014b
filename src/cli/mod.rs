//! The command line: one file per subcommand.

mod args;
mod baseline;
mod changes;
mod check;
mod collect;
mod config;
mod coverage;
mod explain;
mod fixing;
mod ignores;
mod linter;
mod lsp;
mod output;
mod pipeline;
mod plan;
mod progress;
mod reports;
mod rules;
mod shell;
mod values;

use std::process::ExitCode;

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
}

/// Runs the program with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() {
                exit::FAILURE
            } else {
                exit::CLEAN
            };
            // A closed pipe is no failure of ours.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let code = match arguments.command {
        None => check::run(&arguments.check, arguments.color.when()),
        Some(Command::Check(check)) => check::run(&check, arguments.color.when()),
        Some(Command::Plan(plan)) => plan::run(&plan, arguments.color.when()),
        Some(Command::Explain { rule }) => explain::run(&rule, arguments.color.when()),
        Some(Command::Config { command }) => config::run(&command),
        Some(Command::Lsp(lsp)) => lsp::run(&lsp),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man) => shell::man(),
        Some(Command::Rules { format }) => rules::run(format),
    };
    ExitCode::from(code)
}
