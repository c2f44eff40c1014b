//! An annotation that looks like one of ECI's but is unknown.

use std::collections::BTreeSet;

use crate::{
    eci::{Annotation, Catalog, Status, USE_SPECS},
    finding::{Diagnostic, Safety},
    judged::JudgedPod,
    source::{is_placeholder, looks_like, odd_letter},
};

pub(in crate::rules) const PAGE: &str = page!("ECI401-unknown-annotation");

/// The prefix of ECI's annotations, and how the names of most of them start.
const PREFIX: &str = "k8s.aliyun.com/";
const STARTS: [&str; 3] = ["eci-", "imc-", "eip-"];

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let annotations = judged.pod.annotations.iter();
    let mut offered = BTreeSet::new();
    annotations
        .filter(|pair| judged.catalog.annotation(&pair.key).is_none() && !is_placeholder(&pair.key))
        .enumerate()
        .filter_map(|(at, pair)| {
            let meant = (at < COMPARED).then(|| meant(judged.catalog, &pair.key));
            let meant = meant.flatten();
            if meant.is_none() && !is_eci_annotation(&pair.key) {
                return None;
            }
            let message = format!(
                "unknown annotation of ECI `{}`{}: it has no effect",
                pair.key,
                odd_letter(&pair.key)
            );
            let fix = meant.and_then(|meant| {
                let meant = meant.key.as_str();
                // A rename would be another mistake if the right one is already there, or with an invalid value. Of two
                // that mean the same, only one can be renamed.
                if judged.pod.annotation(meant).is_some()
                    || !judged.takes(meant, &pair.value)
                    || !offered.insert(meant)
                {
                    return None;
                }
                let edit = judged.fixer.rename(pair, meant);
                let title = format!("Rename it to `{meant}`");
                judged.fixer.fix(Safety::Unsafe, title, [edit])
            });
            let diagnostic = Diagnostic::at(pair.key_span, "unknown annotation", message).fix(fix);
            Some(diagnostic.help(match meant {
                Some(meant) => advice(meant, &pair.value),
                None => {
                    "if ECI has added it since, add it to `extend` in the configuration".to_owned()
                }
            }))
        })
        .collect()
}

fn is_eci_annotation(key: &str) -> bool {
    let name = key.strip_prefix(PREFIX);
    name.is_some_and(|name| STARTS.iter().any(|start| name.starts_with(start)))
}

/// What to do about a key that is similar to one of ECI's.
fn advice(meant: &Annotation, value: &str) -> String {
    let key = &meant.key;
    match &meant.status {
        Status::Output => {
            format!("remove it: the nearest name is `{key}`, which ECI writes itself")
        }
        Status::ObsoleteSpec => format!(
            "did you mean `{key}`? It is obsolete: write `{USE_SPECS}` with a spec or an instance type"
        ),
        Status::Deprecated { instead, .. } => match instead.of(value) {
            Some(instead) => format!("did you mean `{key}`? It is deprecated: use {instead}"),
            None => format!(
                "did you mean `{key}`? It is deprecated: {}",
                instead.of_all()
            ),
        },
        Status::OfImageCache { .. } => {
            format!("did you mean `{key}`? It belongs on an ImageCache, not on a pod")
        }
        Status::Current => match meant.value.refuse(value) {
            Some(reason) => format!("did you mean `{key}`? Its value is also invalid: {reason}"),
            None => format!("did you mean `{key}`?"),
        },
    }
}

/// How many typos a key may have.
const SLIPS: usize = 2;
/// How much longer or shorter typos make a key, in bytes: a letter has up to four.
const LETTERS: usize = 4 * SLIPS;
/// For how many unknown annotations of a pod suggestions are computed: comparing names is the most expensive part of
/// the rule.
const COMPARED: usize = 100;

/// The annotation that was probably meant.
fn meant<'c>(catalog: &'c Catalog, key: &str) -> Option<&'c Annotation> {
    let known = || catalog.annotations.iter();
    // In a long key, one or two other letters are a typo.
    let is_alike = |known: &&Annotation| {
        known.key.eq_ignore_ascii_case(key)
            || looks_like(key, &known.key)
            || is_eci_annotation(&known.key)
                && known.key.len().abs_diff(key.len()) <= LETTERS
                && strsim::damerau_levenshtein(&known.key, key) <= SLIPS
    };
    // Of two equally similar ones, prefer the one that a manifest may have.
    let by_letters = known().filter(is_alike).min_by_key(|known| {
        let distance = strsim::damerau_levenshtein(&known.key, key);
        (distance, known.status == Status::Output)
    });
    by_letters.or_else(|| {
        // The right name with another prefix, or without one. Names with `eip-` are left out: other products
        // have them as well.
        let (prefix, name) = key.rsplit_once('/').unwrap_or(("", key));
        let is_near = prefix.is_empty()
            || prefix.contains("aliyun")
            || prefix.contains("alibabacloud")
            || strsim::damerau_levenshtein(prefix, PREFIX.trim_end_matches('/')) <= 3;
        let name = name.replace('_', "-");
        known().find(|known| {
            let known = known.key.strip_prefix(PREFIX);
            let is_named = known == Some(&*name)
                || known.and_then(|known| known.strip_prefix("eci-")) == Some(&*name)
                    && key.starts_with(PREFIX);
            let known = known.unwrap_or_default();
            is_near && is_named && known.starts_with("eci-")
        })
    })
}
