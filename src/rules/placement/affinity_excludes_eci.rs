//! An affinity that keeps pods off ECI's nodes.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI106-affinity-excludes-eci.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let placement = &judged.placement;
    let Some(obstacle) = placement.obstacle().filter(|_| placement.is_scheduled()) else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let label = &placement.family.label;
    let reason = if obstacle.is_about_family {
        format!("nodes of ECI have `{}: {}`", label.key, label.value)
    } else {
        format!("nodes of ECI do not carry `{}`", obstacle.key)
    };
    let message = format!("the {role}'s affinity keeps its pods off ECI: {reason}");
    let diagnostic = Diagnostic::at(obstacle.node.span(), "no node of ECI matches", message).help(format!(
        "require `{{key: {}, operator: In, values: [{}]}}`, or remove the expression; if the role belongs on other nodes, set `placement` to `off` in the configuration",
        label.key, label.value
    ));
    vec![diagnostic]
}
