//! A deprecated annotation.

use crate::{
    eci::Status,
    finding::{Diagnostic, Fix, Safety},
    judged::JudgedPod,
    spark::Pair,
};

pub(in crate::rules) const PAGE: &str = page!("ECI404-deprecated-annotation");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let annotations = judged.pod.annotations.iter();
    annotations
        .filter_map(|pair| {
            let known = judged.catalog.annotation(&pair.key)?;
            let Status::Deprecated { instead, .. } = &known.status else {
                return None;
            };
            let key = &pair.key;
            let (message, help) = match instead.of(&pair.value) {
                Some(instead) => (
                    format!("deprecated annotation `{key}`: it was replaced by {instead}"),
                    format!("use {instead}"),
                ),
                None => (
                    format!("deprecated annotation `{key}`"),
                    format!("use {}", instead.of_all()),
                ),
            };
            let diagnostic = Diagnostic::at(pair.key_span, "deprecated", message);
            Some(diagnostic.help(help).fix(fix(judged, pair)))
        })
        .collect()
}

/// The one whose successor takes the same values.
fn fix(judged: &JudgedPod<'_, '_>, pair: &Pair<'_>) -> Option<Fix> {
    let name = pair.key.strip_suffix("acr-instance-id")?;
    let successor = format!("{name}acr-instance-ids");
    if judged.pod.annotation(&successor).is_some() {
        return None;
    }
    let edit = judged.fixer.rename(pair, &successor);
    let title = format!("Rename it to `{successor}`");
    judged.fixer.fix(Safety::Safe, title, [edit])
}
