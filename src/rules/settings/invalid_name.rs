//! A name that the operator refuses.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    finding::Diagnostic, judged::JudgedApplication, source::is_placeholder, spark::Kind, yaml::Node,
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI606-invalid-name.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("^[a-z]([-a-z0-9]*[a-z0-9])?$").expect("a valid pattern"));
    let application = judged.application;
    // What a generated name is made of ends anywhere.
    let name = application
        .metadata
        .and_then(|metadata| metadata.get("name"));
    let Some(text) = name.and_then(Node::scalar_text) else {
        return Vec::new();
    };
    if is_placeholder(text) {
        return Vec::new();
    }
    let (most, why) = match application.kind {
        Kind::SparkApplication => (63, "names have at most 63 characters"),
        Kind::ScheduledSparkApplication => (
            43,
            "the operator adds 20 characters for each run, and names have at most 63",
        ),
        Kind::SparkConnect => (56, "names of a SparkConnect have at most 56 characters"),
        _ => return Vec::new(),
    };
    let reason = if !LABEL.is_match(text) {
        "names have small letters, digits and `-` only, and start with a letter".to_owned()
    } else if text.len() > most {
        format!("it has {} characters, and {why}", text.len())
    } else {
        return Vec::new();
    };
    let message = format!("the operator refuses the name `{text}`: {reason}");
    vec![Diagnostic::at(application.span, "refused", message)]
}
