//! A disk that is bound only when its pod has a node, where no scheduler chooses that node.

use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Route},
};

pub(in crate::rules) const PAGE: &str = page!("ECI511-disk-with-late-binding");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Some((volume, class)) = judged.late_binding_disk() else {
        return Vec::new();
    };
    let way = match judged.placement.route {
        Route::Label(pair) => Some((format!("the label `{}`", pair.key), pair.key_span)),
        Route::NodeName(field) => Some(("`nodeName`".to_owned(), field.key_span)),
        _ => None,
    };
    let vswitch = judged.eci_annotation("eci-vswitch");
    let vswitch = vswitch.map(|pair| (format!("`{}`", pair.key), pair.key_span));
    let fail_fast = judged.eci_annotation("eci-fail-strategy");
    let fail_fast = fail_fast.filter(|pair| pair.value == "fail-fast");
    let fail_fast = fail_fast.map(|pair| (format!("`{}: fail-fast`", pair.key), pair.key_span));
    let reasons: Vec<_> = [way, vswitch, fail_fast].into_iter().flatten().collect();
    let Some((first, _)) = reasons.first() else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let message = format!(
        "volume `{}` of the {role} is bound only when its pod has a node (`{}`): ECI does not support this together with {first}",
        volume.name, class.name
    );
    let mut diagnostic = Diagnostic::at(class.span, "bound only when the pod has a node", message);
    for (what, place) in &reasons {
        diagnostic = diagnostic.related(*place, format!("not together with {what}"));
    }
    vec![diagnostic.help(help(judged))]
}

fn help(judged: &JudgedPod<'_, '_>) -> String {
    let family = &judged.placement.family;
    let (label, taint) = (&family.label, &family.taint.key);
    let class =
        "use a storage class with `volumeBindingMode: Immediate`, such as `alicloud-disk-essd`";
    if judged.placement.is_sent() {
        format!(
            "{class}, or schedule the pods to ECI with `nodeSelector: {{{}: {}}}` and a toleration of `{taint}`",
            label.key, label.value
        )
    } else {
        format!("{class}, or remove the annotation")
    }
}
