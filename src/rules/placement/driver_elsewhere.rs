//! A driver that stays on other nodes while its executors go to ECI.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI112-driver-elsewhere.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    if !judged.placement.stays_elsewhere {
        return Vec::new();
    }
    let role = judged.pod.role;
    let (place, label) = match judged.placement.others.place() {
        Some(place) => (place, "selects other nodes"),
        None => (judged.pod.span, "nothing brings it to ECI"),
    };
    let message = format!("the {role}'s pod stays on other nodes, while its executors go to ECI");
    let diagnostic = Diagnostic::at(place, label, message).help(
        "if that is what you mean, set `placement: {driver: off}` in the configuration; with `placement: {driver: required}` what keeps it off ECI is an error",
    );
    vec![diagnostic]
}
