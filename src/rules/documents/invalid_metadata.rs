//! Invalid names, labels and keys of annotations.

use std::collections::HashSet;

use crate::{
    finding::Diagnostic,
    judged::JudgedApplication,
    kube,
    source::{Span, is_placeholder, odd_letter},
    yaml::{Entry, Node},
};

pub(in crate::rules) const PAGE: &str = page!("ECI011-invalid-metadata");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let application = judged.application;
    let field = |name| application.metadata.and_then(|metadata| metadata.get(name));
    let mut found = Vec::new();
    // Kinds with names of their own have a rule for these.
    let has_own_names = application.kind.spec().name_limit.is_some();
    let names = [
        ("name", kube::wrong_name as fn(&str) -> _, !has_own_names),
        ("generateName", kube::wrong_name_prefix, true),
    ];
    for (name, wrong, is_looked_at) in names {
        let Some(node) = field(name).filter(|_| is_looked_at) else {
            continue;
        };
        let text = node.as_str().filter(|text| !is_placeholder(text));
        if let Some(text) = text
            && let Some(reason) = wrong(text)
        {
            let message = format!("invalid `{name}: {text}`: {reason}; the API server rejects it");
            found.push(
                Diagnostic::at(node.span(), "not a valid name", message).help("write another name"),
            );
        }
    }
    // What the object says once may reach several pods.
    let mut seen = HashSet::new();
    let entries = |name| field(name).map(Node::entries).unwrap_or_default();
    let own = |entry: &Entry<'_>| {
        (
            entry.key.clone().into_owned(),
            entry.key_span,
            entry.value.span(),
        )
    };
    for entry in entries("labels") {
        seen.insert(entry.key_span);
        let value = entry.value.as_str().unwrap_or_default();
        found.extend(label("the object", &own(&entry), value));
    }
    for entry in entries("annotations") {
        seen.insert(entry.key_span);
        found.extend(key("the object", "an annotation", &own(&entry)));
    }
    for pod in judged.pods.iter().map(|pod| pod.pod) {
        for pair in pod.labels.iter().chain(&pod.node_selector) {
            if seen.insert(pair.key_span) {
                let place = (
                    pair.key.clone().into_owned(),
                    pair.key_span,
                    pair.node.span(),
                );
                found.extend(label("the pod", &place, &pair.value));
            }
        }
        for pair in &pod.annotations {
            if seen.insert(pair.key_span) {
                let place = (
                    pair.key.clone().into_owned(),
                    pair.key_span,
                    pair.node.span(),
                );
                found.extend(key("the pod", "an annotation", &place));
            }
        }
    }
    found
}

/// A key, its place and that of its value.
type Written = (String, Span, Span);

fn label(what: &str, written: &Written, value: &str) -> Option<Diagnostic> {
    key(what, "a label", written).or_else(|| {
        let (key, _, place) = written;
        let reason = kube::wrong_label_value(value).filter(|_| !is_placeholder(value))?;
        let message = format!(
            "invalid value `{value}` of the label `{key}`: {reason}; the API server rejects {what}"
        );
        Some(
            Diagnostic::at(*place, "not a valid value", message)
                .help("write another value, or an annotation, which may have any"),
        )
    })
}

fn key(what: &str, kind: &str, (key, place, _): &Written) -> Option<Diagnostic> {
    let reason = kube::wrong_key(key).filter(|_| !is_placeholder(key))?;
    let message = format!(
        "invalid key `{key}`{} of {kind}: {reason}; the API server rejects {what}",
        odd_letter(key)
    );
    let help = in_small_letters(key).map_or_else(
        || "write another key".to_owned(),
        |valid| format!("write `{valid}`"),
    );
    Some(Diagnostic::at(*place, "not a valid key", message).help(help))
}

/// The key with a lower-case prefix, if that makes it valid.
fn in_small_letters(key: &str) -> Option<String> {
    let (prefix, name) = key.split_once('/')?;
    let valid = format!("{}/{name}", prefix.to_ascii_lowercase());
    kube::wrong_key(&valid).is_none().then_some(valid)
}
