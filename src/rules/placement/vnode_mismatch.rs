//! Selector and toleration are for two kinds of virtual nodes.

use crate::{
    finding::Diagnostic,
    judged::{Cluster, JudgedPod, Tolerance},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI107-vnode-mismatch.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let placement = &judged.placement;
    let Some(selected) = placement.selected.filter(|_| placement.is_scheduled()) else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let mut selectors = judged.pod.node_selector.iter();
    let selector = selectors.find(|pair| pair.key == selected.label.key);
    let place = selector.map_or(judged.pod.span, |pair| pair.node.span());
    let of_cluster = judged.environment.family();
    let is_configured = matches!(
        judged.environment.cluster,
        Some(Cluster::Ack | Cluster::Vnode)
    );
    if is_configured && of_cluster != selected {
        let message = format!(
            "the {role}'s pods select nodes with `{}`, and those of the configured cluster have `{}`",
            selected.label.key, of_cluster.label.key
        );
        return vec![
            Diagnostic::at(place, "another kind of virtual nodes", message).help(format!(
                "select `{}: {}`",
                of_cluster.label.key, of_cluster.label.value
            )),
        ];
    }
    let Tolerance::OtherFamily(toleration, other) = placement.tolerance else {
        return Vec::new();
    };
    let message = format!(
        "the {role}'s pods select nodes with `{}` and tolerate the taint `{}` of another kind of virtual nodes",
        selected.label.key, other.taint.key
    );
    let diagnostic = Diagnostic::at(
        toleration.fields.span("key"),
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
