//! Selector and toleration are for two kinds of virtual nodes.

use crate::{
    finding::Diagnostic,
    judged::{Cluster, JudgedPod, fields},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI107-vnode-mismatch.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    if judged.is_sent_to_eci() {
        return Vec::new();
    }
    let Some(selected) = judged.selected_family() else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let is_of_label = |pair: &&crate::spark::Pair<'_>| pair.key == selected.label.key;
    let selector = judged.pod.node_selector.iter().find(is_of_label);
    let place = selector.map_or(judged.pod.span, |pair| pair.node.span());
    let wanted = judged.environment.family();
    let is_configured = matches!(
        judged.environment.cluster,
        Some(Cluster::Ack | Cluster::Vnode)
    );
    if is_configured && wanted != selected {
        let message = format!(
            "the {role}'s pods select nodes with `{}`, and those of the configured cluster have `{}`",
            selected.label.key, wanted.label.key
        );
        return vec![
            Diagnostic::at(place, "another kind of virtual nodes", message).help(format!(
                "select `{}: {}`",
                wanted.label.key, wanted.label.value
            )),
        ];
    }
    if judged.tolerates_eci() {
        return Vec::new();
    }
    let others = judged.catalog.node_families.iter();
    let tolerated = others
        .filter(|family| *family != selected)
        .find_map(|family| {
            let mut tolerations = judged.pod.tolerations.iter();
            let toleration = tolerations.find(|known| fields(known).names(&family.taint))?;
            Some((family, toleration))
        });
    let Some((other, toleration)) = tolerated else {
        return Vec::new();
    };
    let message = format!(
        "the {role}'s pods select nodes with `{}` and tolerate the taint `{}` of another kind of virtual nodes",
        selected.label.key, other.taint.key
    );
    let diagnostic = Diagnostic::at(
        toleration.span("key"),
        "not the taint of the selected nodes",
        message,
    );
    vec![
        diagnostic
            .related(place, "selects these nodes")
            .help(format!(
                "tolerate `{}`, or select `{}: {}`",
                selected.taint.key, other.label.key, other.label.value
            )),
    ]
}

/// True when the pod tolerates another kind of virtual nodes than those it selects.
pub(super) fn is_mismatched(judged: &JudgedPod<'_, '_>) -> bool {
    !check(judged).is_empty()
}
