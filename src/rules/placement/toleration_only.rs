//! Pods that may go to ECI and prefer other nodes.

use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Placement},
    yaml::Node,
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI111-toleration-only.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Some(preference) = preference(judged) else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let message = format!(
        "the {role}'s pods tolerate ECI's taint and only prefer where they run: they may land on ECI or on other nodes"
    );
    let diagnostic = Diagnostic::at(preference.span(), "a preference, no requirement", message);
    vec![diagnostic.help(
        "if that is what you mean, set `placement` to `allowed` for the role in the configuration; to require ECI, add the node selector",
    )]
}

/// The expression by which pods that tolerate ECI's taint prefer some nodes, as the vendor's recipe
/// for using ECI only when other nodes are full has it.
pub(super) fn preference<'d>(judged: &JudgedPod<'_, 'd>) -> Option<Node<'d>> {
    let is_asked = judged.placement() == Placement::Required
        && !judged.is_serverless()
        && !judged.is_sent_to_eci()
        && judged.selected_family().is_none()
        && judged.tolerates_eci();
    let affinity = judged.pod.affinity.filter(|_| is_asked)?.node;
    let preferred = affinity
        .get("nodeAffinity")?
        .get("preferredDuringSchedulingIgnoredDuringExecution")?;
    let families = &judged.catalog.node_families;
    let expressions = preferred.items().flat_map(|term| {
        let expressions = term.get("preference");
        let list = expressions.and_then(|preference| preference.get("matchExpressions"));
        list.into_iter().flat_map(Node::items)
    });
    expressions.into_iter().find(|expression| {
        let key = expression.get("key").and_then(Node::scalar_text);
        families.iter().any(|family| key == Some(&family.label.key))
    })
}
