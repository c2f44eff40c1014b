//! A value that an annotation of ECI does not take.

use crate::{eci::Status, finding::Diagnostic, judged::JudgedPod, source::is_placeholder};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI402-invalid-annotation-value.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let annotations = judged.pod.annotations.iter();
    annotations
        .filter(|pair| !is_placeholder(&pair.value) && judged.is_read(pair))
        .filter_map(|pair| {
            let known = judged.catalog.annotation(&pair.key)?;
            if known.status == Status::Output {
                return None;
            }
            let reason = known.value.refuse(&pair.value)?;
            let message = format!("`{}` cannot be `{}`: {reason}", pair.key, pair.value);
            Some(Diagnostic::at(pair.node.span(), reason, message))
        })
        .collect()
}
