//! Reorders arguments, so that options may come before a subcommand.

use std::ffi::{OsStr, OsString};

use clap::Command;
use clap_lex::{ParsedArg, RawArgs};

use crate::report::printable;

pub(super) struct Ordered {
    /// The program, the subcommand, then everything else in its order.
    pub(super) words: Vec<OsString>,
    /// The command without the options before its subcommand, for a tip; `None` if there were none.
    pub(super) without_options: Option<String>,
}

/// Puts the subcommand first. clap takes options before a subcommand for options of the program itself, and then the
/// subcommand for a path.
///
/// The first word that is neither an option nor its value is the subcommand, if it is the name of one. So `./plan` is a path,
/// as is everything after `--`.
pub(super) fn ordered(command: &Command, mut words: Vec<OsString>) -> Ordered {
    let mut found = 1;
    let mut at = 1;
    let mut has_options_before = false;
    let mut current = command;
    while current.has_subcommands() && at < words.len() {
        let raw = RawArgs::new([&words[at]]);
        let Some(word) = raw.next(&mut raw.cursor()) else {
            break;
        };
        if word.is_escape() {
            break;
        }
        if let Some(values) = values_behind(command, &word) {
            at += 1 + values;
            continue;
        }
        let Some(next) = word
            .to_value()
            .ok()
            .and_then(|name| current.find_subcommand(name))
        else {
            break;
        };
        has_options_before |= at > found;
        let name = words.remove(at);
        words.insert(found, name);
        found += 1;
        at += 1;
        current = next;
    }
    let without_options = has_options_before.then(|| {
        let before = &words[..found];
        let behind = words[at..].iter();
        let kept = before.iter().skip(1).chain(behind);
        let kept = kept.map(|word| printable(&word.to_string_lossy()).into_owned());
        let kept: Vec<_> = std::iter::once(command.get_name().to_owned())
            .chain(kept)
            .collect();
        kept.join(" ")
    });
    Ordered {
        words,
        without_options,
    }
}

/// The number of following words that are the value of an option. `None` for a word that is not an option.
fn values_behind(command: &Command, word: &ParsedArg<'_>) -> Option<usize> {
    if let Some((name, value)) = word.to_long() {
        let takes = name.is_ok_and(|name| takes_word(command, Option::from(name), None));
        return Some(usize::from(value.is_none() && takes));
    }
    let mut letters = word.to_short()?;
    while let Some(letter) = letters.next_flag() {
        if letter.is_ok_and(|letter| takes_word(command, None, Some(letter))) {
            let has_value = letters
                .next_value_os()
                .is_some_and(|value| value != OsStr::new(""));
            return Some(usize::from(!has_value));
        }
    }
    Some(0)
}

/// True if any command has such an option with its value in the next word.
fn takes_word(command: &Command, long: Option<&str>, short: Option<char>) -> bool {
    let is_it = |argument: &&clap::Arg| {
        long.is_some() && argument.get_long() == long
            || short.is_some() && argument.get_short() == short
    };
    let found = command.get_arguments().find(is_it);
    found.is_some_and(|argument| {
        argument.get_action().takes_values() && !argument.is_require_equals_set()
    }) || command
        .get_subcommands()
        .any(|subcommand| takes_word(subcommand, long, short))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::args::Arguments;

    fn ordered_text(text: &str) -> (String, Option<String>) {
        let words = text.split(' ').map(OsString::from).collect();
        let ordered = ordered(&Arguments::command(), words);
        let words: Vec<_> = ordered
            .words
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        (words.join(" "), ordered.without_options)
    }

    #[test]
    fn the_subcommand_comes_first() {
        for (given, wanted) in [
            (
                "lint --no-config plan x.yaml",
                "lint plan --no-config x.yaml",
            ),
            ("lint -q check x", "lint check -q x"),
            (
                "lint --region cn-hangzhou plan k8s",
                "lint plan --region cn-hangzhou k8s",
            ),
            (
                "lint --region=cn-hangzhou plan k8s",
                "lint plan --region=cn-hangzhou k8s",
            ),
            ("lint -qf json plan k8s", "lint plan -qf json k8s"),
            ("lint -fjson plan k8s", "lint plan -fjson k8s"),
            // An option of the subcommand alone.
            ("lint --price usd plan k8s", "lint plan --price usd k8s"),
            (
                "lint --region x config show .",
                "lint config show --region x .",
            ),
            (
                "lint config --region x show .",
                "lint config show --region x .",
            ),
            // Its value must follow an equals sign, so the next word is not its value.
            ("lint --helm plan k8s", "lint plan --helm k8s"),
        ] {
            assert_eq!(ordered_text(given).0, wanted, "{given}");
        }
    }

    #[test]
    fn a_path_stays_a_path() {
        for same in [
            "lint plan k8s",
            "lint --no-config ./plan",
            "lint --no-config -- plan",
            "lint k8s plan",
            "lint --region plan k8s",
            "lint -f plan k8s",
            "lint check plan",
            "lint - plan",
            "lint",
        ] {
            assert_eq!(ordered_text(same), (same.to_owned(), None), "{same}");
        }
    }

    #[test]
    fn the_command_without_the_options_is_known() {
        let (_, without) = ordered_text("lint --region x -q rules ECI3");
        assert_eq!(without.as_deref(), Some("spark-eci-lint rules ECI3"));
    }
}
