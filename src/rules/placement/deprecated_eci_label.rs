//! The deprecated label that sends pods to ECI.

use crate::{
    finding::{Diagnostic, Safety},
    judged::JudgedPod,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI109-deprecated-eci-label.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let [current, older] = &judged.catalog.pod_labels[..] else {
        return Vec::new();
    };
    let label = judged.pod.label(&older.key);
    let Some(label) = label.filter(|label| label.value == older.value) else {
        return Vec::new();
    };
    if judged.pod.label(&current.key).is_some() {
        return Vec::new();
    }
    let message = format!(
        "the label `{}: \"{}\"` is deprecated: it still sends pods to ECI",
        older.key, older.value
    );
    let diagnostic = Diagnostic::at(label.key_span, "the older label", message);
    let title = format!("Rename it to `{}`", current.key);
    let edit = judged.fixer.rename(label, &current.key);
    let fix = judged.fixer.fix(Safety::Safe, title, [edit]);
    vec![
        diagnostic
            .help(format!("write `{}: \"{}\"`", current.key, current.value))
            .fix(fix),
    ]
}
