//! The deprecated label that sends pods to ECI.

use crate::{
    finding::{Diagnostic, Safety},
    judged::JudgedPod,
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI109-deprecated-eci-label");

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
    let message = text!(
        "deprecated label `{key}: \"{value}\"`: it still sends pods to ECI",
        key = older.key,
        value = older.value
    );
    let diagnostic = Diagnostic::at(label.key_span, text!("deprecated"), message);
    let title = text!("Rename the label to `{key}`", key = current.key);
    let edit = judged.fixer.rename(label, &current.key);
    let fix = judged.fixer.fix(Safety::Safe, title, [edit]);
    vec![
        diagnostic
            .help(text!(
                "write `{label}`",
                label = format_args!("{}: \"{}\"", current.key, current.value)
            ))
            .fix(fix),
    ]
}
