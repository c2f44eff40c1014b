//! Options that contradict each other, or mean nothing without another one. Only what stands on the command line is
//! refused: a pipeline may set variables for all its calls.

use std::ffi::OsString;

use clap::{ArgMatches, Command, Error, error::ErrorKind, parser::ValueSource};

/// What `--show-files` listens to.
const FOR_FILES: [&str; 12] = [
    "show_files",
    "paths",
    "no_ignore",
    "exclude",
    "force_exclude",
    "config",
    "no_config",
    "follow_links",
    "stdin_filename",
    "quiet",
    "verbose",
    "color",
];

/// Options that do something else than a report, with what contradicts them. How a report looks, and when it fails, is
/// only unused beside them: scripts give these to all their calls.
const INSTEAD_OF_REPORTS: [(&str, &str, &[&str]); 4] = [
    (
        "write_baseline",
        "writes a baseline and no report",
        &["statistics", "unsafe_fixes", "fix_only"],
    ),
    (
        "add_ignores",
        "writes comments and no report",
        &["statistics", "unsafe_fixes", "fix_only"],
    ),
    (
        "diff",
        "shows differences and no report",
        &["fix", "statistics"],
    ),
    ("verbose", "says more, and", &["quiet"]),
];

/// What means nothing without fixes.
const OF_FIXES: [&str; 2] = ["unsafe_fixes", "fix_only"];

/// Refuses what cannot be meant; `written` are the arguments of the process, behind the name of the program.
pub(super) fn check(
    matches: &ArgMatches,
    command: &mut Command,
    written: &[OsString],
) -> Result<(), Error> {
    let of_subcommand = matches.subcommand().map(|(_, matches)| matches);
    let matches = of_subcommand.unwrap_or(matches);
    let given = Given { matches };
    match given.problem(written) {
        None => Ok(()),
        Some(message) => Err(command.error(ErrorKind::ArgumentConflict, message)),
    }
}

struct Given<'m> {
    matches: &'m ArgMatches,
}

impl Given<'_> {
    fn problem(&self, written: &[OsString]) -> Option<String> {
        if self.has("show_files") {
            let mut ids = self.matches.ids().map(clap::Id::as_str);
            let other = ids.find(|id| !FOR_FILES.contains(id) && self.has(id));
            if let Some(other) = other {
                return Some(format!(
                    "`--show-files` only lists files, so that `{}` means nothing beside it",
                    option(other)
                ));
            }
        }
        for (mode, what, others) in INSTEAD_OF_REPORTS {
            let other = others.iter().find(|other| self.has(other));
            if let Some(other) = other.filter(|_| self.has(mode)) {
                let (mode, other) = (option(mode), option(other));
                return Some(if other == "--quiet" {
                    format!("`{mode}` {what} `{other}` less: leave one out")
                } else if other == "--fix" {
                    format!("`{mode}` writes nothing, and `{other}` does: leave one out")
                } else {
                    format!("`{mode}` {what}, so that `{other}` means nothing beside it")
                });
            }
        }
        let without_fixes = OF_FIXES.into_iter().find(|id| self.has(id));
        if let Some(id) = without_fixes.filter(|_| !self.has("fix") && !self.has("diff")) {
            return Some(format!(
                "`{}` means nothing without `--fix` or `--diff`: write `{}`, or `--diff` instead of `--fix` to see what it would change",
                option(id),
                with_fix(written, id)
            ));
        }
        if self.has("diff_scope") && !self.is_set("diff_base") {
            return Some("`--diff-scope` means nothing without `--diff-base REVISION`".to_owned());
        }
        let reads_stdin = || {
            let mut paths = self.matches.get_raw("paths").into_iter().flatten();
            paths.any(|path| path == "-")
        };
        if self.has("stdin_filename") && !reads_stdin() {
            return Some(
                "`--stdin-filename` means nothing without `-`, which reads standard input"
                    .to_owned(),
            );
        }
        None
    }

    /// True for an option that this command has and that stands on the command line.
    fn has(&self, id: &str) -> bool {
        self.source(id) == Some(ValueSource::CommandLine)
    }

    /// True for an option that has a value of the user, from wherever.
    fn is_set(&self, id: &str) -> bool {
        self.source(id)
            .is_some_and(|source| source != ValueSource::DefaultValue)
    }

    fn source(&self, id: &str) -> Option<ValueSource> {
        let is_known = self.matches.try_contains_id(id).is_ok();
        is_known.then(|| self.matches.value_source(id)).flatten()
    }
}

/// An option as one writes it.
fn option(id: &str) -> String {
    match id {
        "formats" => "--format".to_owned(),
        id => format!("--{}", id.replace('_', "-")),
    }
}

/// The command that was meant.
fn with_fix(written: &[OsString], id: &str) -> String {
    let option = option(id);
    let mut words = vec!["spark-eci-lint".to_owned()];
    for word in written {
        let word = word.to_string_lossy();
        if word.starts_with(&option) && !words.iter().any(|word| word == "--fix") {
            words.push("--fix".to_owned());
        }
        words.push(quoted(&word));
    }
    words.join(" ")
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./=,:@%+".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Arguments;

    /// A name that no option has would never be refused.
    #[test]
    fn each_name_is_that_of_an_option() {
        let command = Arguments::command();
        let known: Vec<_> = (command.get_arguments()).map(clap::Arg::get_id).collect();
        let others = INSTEAD_OF_REPORTS.iter();
        let others = others.flat_map(|(mode, _, others)| [mode].into_iter().chain(*others));
        for id in FOR_FILES.iter().chain(&OF_FIXES).chain(others) {
            assert!(known.iter().any(|known| known.as_str() == *id), "{id}");
            if *id == "paths" {
                continue;
            }
            let found = command
                .get_arguments()
                .find(|argument| argument.get_id().as_str() == *id);
            let long = found
                .and_then(|argument| argument.get_long())
                .expect("an option");
            assert_eq!(option(id), format!("--{long}"));
        }
    }

    #[test]
    fn a_configuration_knows_what_only_the_command_line_says() {
        let command = Arguments::command();
        let known: Vec<_> = command
            .get_arguments()
            .filter_map(clap::Arg::get_long)
            .collect();
        for option in crate::config::OPTIONS {
            assert!(known.contains(&option), "{option}");
        }
    }

    #[test]
    fn the_command_that_was_meant_has_the_words_that_were_written() {
        let written = ["--unsafe-fixes", "my jobs", "k8s"].map(OsString::from);
        assert_eq!(
            with_fix(&written, "unsafe_fixes"),
            "spark-eci-lint --fix --unsafe-fixes 'my jobs' k8s"
        );
    }
}
