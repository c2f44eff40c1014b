//! A driver on a spot instance.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = page!("ECI411-spot-driver");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let role = judged.pod.role;
    let Some(spot) = judged.spot().filter(|_| role.is_single()) else {
        return Vec::new();
    };
    let message =
        format!("the {role} runs on a spot instance: when it is reclaimed, all work is lost");
    let diagnostic = Diagnostic::at(spot.node.span(), "may be reclaimed at any time", message);
    let diagnostic = diagnostic.help(format!(
        "remove `{}` from the {role}, and use spot instances only for executors",
        spot.key
    ));
    vec![diagnostic.or(judged.without(spot))]
}
