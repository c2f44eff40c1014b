//! An annotation that ECI writes itself.

use crate::{eci::Status, finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI403-output-only-annotation.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let annotations = judged.pod.annotations.iter();
    annotations
        .filter(|pair| {
            let known = judged.catalog.annotation(&pair.key);
            known.is_some_and(|known| known.status == Status::Output)
        })
        .map(|pair| {
            let message = format!(
                "`{}` is written by ECI itself: in a manifest it asks for nothing",
                pair.key
            );
            let help = if pair.key.contains("eci-instance-") {
                "leave it out; the size is asked for with `k8s.aliyun.com/eci-use-specs`"
            } else {
                "leave it out"
            };
            Diagnostic::at(pair.key_span, "an output of ECI", message).help(help)
        })
        .collect()
}
