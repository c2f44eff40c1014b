//! A node affinity that excludes ECI's nodes.

use crate::{finding::Diagnostic, judged::JudgedPod, text};

pub(in crate::rules) const PAGE: &str = page!("ECI106-affinity-excludes-eci");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let placement = &judged.placement;
    let Some(obstacle) = placement.obstacle().filter(|_| placement.is_scheduled()) else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let label = &placement.family.label;
    let reason = if obstacle.is_about_family {
        text!(
            "ECI's nodes have the label `{label}`",
            label = format_args!("{}: {}", label.key, label.value)
        )
    } else {
        text!(
            "ECI's nodes do not have the label `{label}`",
            label = obstacle.key
        )
    };
    let message = text!(
        "the {role}'s node affinity excludes ECI: {reason}",
        role = role.text(),
        reason
    );
    let diagnostic = Diagnostic::at(obstacle.node.span(), text!("no ECI node matches"), message).help(text!(
        "require `{{key: {key}, operator: In, values: [{value}]}}`, or remove the expression; if the role belongs on other nodes, set `placement` to `off` in the configuration",
        key = label.key,
        value = label.value
    ));
    vec![diagnostic]
}
