//! A name that the operator rejects.

use std::sync::LazyLock;

use regex::Regex;

use crate::{finding::Diagnostic, judged::JudgedApplication, source::is_placeholder, yaml::Node};

pub(in crate::rules) const PAGE: &str = page!("ECI606-invalid-name");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("^[a-z]([-a-z0-9]*[a-z0-9])?$").expect("a valid pattern"));
    let application = judged.application;
    // A generated name may end in any character.
    let name = application
        .metadata
        .and_then(|metadata| metadata.get("name"));
    let Some(text) = name.and_then(Node::scalar_text) else {
        return Vec::new();
    };
    if is_placeholder(text) {
        return Vec::new();
    }
    let Some(limit) = application.kind.spec().name_limit else {
        return Vec::new();
    };
    let (label, reason) = if !LABEL.is_match(text) {
        let reason = "names have only lower-case letters, digits and `-`, start with a letter and do not end with `-`";
        ("not a valid name".to_owned(), reason.to_owned())
    } else if text.len() > limit.length {
        let reason = format!("it has {} characters, and {}", text.len(), limit.reason);
        (format!("{} characters", text.len()), reason)
    } else {
        return Vec::new();
    };
    let message = format!("invalid name `{text}`: {reason}; the operator rejects it");
    let help = match valid(text).filter(|name| name.len() <= limit.length) {
        Some(name) => format!("write a name such as `{name}`"),
        None if LABEL.is_match(text) => {
            format!("write a name of at most {} characters", limit.length)
        }
        None => format!(
            "write a name of lower-case letters, digits and `-`, of at most {} characters",
            limit.length
        ),
    };
    vec![Diagnostic::at(application.span, label, message).help(help)]
}

/// The valid name that is nearest to one that is not; `None` for one that is just too long.
fn valid(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let letters = lower.chars().map(|letter| match letter {
        'a'..='z' | '0'..='9' => letter,
        _ => '-',
    });
    let name: String = letters.collect();
    let name = name.trim_matches('-');
    let name = if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("spark-{name}")
    } else {
        name.to_owned()
    };
    (!name.is_empty() && name != text).then_some(name)
}
