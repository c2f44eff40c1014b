//! A pod template for a version of Spark that does not support it.

use std::sync::LazyLock;

use regex::Regex;

use crate::{finding::Diagnostic, judged::JudgedApplication, source::is_placeholder, yaml::Node};

pub(in crate::rules) const PAGE: &str = page!("ECI605-template-needs-spark-3");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let spec = judged.application.spec.as_ref();
    let Some(spec) = spec.filter(|_| judged.is_of_kubeflow()) else {
        return Vec::new();
    };
    let spec = spec.value;
    let Some(version) = spec.get("sparkVersion") else {
        return Vec::new();
    };
    let text = version.scalar_text().unwrap_or_default();
    let Some(reason) = refusal(text).filter(|_| !is_placeholder(text)) else {
        return Vec::new();
    };
    let roles = judged.application.kind.spec().roles.iter();
    let templates = roles.filter_map(|role| spec.get(role.field)?.entry("template"));
    let mut templates = templates.filter(|template| !Node::is_null(template.value));
    let Some(first) = templates.next() else {
        return Vec::new();
    };
    let message = format!(
        "pod template requires Spark 3.0.0 or later: the operator rejects it for `sparkVersion: {text}`, {reason}"
    );
    let mut diagnostic = Diagnostic::at(first.key_span, "requires Spark 3.0.0 or later", message)
        .related(version.span(), "the version")
        .help("write the whole version, such as `3.5.0`, if it is a later one");
    for template in templates {
        diagnostic = diagnostic.related(template.key_span, "so does this one");
    }
    vec![diagnostic]
}

/// Why the operator considers a version lower than 3.0.0.
fn refusal(version: &str) -> Option<&'static str> {
    static SEMANTIC: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^v?(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)?)?$")
            .expect("a valid pattern")
    });
    let Some(parts) = SEMANTIC.captures(version) else {
        return Some("which is not a semantic version and counts as less than 3.0.0");
    };
    let part = |at: usize| parts.get(at).map_or("0", |part| part.as_str());
    // A preview of 3.0.0 comes before it.
    let is_preview = part(1) == "3" && part(3) == "0" && part(5) == "0" && parts.get(6).is_some();
    let is_before = matches!(part(1), "0" | "1" | "2") || is_preview;
    is_before.then_some("which is less than 3.0.0")
}
