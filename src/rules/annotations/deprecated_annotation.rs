//! An annotation that is no longer to be used.

use crate::{eci::Status, finding::Draft, rules::JudgedPod};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI404-deprecated-annotation.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Draft> {
    let annotations = judged.pod.annotations.iter();
    annotations
        .filter_map(|pair| {
            let known = judged.catalog.annotation(&pair.key)?;
            let Status::Deprecated(instead) = &known.status else {
                return None;
            };
            let message = format!("`{}` is deprecated: {instead} took its place", pair.key);
            let draft = Draft::at(pair.key_span, "deprecated", message);
            Some(draft.help(format!("use {instead}")))
        })
        .collect()
}
