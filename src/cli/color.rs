//! Decides about colours, for reports as well as for help and errors of the command line.

use std::{
    env,
    ffi::{OsStr, OsString},
};

use anstream::ColorChoice;

/// The option is searched before the arguments are parsed, because errors of parsing have colours, too.
const OPTION: &str = "--color";
const VARIABLE: &str = "SPARK_ECI_LINT_COLOR";

/// Applies to the whole process.
pub(super) fn decide(words: &[OsString]) {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let asked = option(words).or_else(|| variable(VARIABLE));
    let is = |name: &str| asked.as_deref() == Some(OsStr::new(name));
    let is_forced = variable("FORCE_COLOR").is_some_and(|value| value != "0");
    let choice = if is("always") {
        ColorChoice::Always
    } else if is("never") {
        ColorChoice::Never
    } else if is_forced && variable("NO_COLOR").is_none() {
        ColorChoice::Always
    } else {
        return;
    };
    choice.write_global();
}

fn option(words: &[OsString]) -> Option<OsString> {
    let words = words.iter().take_while(|word| *word != "--");
    let mut words = words.skip(1);
    let mut last = None;
    while let Some(word) = words.next() {
        let bytes = word.as_encoded_bytes();
        if word == OPTION {
            last = words.next().cloned();
        } else if let Some(value) = bytes
            .strip_prefix(OPTION.as_bytes())
            .and_then(|rest| rest.strip_prefix(b"="))
        {
            last = std::str::from_utf8(value).ok().map(OsString::from);
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_option_before_paths_counts() {
        for (words, wanted) in [
            (&["lint", "--color", "always", "k8s"][..], Some("always")),
            (&["lint", "--color=never"], Some("never")),
            (&["lint", "--color=never", "--color=always"], Some("always")),
            (&["lint", "--", "--color=never"], None),
            (&["lint", "--colors=never"], None),
        ] {
            let words: Vec<_> = words.iter().map(OsString::from).collect();
            assert_eq!(option(&words), wanted.map(OsString::from), "{words:?}");
        }
    }
}
