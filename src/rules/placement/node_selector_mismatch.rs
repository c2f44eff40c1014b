//! A node selector that was meant for ECI's nodes and selects others.

use crate::{
    eci::NodeFamily, finding::Diagnostic, judged::JudgedPod, source::is_placeholder, spark::Pair,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI104-node-selector-mismatch.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    if judged.selected_family().is_some() {
        return needless(judged);
    }
    let Some((pair, reason)) = mismatched(judged) else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let label = &judged.wanted_family().label;
    let message = format!(
        "the {role}'s node selector `{}: {}` selects no node of ECI: {reason}",
        pair.key, pair.value
    );
    let select = format!("`{}: {}`", label.key, quoted(&label.value));
    let mut pod_labels = judged.catalog.pod_labels.iter();
    let help = if pod_labels.any(|known| known.key == pair.key) {
        let labels = judged.pod.paths.metadata;
        format!("write it below `{labels}.labels`, or select {select}")
    } else {
        format!("write {select}")
    };
    let diagnostic = Diagnostic::at(pair.node.span(), reason, message).help(help);
    vec![diagnostic]
}

fn quoted(value: &str) -> String {
    if value == "true" {
        format!("\"{value}\"")
    } else {
        value.to_owned()
    }
}

/// The selector that was meant for ECI's nodes, and why it does not select them.
pub(super) fn mismatched<'p, 'd>(judged: &JudgedPod<'p, 'd>) -> Option<(&'p Pair<'d>, String)> {
    if judged.is_serverless() || judged.is_sent_to_eci() || judged.selected_family().is_some() {
        return None;
    }
    let families = &judged.catalog.node_families;
    judged.pod.node_selector.iter().find_map(|pair| {
        if is_placeholder(&pair.value) || is_placeholder(&pair.key) {
            return None;
        }
        let of_family = families.iter().find_map(|family| reason(family, pair));
        let is_pod_label = judged.catalog.pod_labels.iter().any(|label| {
            // The short label of old is too common a word to be sure.
            label.key == pair.key && label.key.contains('/')
        });
        let reason = of_family.or_else(|| {
            is_pod_label.then(|| format!("`{}` is a label of pods, not of nodes", pair.key))
        })?;
        Some((pair, reason))
    })
}

fn reason(family: &NodeFamily, pair: &Pair<'_>) -> Option<String> {
    let label = &family.label;
    if pair.key == label.key {
        return Some(format!("the value of `{}` is `{}`", label.key, label.value));
    }
    // `true` is everybody's value.
    let has_value = pair.value == label.value && label.value != "true";
    let is_alike = pair.key.eq_ignore_ascii_case(&label.key)
        || label.key.len() > 8 && strsim::levenshtein(&pair.key, &label.key) <= 2;
    (has_value || is_alike).then(|| format!("the label is called `{}`", label.key))
}

/// Beside the right selector, one for a label that virtual nodes cannot carry.
fn needless(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    if judged.is_sent_to_eci() {
        return Vec::new();
    }
    own_labels(judged)
        .map(|pair| {
            let message = format!(
                "the {}'s pods select ECI's nodes and the label `{}: {}`, which no virtual node can carry",
                judged.pod.role, pair.key, pair.value
            );
            Diagnostic::at(pair.node.span(), "no virtual node has it", message)
                .help("labels cannot be put on virtual nodes: leave it out")
        })
        .collect()
}

/// The selectors for labels of one's own.
pub(super) fn own_labels<'p, 'd>(judged: &JudgedPod<'p, 'd>) -> impl Iterator<Item = &'p Pair<'d>> {
    let families = &judged.catalog.node_families;
    judged.pod.node_selector.iter().filter(move |pair| {
        // Whoever is responsible for a domain may put its labels on any node.
        let domain = pair.key.split_once('/').map(|(domain, _)| domain);
        let is_of_domain = domain.is_some_and(|domain| domain.contains('.'));
        let is_ecis = families.iter().any(|family| family.label.key == pair.key);
        !is_of_domain && !is_ecis && !is_placeholder(&pair.key)
    })
}
