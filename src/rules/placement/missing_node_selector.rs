//! Nothing brings a role's pods to ECI.

use crate::{finding::Draft, rules::JudgedPod};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI101-missing-node-selector.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Draft> {
    if judged.is_sent_to_eci()
        || judged.selected_family().is_some()
        || judged.unknown_selectors().next().is_some()
    {
        return Vec::new();
    }
    let role = judged.pod.role;
    let label = &judged.wanted_family().label;
    let mut draft = Draft::at(
        judged.pod.span,
        if judged.tolerates_eci() {
            "may land on ECI, or on any other node"
        } else {
            "will land on any node but ECI's"
        },
        format!(
            "nothing brings the {role}'s pods to ECI: they have no node selector `{}: {}`",
            label.key, label.value
        ),
    )
    .help(format!(
        "add `nodeSelector: {{{}: {}}}` to `{}`, or the label `{}: \"true\"` to `{}.labels`",
        label.key,
        label.value,
        judged.pod.paths.placement,
        judged.catalog.pod_labels[0].key,
        judged.pod.paths.metadata
    ));
    if let Some(pair) = judged
        .pod
        .node_selector
        .iter()
        .find(|pair| pair.key == label.key)
    {
        draft = draft.related(pair.node.span(), "selects other nodes");
    }
    vec![draft]
}
