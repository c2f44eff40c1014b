//! A role's pods do not tolerate the taint of ECI's virtual nodes.

use crate::{
    finding::{Diagnostic, Fix},
    judged::{JudgedPod, Route, Tolerance, toleration_of},
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI102-missing-toleration");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let placement = &judged.placement;
    let mistaken = match placement.tolerance {
        Tolerance::NotNeeded | Tolerance::Tolerates(_) | Tolerance::Unknown => return Vec::new(),
        Tolerance::Mismatch(toleration, _) | Tolerance::OtherFamily(toleration, _) => {
            Some(toleration.fields.node.span())
        }
        Tolerance::None => None,
    };
    // The driver may be meant for other nodes, and the selector may select these.
    if placement.configured.is_none() && matches!(placement.route, Route::Unknown) {
        return Vec::new();
    }
    let (pod, role) = (judged.pod, judged.pod.role);
    let taint = &placement.family.taint;
    let message = text!(
        "missing toleration of the taint `{taint}`: the {role}'s pods cannot run on ECI's virtual nodes",
        taint = format_args!("{}={}:{}", taint.key, taint.value, taint.effect),
        role = role.text()
    );
    let mut help = if judged.form.is_overwritten_by_section() {
        text!(
            "add `tolerations: [{{key: {taint}, operator: Exists}}]` to the section `kubernetes`, for driver and executor",
            taint = taint.key
        )
    } else {
        text!(
            "add `tolerations: [{{key: {taint}, operator: Exists}}]` to `{path}`",
            taint = taint.key,
            path = pod.paths.placement
        )
    };
    if matches!(placement.route, Route::None) {
        let more = judged.setting_for_other_nodes();
        help = text!("{help}; {more}", help, more);
    }
    let label = text!("no toleration for ECI's nodes");
    let mut diagnostic = Diagnostic::at(pod.span, label, message).help(help);
    let near = judged.near_label();
    if let Some(near) = &near {
        diagnostic = diagnostic.related(near.span(), near.reason());
    }
    let family_selector = pod
        .node_selector
        .iter()
        .filter(|pair| {
            placement
                .selected
                .is_some_and(|family| family.label.key == pair.key)
        })
        .map(|pair| pair.node.span());
    // These are reported at the role, and each of them is the cause: a mismatch with an affinity, a label with a value that
    // does not send pods to ECI (with the right one, no toleration is needed), and a missing selector, whose fix adds the
    // toleration.
    let sending = &judged.catalog.pod_labels[0];
    let is_reported_there = placement.selected.is_some()
        || pod.label(&sending.key).is_some()
        || judged.lacks_selector_and_toleration();
    let role_span = is_reported_there.then_some(pod.span);
    let fields = ["tolerations", "labels"];
    let causes = mistaken
        .into_iter()
        .chain(family_selector)
        .chain(role_span)
        .chain(near.map(|near| near.span()))
        .chain(judged.form.dropped(&fields, role))
        .chain(judged.form.mistyped(pod.paths.placement, &fields))
        .chain(judged.labels_as_annotations());
    let diagnostic = judged.with_lost(diagnostic, &["tolerations"]);
    vec![diagnostic.follows_from(causes).fix(fix(judged))]
}

fn fix(judged: &JudgedPod<'_, '_>) -> Option<Fix> {
    // A pod that selects other nodes does not run on ECI with a toleration either.
    if judged.placement.others.are_selected() {
        return None;
    }
    let (taint, path) = (&judged.placement.family.taint, judged.pod.paths.placement);
    let edit = judged
        .fixer
        .put(path, &["tolerations"], &toleration_of(taint));
    let title = text!("Tolerate `{taint}`", taint = taint.key);
    judged
        .fixer
        .fix(judged.fixer.safety_of(path), title, [edit])
}
