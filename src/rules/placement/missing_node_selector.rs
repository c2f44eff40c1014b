//! A role's pods have nothing that brings them to ECI.

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{JudgedPod, Placement, Route, toleration_of},
    rules::IsOn,
    source::{looks_like, odd_letter},
    yaml::New,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI101-missing-node-selector.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>, is_on: IsOn<'_>) -> Vec<Diagnostic> {
    let placement = &judged.placement;
    let mistaken = match placement.route {
        Route::Mistaken(pair, _) => Some(pair.node.span()),
        Route::None => None,
        Route::Acs(_)
        | Route::Label(_)
        | Route::Annotation(_)
        | Route::NodeName(_)
        | Route::Serverless
        | Route::Selected
        | Route::WhenFull(_)
        | Route::Preferred(_)
        | Route::Policy(_)
        | Route::Unknown => return Vec::new(),
    };
    if placement.intent() != Placement::Required {
        return Vec::new();
    }
    let (pod, role) = (judged.pod, judged.pod.role);
    let label = &placement.family.label;
    let sending = &judged.catalog.pod_labels[0];
    let outcome = match placement.toleration() {
        _ if placement.others.are_selected() => "asks for other nodes",
        Some(_) => "may land on ECI, or on any other node",
        None => "will land on any node but ECI's",
    };
    // Then missing-toleration leaves the role to this rule. Whoever turned it off does not want a toleration.
    let lacks_both = judged.lacks_selector_and_toleration() && is_on("ECI102");
    let taint = &placement.family.taint;
    let toleration = if lacks_both {
        format!(" and toleration of `{}`", taint.key)
    } else {
        String::new()
    };
    let message = format!(
        "missing node selector `{}: {}`{toleration}: nothing brings the {role}'s pods to ECI",
        label.key, label.value
    );
    let (with_toleration, alone) = if lacks_both {
        let list = format!("[{{key: {}, operator: Exists}}]", taint.key);
        (format!(" and `tolerations: {list}`"), "only ")
    } else {
        (String::new(), "")
    };
    let elsewhere = judged.setting_for_other_nodes();
    let help = match placement.others.place() {
        Some(_) => format!(
            "replace the selection of other nodes by `nodeSelector: {{{}: {}}}`; {elsewhere}",
            label.key, label.value
        ),
        None if judged.form.is_overwritten_by_section() => format!(
            "add `node_selector: {{{}: {}}}`{with_toleration} to the section `kubernetes`, or {alone}the label \
             `{}: \"{}\"` to `labels` of the spec, for driver and executor; {elsewhere}",
            label.key, label.value, sending.key, sending.value
        ),
        // ECI does not support such a disk together with the label.
        None if judged.late_binding_disk().is_some() => format!(
            "add `nodeSelector: {{{}: {}}}`{with_toleration} to `{}`; {elsewhere}",
            label.key, label.value, pod.paths.placement
        ),
        None => format!(
            "add `nodeSelector: {{{}: {}}}`{with_toleration} to `{}`, or {alone}the label `{}: \"{}\"` to `{}.labels`; \
             {elsewhere}",
            label.key,
            label.value,
            pod.paths.placement,
            sending.key,
            sending.value,
            pod.paths.metadata
        ),
    };
    let near = judged.near_label();
    let mut diagnostic = match &near {
        Some(near) => Diagnostic::at(near.span(), "does not send pods to ECI", near.message(role))
            .related(pod.span, outcome),
        None => Diagnostic::at(pod.span, outcome, message),
    };
    diagnostic = diagnostic.help(help);
    if let Some(place) = placement.others.place() {
        diagnostic = diagnostic.related(place, "no node of ECI has this");
    }
    if near.is_none() {
        diagnostic = with_other_value(judged, diagnostic);
    }
    let fields = ["nodeSelector", "affinity", "labels"];
    let dropped = judged.form.dropped(&fields, role);
    let causes = mistaken
        .into_iter()
        .chain(placement.obstacle().map(|obstacle| obstacle.node.span()))
        .chain(dropped)
        .chain(judged.form.mistyped(pod.paths.placement, &fields))
        .chain(judged.labels_as_annotations());
    let lost: &[&str] = if lacks_both {
        &["nodeSelector", "affinity", "tolerations"]
    } else {
        &["nodeSelector", "affinity"]
    };
    let diagnostic = judged.with_lost(diagnostic, lost);
    let other = near.is_none().then(|| label_fix(judged)).flatten();
    let fix = near.map_or_else(|| fix(judged, lacks_both), |near| near.fix(judged.fixer));
    vec![diagnostic.follows_from(causes).fix(fix).or(other)]
}

/// The other way: the label that sends pods to ECI, which needs no toleration.
fn label_fix(judged: &JudgedPod<'_, '_>) -> Option<Fix> {
    let is_possible = judged.placement.others.place().is_none()
        && !judged.form.is_overwritten_by_section()
        && judged.late_binding_disk().is_none();
    let sending = &judged.catalog.pod_labels[0];
    let new = New::texts(&[(&sending.key, &sending.value)]);
    let path = judged.pod.paths.metadata;
    let edit = judged.fixer.put(path, &["labels"], &new);
    let title = format!("Add the label `{}: \"{}\"`", sending.key, sending.value);
    judged.fixer.choice(title, edit).filter(|_| is_possible)
}

/// Names a label that has the right key and another value, or a key that only looks like the right one.
fn with_other_value(judged: &JudgedPod<'_, '_>, mut diagnostic: Diagnostic) -> Diagnostic {
    let (pod, sending) = (judged.pod, &judged.catalog.pod_labels[0]);
    if let Some(pair) = pod.label(&sending.key) {
        let words = format!(
            "only `\"{}\"` sends pods to ECI{}",
            sending.value,
            odd_letter(&pair.value)
        );
        diagnostic = diagnostic.related(pair.node.span(), words);
    }
    let mut labels = pod.labels.iter();
    if let Some(pair) = labels.find(|pair| looks_like(&pair.key, &sending.key)) {
        let words = format!(
            "the label is called `{}`{}",
            sending.key,
            odd_letter(&pair.key)
        );
        diagnostic = diagnostic.related(pair.key_span, words);
    }
    diagnostic
}

fn fix(judged: &JudgedPod<'_, '_>, lacks_both: bool) -> Option<Fix> {
    let (placement, path) = (&judged.placement, judged.pod.paths.placement);
    let spec = judged.fixer.spec()?;
    // Beside a selector for the whole application the operator refuses one of a role.
    if spec.get("nodeSelector").is_some() {
        return None;
    }
    // Together with a selection of other nodes, the pods would go nowhere.
    let is_mistaken = matches!(placement.route, Route::Mistaken(..));
    if is_mistaken || placement.others.are_selected() {
        return None;
    }
    // Whoever tolerates ECI by name may want it only when other nodes are full.
    let is_tolerated_by_name = placement
        .toleration()
        .is_some_and(|toleration| toleration.fields.names(&placement.family.taint));
    let is_decided = judged.pod.affinity.is_some()
        || is_tolerated_by_name
        || placement.others.depends_on_cluster;
    let safety = if is_decided {
        Safety::Unsafe
    } else {
        judged.fixer.safety_of(path)
    };
    let (label, taint) = (&placement.family.label, &placement.family.taint);
    let selector = New::texts(&[(&label.key, &label.value)]);
    let mut title = format!("Select `{}: {}`", label.key, label.value);
    let mut new = vec![("nodeSelector", selector)];
    if lacks_both {
        new.push(("tolerations", toleration_of(taint)));
        title = format!("{title} and tolerate `{}`", taint.key);
    }
    let edits = judged.fixer.put_all(path, &new)?;
    judged.fixer.fix(safety, title, edits.into_iter().map(Some))
}
