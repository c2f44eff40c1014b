//! Tips in errors of the command line, in clap's own style.

use std::{
    ffi::OsString,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::{
    Arg, Command, CommandFactory as _, Error,
    builder::StyledStr,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::{
    args::Arguments,
    exit,
    help::{self, STYLES},
    near::{LONGEST, is_near},
};
use crate::{
    report::printable,
    rules::{RuleSet, selects},
    walk::shown,
};

/// Prints an error as clap does, and gives the exit code for it.
pub(super) fn print(error: &Error) -> u8 {
    // Fails only if the stream is closed, and then nobody reads it.
    let _ = error.print();
    if error.use_stderr() {
        exit::FAILURE
    } else {
        exit::CLEAN
    }
}

/// The most values that an error lists.
const LISTED: usize = 20;

/// Removes a list of possible values that is so long that it hides the error.
pub(super) fn without_long_list(mut error: Error) -> Error {
    if let Some(ContextValue::Strings(values)) = error.get(ContextKind::ValidValue)
        && values.len() > LISTED
    {
        error.remove(ContextKind::ValidValue);
    }
    error
}

/// Adds the command without the options before its subcommand, if the subcommand does not have one of them.
pub(super) fn without_options(mut error: Error, written: &str) -> Error {
    if error.kind() == ErrorKind::UnknownArgument && error.get(ContextKind::SuggestedArg).is_none()
    {
        let literal = STYLES.get_valid();
        let tip = format!("run it without the option: '{literal}{written}{literal:#}'");
        suggest(&mut error, tip);
    }
    error
}

/// Says of an invalid value that it comes from the environment: nobody wrote the option that the error names.
pub(super) fn of_variable(mut error: Error, command: &Command, written: &[OsString]) -> Error {
    let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let long = argument.trim_start_matches('-').split([' ', '=']).next();
    let Some(option) = long.and_then(|long| option(command, long)) else {
        return error;
    };
    let is_written = written.iter().any(|word| {
        let word = word.to_string_lossy();
        match word.strip_prefix("--") {
            Some(word) => word.split('=').next() == option.get_long(),
            None => option
                .get_short()
                .is_some_and(|short| word.starts_with('-') && word.contains(short)),
        }
    });
    if let Some(variable) = option.get_env().filter(|_| !is_written) {
        let literal = STYLES.get_literal();
        let variable = variable.to_string_lossy();
        let tip = format!("the value is that of the variable '{literal}{variable}{literal:#}'");
        suggest(&mut error, tip);
    }
    error
}

/// An option of a command or of one below it.
fn option<'c>(command: &'c Command, long: &str) -> Option<&'c Arg> {
    let mut own = command.get_arguments();
    let own = own.find(|option| option.get_long() == Some(long));
    own.or_else(|| {
        let mut below = command.get_subcommands();
        below.find_map(|command| self::option(command, long))
    })
}

/// The error for the first selector that selects no rule.
pub(super) fn unknown_selector<'s>(
    selectors: impl IntoIterator<Item = (&'static str, Vec<&'s String>)>,
    rules: &RuleSet,
) -> Option<Error> {
    let is_unknown = |text: &&String| !rules.iter().any(|rule| selects(text, rule));
    selectors.into_iter().find_map(|(option, texts)| {
        let unknown = texts.into_iter().find(is_unknown)?;
        Some(unknown_rule(option, unknown, rules))
    })
}

pub(super) fn unknown_rule(argument: &str, text: &str, rules: &RuleSet) -> Error {
    let mut error = Error::new(ErrorKind::InvalidValue).with_cmd(&help::command(false));
    let context = [
        (ContextKind::InvalidArg, argument),
        (ContextKind::InvalidValue, text),
    ];
    for (kind, text) in context {
        error.insert(kind, ContextValue::String(printable(text).into_owned()));
    }
    let valid = STYLES.get_valid();
    let tip = if let Some(help) = rules.help_for_id(text) {
        help
    } else if let Some(meant) = rules.suggest(text) {
        format!("a similar rule or group exists: '{valid}{meant}{valid:#}'")
    } else {
        format!("'{valid}spark-eci-lint rules{valid:#}' lists all rules with their groups")
    };
    suggest(&mut error, tip);
    error
}

fn suggest(error: &mut Error, tip: String) {
    let tips = ContextValue::StyledStrs(vec![StyledStr::from(tip)]);
    error.insert(ContextKind::Suggested, tips);
}

pub(super) fn unknown_subcommand(command: &clap::Command, name: &str) -> Error {
    let mut error = Error::new(ErrorKind::InvalidSubcommand).with_cmd(command);
    let text = printable(name).into_owned();
    error.insert(ContextKind::InvalidSubcommand, ContextValue::String(text));
    let known = command.get_subcommands().map(clap::Command::get_name);
    let near: Vec<_> = known
        .filter(|known| is_near(known, name))
        .map(str::to_owned)
        .collect();
    if !near.is_empty() {
        error.insert(
            ContextKind::SuggestedSubcommand,
            ContextValue::Strings(near),
        );
    }
    error
}

/// The error for a missing path that looks like a subcommand, or is a subcommand in the wrong place.
pub(super) fn meant_subcommand(paths: &[PathBuf]) -> Option<Error> {
    let command = help::command(false);
    let is_missing = |path: &&PathBuf| path.symlink_metadata().is_err();
    let mut tips = paths
        .iter()
        .enumerate()
        .filter(|(_, path)| is_missing(path));
    let (path, tips) = tips.find_map(|(at, path)| {
        let tips = tips_for(&command, paths, at, path);
        (!tips.is_empty()).then_some((path, tips))
    })?;
    let (invalid, valid) = (STYLES.get_invalid(), STYLES.get_valid());
    let name = printable(&path.to_string_lossy()).into_owned();
    let mut message = format!("no such file, folder or subcommand: '{invalid}{name}{invalid:#}'\n");
    if is_subcommand(&command, &name) {
        message = format!("no such file or folder: '{invalid}{name}{invalid:#}'\n");
    }
    for tip in tips {
        let _ = write!(message, "\n  {valid}tip:{valid:#} {tip}");
    }
    Some(
        Arguments::command()
            .styles(STYLES)
            .error(ErrorKind::InvalidSubcommand, message),
    )
}

fn is_subcommand(command: &clap::Command, name: &str) -> bool {
    command.find_subcommand(name).is_some()
}

fn tips_for(command: &clap::Command, paths: &[PathBuf], at: usize, path: &Path) -> Vec<String> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let name = path
        .to_str()
        .filter(|name| name.chars().all(is_word) && name.len() <= LONGEST);
    let Some(name) = name else {
        return Vec::new();
    };
    let valid = STYLES.get_valid();
    let program = command.get_name();
    if is_subcommand(command, name) {
        let others = paths.iter().enumerate().filter(|(other, _)| *other != at);
        let others: Vec<_> = others
            .map(|(_, path)| printable(&shown(path)).into_owned())
            .collect();
        let others = others.join(" ");
        return vec![format!(
            "subcommands come before paths: '{valid}{program} {name} {others}{valid:#}'"
        )];
    }
    if at > 0 {
        return Vec::new();
    }
    let subcommands = command.get_subcommands();
    let near = subcommands
        .map(clap::Command::get_name)
        .filter(|known| is_near(known, name));
    let near = near.map(|known| format!("a similar subcommand exists: '{valid}{known}{valid:#}'"));
    let below = command
        .get_subcommands()
        .filter(|outer| outer.find_subcommand(name).is_some());
    let below = below.map(|outer| {
        let outer = outer.get_name();
        format!("this is a subcommand of '{outer}': '{valid}{program} {outer} {name}{valid:#}'")
    });
    let mut options = command.get_arguments().filter_map(clap::Arg::get_long);
    let option = options.find(|long| *long == name);
    let option = option.map(|long| format!("there is an option '{valid}--{long}{valid:#}'"));
    near.chain(below).chain(option).collect()
}
