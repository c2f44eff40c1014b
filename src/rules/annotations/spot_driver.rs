//! A driver on a spot instance.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI411-spot-driver.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let role = judged.pod.role;
    let Some(spot) = judged.spot().filter(|_| role.is_single()) else {
        return Vec::new();
    };
    let message = format!(
        "the {role} runs on a spot instance: when that is taken back, all the work is lost"
    );
    let diagnostic = Diagnostic::at(spot.node.span(), "may be taken back at any time", message);
    let diagnostic = diagnostic.help(format!(
        "leave `{}` out for the {role}; spot instances are for executors",
        spot.key
    ));
    vec![diagnostic.or(judged.without(spot))]
}
