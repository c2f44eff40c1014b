//! Options that contradict each other, or have no effect without another one. Environment variables are never refused:
//! a pipeline may set them for all its calls.

use std::ffi::OsString;

use clap::{ArgMatches, Command, Error, error::ErrorKind, parser::ValueSource};

/// The options that `--show-files` supports.
const FOR_FILES: [&str; 13] = [
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
    "lang",
];

/// Options that replace the report or contradict others, each with the options that are refused next to it. Options about
/// the look of a report, or about the exit code, are accepted: scripts pass these to all their calls.
const INSTEAD_OF_REPORTS: [(&str, &str, &[&str]); 4] = [
    (
        "write_baseline",
        "writes a baseline instead of a report",
        &["statistics", "unsafe_fixes", "fix_only"],
    ),
    (
        "add_ignores",
        "writes comments instead of a report",
        &["statistics", "unsafe_fixes", "fix_only"],
    ),
    (
        "diff",
        "shows differences instead of a report",
        &["fix", "statistics"],
    ),
    ("verbose", "prints more", &["quiet"]),
];

/// Options that need `--fix` or `--diff`.
const OF_FIXES: [&str; 2] = ["unsafe_fixes", "fix_only"];

/// `written` are the arguments of the process without the name of the program.
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
            // Among the ids are those of groups, which clap names after their types.
            let is_option = |id: &str| id.starts_with(|letter: char| letter.is_ascii_lowercase());
            let other = ids.find(|id| is_option(id) && !FOR_FILES.contains(id) && self.has(id));
            if let Some(other) = other {
                return Some(format!(
                    "`{}` has no effect with `--show-files`, which only lists files",
                    option(other)
                ));
            }
        }
        for (mode, what, others) in INSTEAD_OF_REPORTS {
            let other = others.iter().find(|other| self.has(other));
            if let Some(other) = other.filter(|_| self.has(mode)) {
                let (mode, other) = (option(mode), option(other));
                return Some(if other == "--quiet" {
                    format!("`{mode}` {what} and `{other}` prints less: remove one")
                } else if other == "--fix" {
                    format!("`{mode}` writes nothing, but `{other}` does: remove one")
                } else {
                    format!("`{other}` has no effect with `{mode}`, which {what}")
                });
            }
        }
        let without_fixes = OF_FIXES.into_iter().find(|id| self.has(id));
        if let Some(id) = without_fixes.filter(|_| !self.has("fix") && !self.has("diff")) {
            return Some(format!(
                "`{}` has no effect without `--fix` or `--diff`: run `{}`, or use `--diff` instead of `--fix` to preview the changes",
                option(id),
                with_fix(written, id)
            ));
        }
        if self.has("diff_scope") && !self.is_set("diff_base") {
            return Some("`--diff-scope` has no effect without `--diff-base REVISION`".to_owned());
        }
        let reads_stdin = || {
            let mut paths = self.matches.get_raw("paths").into_iter().flatten();
            paths.any(|path| path == "-")
        };
        if self.has("stdin_filename") && !reads_stdin() {
            return Some(
                "`--stdin-filename` has no effect without `-`, which reads standard input"
                    .to_owned(),
            );
        }
        None
    }

    /// True if the command has this option and the command line gives it.
    fn has(&self, id: &str) -> bool {
        self.source(id) == Some(ValueSource::CommandLine)
    }

    /// Like [`Self::has`], but an environment variable counts, too.
    fn is_set(&self, id: &str) -> bool {
        self.source(id)
            .is_some_and(|source| source != ValueSource::DefaultValue)
    }

    fn source(&self, id: &str) -> Option<ValueSource> {
        let is_known = self.matches.try_contains_id(id).is_ok();
        is_known.then(|| self.matches.value_source(id)).flatten()
    }
}

fn option(id: &str) -> String {
    match id {
        "formats" => "--format".to_owned(),
        id => format!("--{}", id.replace('_', "-")),
    }
}

/// The command line with `--fix` before the option that needs it.
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
