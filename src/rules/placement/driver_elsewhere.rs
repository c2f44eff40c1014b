//! A driver that stays on other nodes while its executors go to ECI.

use crate::{finding::Diagnostic, judged::JudgedPod, text};

pub(in crate::rules) const PAGE: &str = page!("ECI112-driver-elsewhere");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    if !judged.placement.stays_elsewhere {
        return Vec::new();
    }
    let role = judged.pod.role;
    let (place, label) = match judged.placement.others.place() {
        Some(place) => (place, text!("selects other nodes")),
        None => (judged.pod.span, text!("nothing schedules it to ECI")),
    };
    let message = text!(
        "the {role}'s pod runs on other nodes while its executors run on ECI",
        role = role.text()
    );
    let diagnostic = Diagnostic::at(place, label, message).help(text!(
        "if this is intended, set `placement: {driver: off}` in the configuration; with `placement: {driver: required}`, whatever keeps it off ECI is an error"
    ));
    vec![diagnostic]
}
