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
mod color;
mod config;
mod config_test;
mod configured;
mod contradictions;
mod coverage;
mod explain;
mod fix_built;
mod fixing;
mod git;
mod heading;
mod help;
mod ignores;
mod known;
mod language;
mod level_args;
mod linter;
mod lsp;
mod man;
mod near;
mod output;
mod pairs;
mod pipeline;
mod plan;
mod planning;
mod progress;
mod reflow;
mod reports;
mod rules;
mod rules_table;
mod run_config;
mod shell;
mod show_files;
mod shown_args;
mod tip;
mod values;
mod verbose;
mod words;
mod write;

use std::{
    env,
    ffi::{OsStr, OsString},
    path::Path,
    process::ExitCode,
};

use args::{Arguments, Command};
use clap::FromArgMatches as _;
use run_config::or_usual;

/// Exit codes of the program.
mod exit {
    /// No findings at or above `--fail-on`.
    pub(super) const CLEAN: u8 = 0;
    /// Findings at or above `--fail-on`.
    pub(super) const FINDINGS: u8 = 1;
    /// Invalid usage, or something could not be read or written.
    pub(super) const FAILURE: u8 = 2;
    /// A signal interrupted the run. Shells use this code for SIGINT.
    pub(super) const INTERRUPTED: i32 = 130;
}

/// Runs the program with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    // First of all, because a user waits for the completion.
    shell::complete();
    let words: Vec<_> = env::args_os().collect();
    color::decide(&words);
    let after_program = words.iter().skip(1).cloned();
    if let Some(file) = file_that_is_an_option(after_program, Path::exists) {
        let file = file.to_string_lossy();
        let why = format!(
            "`{file}` is both an option and an existing file; write `./{file}` for the file, or rename it"
        );
        return ExitCode::from(output::failed(why));
    }
    let code = match arguments(words) {
        Ok(arguments) => run(arguments),
        Err(error) => {
            let usual = reports::annotations(&or_usual(&[]));
            annotate::usage_error(&error, usual);
            tip::print(&error)
        }
    };
    ExitCode::from(code)
}

fn arguments(words: Vec<OsString>) -> Result<Arguments, clap::Error> {
    let mut command = help::command(help::is_long(&words));
    let ordered = words::ordered(&command, words);
    let written: Vec<_> = ordered.words.iter().skip(1).cloned().collect();
    let matches = command.try_get_matches_from_mut(ordered.words);
    let matches = matches.map_err(tip::without_long_list);
    let matches = matches.map_err(|error| match &ordered.without_options {
        Some(written) => tip::without_options(error, written),
        None => error,
    });
    let matches = matches.map_err(|error| tip::of_variable(error, &command, &written))?;
    contradictions::check(&matches, &mut command, &written)?;
    let arguments = Arguments::from_arg_matches(&matches);
    let arguments = arguments.map_err(|error| error.format(&mut command))?;
    let meant = match &arguments.command {
        None => tip::meant_subcommand(&arguments.check.input.paths),
        Some(_) => None,
    };
    meant.map_or(Ok(arguments), Err)
}

fn run(arguments: Arguments) -> u8 {
    let color = arguments.color.when();
    let language = || arguments.lang.unwrap_or_else(language::usual);
    match arguments.command {
        None => check::run(&arguments.check, color, language()),
        Some(Command::Check(check)) => check::run(&check, color, language()),
        Some(Command::Plan(plan)) => plan::run(&plan, color),
        Some(Command::Explain(explain)) => explain::run(&explain, color, language()),
        Some(Command::Rules(rules)) => rules::run(&rules, color, language()),
        Some(Command::Config { command }) => config::run(&command),
        Some(Command::Lsp(lsp)) => lsp::run(&lsp, arguments.lang),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man(man)) => man::run(&man),
    }
}

/// The first argument that is an existing file but would be parsed as an option. Hooks and `xargs` pass file names as they
/// are, and the author of a pull request chooses these.
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
