//! An annotation that looks like one of ECI and is none.

use crate::{
    eci::Catalog,
    finding::{Diagnostic, Safety},
    judged::JudgedPod,
    source::is_placeholder,
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI401-unknown-annotation.md");

/// The prefix of ECI's annotations, and how the names of most of them start.
const PREFIX: &str = "k8s.aliyun.com/";
const STARTS: [&str; 3] = ["eci-", "imc-", "eip-"];

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let annotations = judged.pod.annotations.iter();
    annotations
        .filter(|pair| judged.catalog.annotation(&pair.key).is_none() && !is_placeholder(&pair.key))
        .enumerate()
        .filter_map(|(at, pair)| {
            let meant = (at < COMPARED).then(|| meant(judged.catalog, &pair.key));
            let meant = meant.flatten();
            if meant.is_none() && !is_eci_annotation(&pair.key) {
                return None;
            }
            let message = format!("ECI has no annotation `{}`: it has no effect", pair.key);
            let fix = meant.and_then(|meant| {
                // Beside the right one this one is another mistake.
                if judged.pod.annotation(meant).is_some() {
                    return None;
                }
                let edit = judged.fixer.rename(pair, meant);
                let title = format!("Rename it to `{meant}`");
                judged.fixer.fix(Safety::Unsafe, title, [edit])
            });
            let diagnostic = Diagnostic::at(pair.key_span, "not known", message).fix(fix);
            Some(
                diagnostic.help(match meant {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => {
                        "if ECI has learnt it since, name it below `extend` in the configuration"
                            .to_owned()
                    }
                }),
            )
        })
        .collect()
}

fn is_eci_annotation(key: &str) -> bool {
    let name = key.strip_prefix(PREFIX);
    name.is_some_and(|name| STARTS.iter().any(|start| name.starts_with(start)))
}

/// How many slips of a letter a key may have.
const SLIPS: usize = 2;
/// How much longer or shorter they make it, in bytes: a letter has up to four.
const LETTERS: usize = 4 * SLIPS;
/// For how many unknown annotations of a pod the one that was meant is looked for: comparing letters takes
/// longer than all else.
const COMPARED: usize = 100;

/// The annotation that was probably meant.
fn meant<'c>(catalog: &'c Catalog, key: &str) -> Option<&'c str> {
    let known = || catalog.annotations.iter().map(|known| known.key.as_str());
    // A slip of a letter or two in a long key is one.
    let is_alike = |known: &&str| {
        known.eq_ignore_ascii_case(key)
            || is_eci_annotation(known)
                && known.len().abs_diff(key.len()) <= LETTERS
                && strsim::damerau_levenshtein(known, key) <= SLIPS
    };
    let by_letters = known()
        .filter(is_alike)
        .min_by_key(|known| strsim::damerau_levenshtein(known, key));
    by_letters.or_else(|| {
        // The right name behind another prefix, or behind none; other products have names of
        // their own that start with `eip-`.
        let (prefix, name) = key.rsplit_once('/').unwrap_or(("", key));
        let is_near = prefix.is_empty()
            || prefix.contains("aliyun")
            || strsim::damerau_levenshtein(prefix, PREFIX.trim_end_matches('/')) <= 3;
        let name = name.replace('_', "-");
        known().find(|known| {
            is_near && name.starts_with("eci-") && known.strip_prefix(PREFIX) == Some(&*name)
        })
    })
}
