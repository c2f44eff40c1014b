//! Pods that a label sends to ACS.

use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Placement, Route},
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI113-acs-pod");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Route::Acs(label) = judged.placement.route else {
        return Vec::new();
    };
    if judged.placement.intent() == Placement::Off {
        return Vec::new();
    }
    let pod = judged.pod;
    let both = judged.catalog.pod_labels.iter().find_map(|known| {
        let pair = pod.label(&known.key)?;
        (pair.value == known.value).then_some(pair)
    });
    let acs = format_args!("{}: \"{}\"", label.key, label.value);
    let message = match both {
        Some(eci) => text!(
            "conflicting labels `{acs}` and `{eci}`: it is not documented whether the {role}'s pods run on ACS or on ECI",
            acs,
            eci = format_args!("{}: \"{}\"", eci.key, eci.value),
            role = pod.role.text()
        ),
        None => text!(
            "the label `{label}` sends the {role}'s pods to ACS, not to ECI: they are not checked",
            label = acs,
            role = pod.role.text()
        ),
    };
    let mut diagnostic = Diagnostic::at(label.node.span(), text!("runs on ACS"), message);
    if let Some(eci) = both {
        diagnostic = diagnostic.related(eci.node.span(), text!("sends the pods to ECI"));
    }
    let mut annotations = pod.annotations.iter();
    if let Some(annotation) = annotations.find(|pair| pair.key.starts_with("k8s.aliyun.com/eci-")) {
        diagnostic = diagnostic.related(
            annotation.key_span,
            text!("annotations of ECI have no documented effect on ACS"),
        );
    }
    vec![diagnostic.help(match both {
        Some(_) => text!("keep one of the two labels"),
        None => text!("remove the label if the pods belong on ECI"),
    })]
}
