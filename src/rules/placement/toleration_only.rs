//! Pods that may go to ECI and prefer other nodes.

use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Placement, Route},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI111-toleration-only.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let (place, label, reason) = match judged.placement.route {
        Route::Preferred(preference) => (
            preference.span(),
            "a preference, not a requirement",
            "tolerate ECI's taint and only prefer where they run",
        ),
        Route::Policy(toleration) => (
            toleration.fields.node.span(),
            "allows ECI, and requires it of no pod",
            "tolerate ECI's taint, and a `ResourcePolicy` orders where they run",
        ),
        Route::WhenFull(pair) => (
            pair.node.span(),
            "ECI when other nodes are full",
            "go to ECI when other nodes are full",
        ),
        _ => return Vec::new(),
    };
    if judged.placement.intent() != Placement::Required {
        return Vec::new();
    }
    let role = judged.pod.role;
    let message = format!("the {role}'s pods {reason}: they may land on ECI or on other nodes");
    let diagnostic = Diagnostic::at(place, label, message);
    vec![diagnostic.help(
        "if that is what you mean, set `placement` to `allowed` for the role in the configuration; to require ECI, add the node selector",
    )]
}
