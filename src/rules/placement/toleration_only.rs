//! Pods that may go to ECI and prefer other nodes.

use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Placement, Route},
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI111-toleration-only");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let role = judged.pod.role.text();
    let (place, label, message) = match judged.placement.route {
        Route::Preferred(preference) => (
            preference.span(),
            text!("a preference, not a requirement"),
            text!(
                "the {role}'s pods may run on ECI or on other nodes: they tolerate ECI's taint and only prefer some nodes",
                role
            ),
        ),
        Route::Policy(toleration) => (
            toleration.fields.node.span(),
            text!("allows ECI but does not require it"),
            text!(
                "the {role}'s pods may run on ECI or on other nodes: they tolerate ECI's taint, and a `ResourcePolicy` sets the order of nodes",
                role
            ),
        ),
        Route::WhenFull(pair) => (
            pair.node.span(),
            text!("ECI only when other nodes are full"),
            text!(
                "the {role}'s pods may run on ECI or on other nodes: they run on ECI when other nodes are full",
                role
            ),
        ),
        _ => return Vec::new(),
    };
    if judged.placement.intent() != Placement::Required {
        return Vec::new();
    }
    let diagnostic = Diagnostic::at(place, label, message);
    vec![diagnostic.help(text!(
        "if this is intended, set `placement` to `allowed` for the role in the configuration; to require ECI, add the node selector"
    ))]
}
