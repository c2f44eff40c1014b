//! Placement that reaches pods only through the operator's webhook.

use crate::{
    finding::{Diagnostic, Severity},
    judged::{JudgedApplication, JudgedPod},
    source::Span,
    spark::Webhook,
    text,
    text::Text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI110-webhook-only-placement");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    match judged.environment.pods.webhook {
        Webhook::On => Vec::new(),
        Webhook::Off => lost(judged)
            .into_iter()
            .chain(without_mode(judged))
            .collect(),
        Webhook::Unknown => depending(judged).into_iter().collect(),
    }
}

/// Placement that depends on the webhook.
fn depending(judged: &JudgedApplication<'_, '_>) -> Option<Diagnostic> {
    let places: Vec<(Span, Text)> = judged.pods.iter().filter_map(by_webhook).collect();
    let ((first, what), rest) = places.split_first()?;
    let message = text!(
        "{what} only through the operator's webhook: if the webhook is off or does not watch the namespace, the pods do not run on ECI",
        what
    );
    // ECI does not support such a disk together with the label.
    let has_late_disk = judged
        .pods
        .iter()
        .any(|pod| pod.late_binding_disk().is_some());
    let instead = if has_late_disk {
        text!("a pod template needs no webhook")
    } else {
        text!("the label `alibabacloud.com/eci: \"true\"` needs no webhook")
    };
    let label = text!("added to the pod by the webhook");
    let mut diagnostic = Diagnostic::at(*first, label, message).help(text!(
        "check that the operator runs with its webhook and that `spark.jobNamespaces` lists the namespace, and set `operator-webhook` to `on` or `off` in the configuration; {instead}",
        instead
    ));
    for (place, what) in rest {
        diagnostic = diagnostic.related(*place, what);
    }
    Some(diagnostic)
}

fn by_webhook(judged: &JudgedPod<'_, '_>) -> Option<(Span, Text)> {
    let placement = &judged.placement;
    if !placement.is_scheduled() || !judged.is_meant_for_eci() {
        return None;
    }
    let role = judged.pod.role;
    // The first is the template's where that has one: it reaches the pod without the webhook.
    if let Some(toleration) = placement.toleration().filter(|first| first.by_webhook) {
        return Some((
            toleration.fields.node.span(),
            text!(
                "the {role}'s toleration reaches its pods",
                role = role.text()
            ),
        ));
    }
    let family = placement.selected?;
    let mut selectors = judged.pod.node_selector.iter();
    let selector = selectors.find(|pair| family.is_meant_by(&pair.key, &pair.value))?;
    selector.by_webhook.then(|| {
        (
            selector.node.span(),
            text!(
                "the {role}'s node selector reaches its pods",
                role = role.text()
            ),
        )
    })
}

/// A missing `mode`, which only the webhook would set.
fn without_mode(judged: &JudgedApplication<'_, '_>) -> Option<Diagnostic> {
    let spec = judged.application.spec.as_ref();
    let spec = spec.filter(|_| judged.has_role_fields() && !judged.form.is_unserved)?;
    if spec.value.get("mode").is_some_and(|mode| !mode.is_null()) {
        return None;
    }
    let message = text!(
        "missing `mode`: spark-submit rejects the application, because only the operator's webhook sets it and the webhook is off"
    );
    let diagnostic = Diagnostic::at(spec.key_span, text!("no `mode`"), message)
        .severity(Severity::Error)
        .help(text!("write `mode: cluster`, as the webhook would"));
    Some(Diagnostic {
        rests_on_absence: true,
        ..diagnostic
    })
}

/// Fields that reach no pod, because the webhook is off.
fn lost(judged: &JudgedApplication<'_, '_>) -> Option<Diagnostic> {
    let mut found: Vec<(Span, Text)> = Vec::new();
    for judged in &judged.pods {
        // ECI101 and ECI102 already report missing placement.
        let is_reported = judged.placement.is_scheduled() && judged.is_meant_for_eci();
        for entry in &judged.pod.lost_to_webhook {
            let is_placement = matches!(&*entry.key, "nodeSelector" | "affinity" | "tolerations");
            let is_known = found.iter().any(|(span, _)| *span == entry.key_span);
            if is_known || is_placement && is_reported {
                continue;
            }
            let name = if judged.pod.covers(entry.key_span) {
                let field = format_args!("{}.{}", judged.pod.role, entry.key);
                text!("`{field}`", field)
            } else {
                text!("`{field}`", field = entry.key)
            };
            found.push((entry.key_span, name));
        }
    }
    let ((first, _), rest) = found.split_first()?;
    let fields = Text::listed(found.iter().map(|(_, name)| name.clone()));
    let message = if rest.is_empty() {
        text!(
            "{fields} has no effect: only the operator's webhook adds it to pods, and the webhook is off",
            fields
        )
    } else {
        text!(
            "{fields} have no effect: only the operator's webhook adds them to pods, and the webhook is off",
            fields
        )
    };
    let label = text!("lost without the webhook");
    let mut diagnostic = Diagnostic::at(*first, label, message)
        .severity(Severity::Warning)
        .help(text!(
            "write this in the role's `template`, which needs no webhook, or run the operator with its webhook"
        ));
    for (place, _) in rest {
        diagnostic = diagnostic.related(*place, text!("lost without the webhook"));
    }
    Some(diagnostic)
}
