//! The label that sends a pod to ECI overrides where else it was to go.

use super::affinity_excludes_eci::excluding_required;
use crate::{finding::Diagnostic, judged::JudgedPod, source::is_placeholder, yaml::Node};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI108-eci-label-overrides.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Some(sending) = judged.sending_label() else {
        return Vec::new();
    };
    let families = &judged.catalog.node_families;
    let mut selectors = judged.pod.node_selector.iter();
    let selector = selectors.find(|pair| {
        let is_ecis = families
            .iter()
            .any(|family| family.is_meant_by(&pair.key, &pair.value));
        // The architecture is a matter of ECI, too.
        !is_ecis && !is_placeholder(&pair.value) && !pair.key.ends_with("kubernetes.io/arch")
    });
    let other = selector
        .map(|pair| pair.node.span())
        .or_else(|| excluding_required(judged).map(Node::span));
    let Some(other) = other else {
        return Vec::new();
    };
    let message = format!(
        "the label `{}: {}` sends the {}'s pods to ECI: where else they are to go has no effect",
        sending.key, sending.value, judged.pod.role
    );
    let diagnostic = Diagnostic::at(other, "has no effect", message);
    vec![
        diagnostic
            .related(sending.node.span(), "sends the pods to ECI")
            .help("keep one of the two"),
    ]
}
