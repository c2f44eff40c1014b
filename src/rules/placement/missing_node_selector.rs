//! Nothing schedules a role's pods to ECI.

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{JudgedPod, Placement, Route, toleration_of},
    rules::IsOn,
    source::{looks_like, odd_letter},
    text,
    text::Text,
    yaml::New,
};

pub(in crate::rules) const PAGE: &str = page!("ECI101-missing-node-selector");

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
    let outcome = match placement.toleration() {
        _ if placement.others.are_selected() => text!("selects other nodes"),
        Some(_) => text!("may run on ECI or on any other node"),
        None => text!("runs on any node except ECI's"),
    };
    // Then ECI102 yields to this rule. If ECI102 is off, no toleration is wanted.
    let lacks_both = judged.lacks_selector_and_toleration() && is_on("ECI102");
    let help = help(judged, lacks_both);
    let near = judged.near_label();
    let mut diagnostic = match &near {
        Some(near) => {
            let label = text!("does not send pods to ECI");
            Diagnostic::at(near.span(), label, near.message(role)).related(pod.span, outcome)
        }
        None => Diagnostic::at(pod.span, outcome, message(judged, lacks_both)),
    };
    diagnostic = diagnostic.help(help);
    if let Some(place) = placement.others.place() {
        diagnostic = diagnostic.related(place, text!("no ECI node has this"));
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

fn message(judged: &JudgedPod<'_, '_>, lacks_both: bool) -> Text {
    let family = judged.placement.family;
    let selector = format_args!("{}: {}", family.label.key, family.label.value);
    let role = judged.pod.role.text();
    if lacks_both {
        text!(
            "missing node selector `{selector}` and toleration of `{taint}`: the {role}'s pods are not scheduled to ECI",
            selector,
            taint = family.taint.key,
            role
        )
    } else {
        text!(
            "missing node selector `{selector}`: the {role}'s pods are not scheduled to ECI",
            selector,
            role
        )
    }
}

fn help(judged: &JudgedPod<'_, '_>, lacks_both: bool) -> Text {
    let (placement, paths) = (&judged.placement, judged.pod.paths);
    let (label, taint) = (&placement.family.label, &placement.family.taint);
    let sending = &judged.catalog.pod_labels[0];
    let elsewhere = judged.setting_for_other_nodes();
    let selector = |field: &str| {
        text!(
            "`{field}: {{{key}: {value}}}`",
            field,
            key = label.key,
            value = label.value
        )
    };
    if placement.others.place().is_some() {
        return text!(
            "replace the selection of other nodes with {selector}; {elsewhere}",
            selector = selector("nodeSelector"),
            elsewhere
        );
    }
    // Airflow's own name of it.
    let is_section = judged.form.is_overwritten_by_section();
    let selector = selector(if is_section {
        "node_selector"
    } else {
        "nodeSelector"
    });
    let fields = if lacks_both {
        text!(
            "{selector} and `tolerations: [{{key: {taint}, operator: Exists}}]`",
            selector,
            taint = taint.key
        )
    } else {
        selector
    };
    let sending = format_args!("{}: \"{}\"", sending.key, sending.value);
    let sending = if lacks_both {
        text!("only the label `{label}`", label = sending)
    } else {
        text!("the label `{label}`", label = sending)
    };
    if is_section {
        return text!(
            "add {fields} to the section `kubernetes`, or {label} to `labels` of the spec, for driver and executor; {elsewhere}",
            fields,
            label = sending,
            elsewhere
        );
    }
    // ECI does not support such a disk together with the label.
    if judged.late_binding_disk().is_some() {
        return text!(
            "add {fields} to `{path}`; {elsewhere}",
            fields,
            path = paths.placement,
            elsewhere
        );
    }
    text!(
        "add {fields} to `{path}`, or {label} to `{labels}.labels`; {elsewhere}",
        fields,
        path = paths.placement,
        label = sending,
        labels = paths.metadata,
        elsewhere
    )
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
    let title = text!(
        "Add the label `{key}: \"{value}\"`",
        key = sending.key,
        value = sending.value
    );
    judged.fixer.choice(title, edit).filter(|_| is_possible)
}

/// Names a label that has the right key and another value, or a key that only looks like the right one.
fn with_other_value(judged: &JudgedPod<'_, '_>, mut diagnostic: Diagnostic) -> Diagnostic {
    let (pod, sending) = (judged.pod, &judged.catalog.pod_labels[0]);
    if let Some(pair) = pod.label(&sending.key) {
        let words = text!(
            "only `\"{value}\"` sends pods to ECI{odd}",
            value = sending.value,
            odd = odd_letter(&pair.value)
        );
        diagnostic = diagnostic.related(pair.node.span(), words);
    }
    let mut labels = pod.labels.iter();
    if let Some(pair) = labels.find(|pair| looks_like(&pair.key, &sending.key)) {
        let words = text!(
            "the label is named `{key}`{odd}",
            key = sending.key,
            odd = odd_letter(&pair.key)
        );
        diagnostic = diagnostic.related(pair.key_span, words);
    }
    diagnostic
}

fn fix(judged: &JudgedPod<'_, '_>, lacks_both: bool) -> Option<Fix> {
    let (placement, path) = (&judged.placement, judged.pod.paths.placement);
    let spec = judged.fixer.spec()?;
    // The operator rejects a role's selector in addition to one for the whole application.
    if spec.get("nodeSelector").is_some() {
        return None;
    }
    // Together with a selection of other nodes, no node would match.
    let is_mistaken = matches!(placement.route, Route::Mistaken(..));
    if is_mistaken || placement.others.are_selected() {
        return None;
    }
    // With a toleration of this taint by name, ECI may be wanted only when other nodes are full.
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
    let mut title = text!(
        "Select `{label}`",
        label = format_args!("{}: {}", label.key, label.value)
    );
    let mut new = vec![("nodeSelector", selector)];
    if lacks_both {
        new.push(("tolerations", toleration_of(taint)));
        title = text!(
            "{select} and tolerate `{taint}`",
            select = title,
            taint = taint.key
        );
    }
    let edits = judged.fixer.put_all(path, &new)?;
    judged.fixer.fix(safety, title, edits.into_iter().map(Some))
}
