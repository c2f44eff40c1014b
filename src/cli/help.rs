//! The command line as `-h`, `--help` and manual pages show it.

use std::{fmt::Write as _, sync::LazyLock};

use clap::{
    Arg, Command, CommandFactory as _,
    builder::{
        StyledStr, Styles,
        styling::{AnsiColor, Effects},
    },
};
use clap_complete::{ArgValueCandidates, CompletionCandidate};

use super::args::Arguments;
use crate::{eci::Catalog, judged::Currency, named::Named as _};

/// The colours of cargo, which are readable on dark and light backgrounds.
pub(super) const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .usage(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .literal(AnsiColor::Cyan.on_default().effects(Effects::BOLD))
    .placeholder(AnsiColor::Cyan.on_default())
    .error(AnsiColor::Red.on_default().effects(Effects::BOLD))
    .valid(AnsiColor::Cyan.on_default().effects(Effects::BOLD))
    .invalid(AnsiColor::Yellow.on_default().effects(Effects::BOLD));

/// A command, and what it does.
pub(super) type Example = (&'static str, &'static str);

pub(super) const EXAMPLES: &[Example] = &[
    ("spark-eci-lint k8s", "check a folder of manifests"),
    (
        "helm template chart | spark-eci-lint -",
        "check a rendered Helm chart",
    ),
    (
        "spark-eci-lint -f sarif=out.sarif k8s",
        "write SARIF for code scanning",
    ),
    ("spark-eci-lint plan k8s", "pods, instances and prices"),
    (
        "spark-eci-lint explain ECI303",
        "explain a rule and how to fix it",
    ),
];

pub(super) const EXIT_CODES: [(&str, &str); 3] = [
    ("0", "no findings at or above --fail-on"),
    (
        "1",
        "findings at or above it, or an unmet requirement of another option",
    ),
    (
        "2",
        "invalid usage, or something could not be read or written",
    ),
];

/// The options that `-h` of the program itself shows; `check -h` shows more of them.
const COMMON: [&str; 16] = [
    "format",
    "severity",
    "quiet",
    "fail-on",
    "select",
    "ignore",
    "fix",
    "unsafe-fixes",
    "diff",
    "baseline",
    "diff-base",
    "exclude",
    "config",
    "no-config",
    "cluster",
    "region",
];

/// The options that no `-h` shows, as few people need them.
const RARE: [&str; 11] = [
    "follow-links",
    "stdin-filename",
    "operator-spark-version",
    "operator-webhook",
    "set-string",
    "set-json",
    "set-literal",
    "release-name",
    "namespace",
    "kube-version",
    "api-versions",
];

/// `is_long` is for `--help` and manual pages; `-h` leaves out variables, long lists of values and rare options.
pub(super) fn command(is_long: bool) -> Command {
    let command = Arguments::command()
        .styles(STYLES)
        .after_help(after_help(false))
        .after_long_help(after_help(true));
    let mut command = plain(command).mut_subcommand("man", |man| {
        man.mut_arg("subcommand", |name| {
            name.add(ArgValueCandidates::new(subcommands))
        })
    });
    if is_long {
        return command.long_version(long_version());
    }
    command = command.mut_args(|argument| {
        let is_common = is_one_of(&argument, &COMMON);
        // The values of other options are in `--help`, and in the error of a wrong one.
        let hides_values = argument.get_action().takes_values()
            && argument.get_long().is_some_and(|long| long != "format");
        let argument = argument.hide_short_help(!is_common);
        if hides_values {
            argument.hide_possible_values(true).hide_default_value(true)
        } else {
            argument
        }
    });
    command = command.mut_subcommands(without_rare);
    short(command)
}

/// True if `--help`, `--version` or the subcommand `help` may be meant. An option value that looks like one does no harm:
/// then neither help is shown.
pub(super) fn is_long(words: &[std::ffi::OsString]) -> bool {
    let long = ["--help", "--version", "help"];
    words
        .iter()
        .skip(1)
        .any(|word| long.iter().any(|long| word == long))
}

/// With the dates of the tables, on which findings and prices depend.
fn long_version() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let catalog = Catalog::built_in();
        let prices = catalog.prices(Currency::Cny.name());
        let prices = prices.map_or("", |list| list.as_of.as_str());
        format!(
            "{} (prices of {prices}, specs of {})",
            env!("CARGO_PKG_VERSION"),
            catalog.specs_as_of
        )
    });
    &TEXT
}

fn subcommands() -> Vec<CompletionCandidate> {
    let command = Arguments::command();
    let candidate = |subcommand: &Command| {
        let about = subcommand.get_about().cloned();
        CompletionCandidate::new(subcommand.get_name()).help(about)
    };
    command.get_subcommands().map(candidate).collect()
}

fn is_one_of(argument: &Arg, names: &[&str]) -> bool {
    let is_it = |long: &str| names.contains(&long);
    argument.is_positional() || argument.get_long().is_some_and(is_it)
}

fn without_rare(command: Command) -> Command {
    command
        .mut_args(|argument| {
            let is_rare = !argument.is_positional() && is_one_of(&argument, &RARE);
            argument.hide_short_help(is_rare)
        })
        .mut_subcommands(without_rare)
}

fn short(command: Command) -> Command {
    command
        .mut_args(|argument| argument.hide_env(true))
        .mut_subcommands(short)
}

/// Removes backquotes, which rustdoc needs and a terminal does not. They are not replaced by a style, because clap then adds
/// a blank behind the last column of a line that ends with one.
fn plain(command: Command) -> Command {
    let without = |text: Option<&StyledStr>| {
        let text = text?.to_string();
        text.contains('`').then(|| text.replace('`', ""))
    };
    let about = without(command.get_about());
    let long_about = without(command.get_long_about());
    let mut command = command.mut_args(|argument| {
        let help = without(argument.get_help());
        let long_help = without(argument.get_long_help());
        let argument = match help {
            Some(help) => argument.help(help),
            None => argument,
        };
        match long_help {
            Some(help) => argument.long_help(help),
            None => argument,
        }
    });
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(about) = long_about {
        command = command.long_about(about);
    }
    command.mut_subcommands(plain)
}

fn after_help(is_long: bool) -> StyledStr {
    let (header, literal) = (STYLES.get_header(), STYLES.get_literal());
    let widest = EXAMPLES.iter().map(|(example, _)| example.len()).max();
    let width = widest.unwrap_or_default();
    let mut text = format!("{header}Examples:{header:#}");
    for (example, does) in EXAMPLES {
        let blanks = " ".repeat(width - example.len());
        let _ = write!(text, "\n  {literal}{example}{literal:#}{blanks}  {does}");
    }
    if is_long {
        let _ = write!(text, "\n\n{header}Exit codes:{header:#}");
        for (code, meaning) in EXIT_CODES {
            let _ = write!(text, "\n  {literal}{code}{literal:#}  {meaning}");
        }
    }
    StyledStr::from(text)
}
