//! What brings pods to ECI reaches them only through the webhook.

use crate::{
    finding::Diagnostic,
    judged::{JudgedApplication, JudgedPod},
    source::Span,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI110-webhook-only-placement.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let places: Vec<(Span, String)> = judged.pods.iter().filter_map(by_webhook).collect();
    let Some(((first, what), rest)) = places.split_first() else {
        return Vec::new();
    };
    let message = format!(
        "{what} only through the operator's webhook: where that is off, or does not watch the namespace, the pods do not go to ECI"
    );
    let check = "check that the operator runs with its webhook and that `spark.jobNamespaces` names the namespace";
    // ECI does not support such a disk together with the label.
    let has_late_disk = judged
        .pods
        .iter()
        .any(|pod| pod.late_binding_disk().is_some());
    let instead = if has_late_disk {
        "a pod template needs no webhook"
    } else {
        "the label `alibabacloud.com/eci: \"true\"` needs no webhook of the operator"
    };
    let mut diagnostic = Diagnostic::at(*first, "put into the pod by the webhook", message)
        .help(format!("{check}; {instead}"));
    for (place, what) in rest {
        diagnostic = diagnostic.related(*place, what);
    }
    vec![diagnostic]
}

fn by_webhook(judged: &JudgedPod<'_, '_>) -> Option<(Span, String)> {
    let placement = &judged.placement;
    if !placement.is_scheduled() || !judged.is_meant_for_eci() {
        return None;
    }
    let role = judged.pod.role;
    // The first is the template's where that has one: it reaches the pod without the webhook.
    if let Some(toleration) = placement.toleration().filter(|first| first.by_webhook) {
        return Some((
            toleration.fields.node.span(),
            format!("the {role}'s toleration reaches its pods"),
        ));
    }
    let family = placement.selected?;
    let mut selectors = judged.pod.node_selector.iter();
    let selector = selectors.find(|pair| family.is_meant_by(&pair.key, &pair.value))?;
    selector.by_webhook.then(|| {
        (
            selector.node.span(),
            format!("the {role}'s node selector reaches its pods"),
        )
    })
}
