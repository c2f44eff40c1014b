//! Pods that may go to ECI and prefer other nodes.

use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Placement, Route},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI111-toleration-only.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Route::Preferred(preference) = judged.placement.route else {
        return Vec::new();
    };
    if judged.placement.intent != Placement::Required {
        return Vec::new();
    }
    let role = judged.pod.role;
    let message = format!(
        "the {role}'s pods tolerate ECI's taint and only prefer where they run: they may land on ECI or on other nodes"
    );
    let diagnostic = Diagnostic::at(
        preference.span(),
        "a preference, not a requirement",
        message,
    );
    vec![diagnostic.help(
        "if that is what you mean, set `placement` to `allowed` for the role in the configuration; to require ECI, add the node selector",
    )]
}
