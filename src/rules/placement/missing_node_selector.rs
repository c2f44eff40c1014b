//! Nothing brings a role's pods to ECI.

use super::{
    affinity_excludes_eci::excluding,
    node_selector_mismatch::{mismatched, own_labels},
    toleration_only::preference,
};
use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{JudgedPod, Placement},
    yaml::New,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI101-missing-node-selector.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let is_told_elsewhere = || {
        mismatched(judged).is_some()
            || excluding(judged).is_some()
            || preference(judged).is_some()
            || judged.has_label_elsewhere()
            || judged.is_misplaced(&["nodeSelector", "affinity", "labels"])
    };
    if judged.placement() != Placement::Required
        || judged.is_serverless()
        || judged.is_sent_to_eci()
        || judged.selected_family().is_some()
        || judged.unknown_selectors().next().is_some()
        || is_told_elsewhere()
    {
        return Vec::new();
    }
    let role = judged.pod.role;
    let label = &judged.wanted_family().label;
    let mut diagnostic = Diagnostic::at(
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
    let sending = &judged.catalog.pod_labels[0];
    if let Some(pair) = judged.pod.label(&sending.key) {
        let words = format!("only `\"{}\"` sends pods to ECI", sending.value);
        diagnostic = diagnostic.related(pair.node.span(), words);
    }
    vec![diagnostic.fix(fix(judged))]
}

fn fix(judged: &JudgedPod<'_, '_>) -> Option<Fix> {
    let spec = judged.form.spec()?;
    // Beside a selector for the whole application the operator refuses one of a role.
    if spec.get("nodeSelector").is_some() {
        return None;
    }
    // Together with a label that no virtual node can carry, the pods would go nowhere.
    if own_labels(judged).next().is_some() {
        return None;
    }
    let safety = if judged.pod.affinity.is_some() {
        Safety::Unsafe
    } else {
        judged.form.safety_of(judged.pod.paths.placement)
    };
    let label = &judged.wanted_family().label;
    let new = New::texts(&[(&label.key, &label.value)]);
    let edit = (judged.form).put(judged.pod.paths.placement, &["nodeSelector"], &new);
    let title = format!("Select `{}: {}`", label.key, label.value);
    judged.form.fix(safety, title, [edit])
}
