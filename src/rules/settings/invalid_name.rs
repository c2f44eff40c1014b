//! A name that the operator refuses.

use std::sync::LazyLock;

use regex::Regex;

use crate::{finding::Diagnostic, judged::JudgedApplication, source::is_placeholder, yaml::Node};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI606-invalid-name.md");

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
    let reason = if !LABEL.is_match(text) {
        "names have only lower-case letters, digits and `-`, and start with a letter".to_owned()
    } else if text.len() > limit.length {
        format!("it has {} characters, and {}", text.len(), limit.reason)
    } else {
        return Vec::new();
    };
    let message = format!("the operator refuses the name `{text}`: {reason}");
    vec![Diagnostic::at(application.span, "refused", message)]
}
