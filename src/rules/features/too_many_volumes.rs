//! More volumes than a pod on ECI may have.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI506-too-many-volumes.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let max = judged.catalog.limits.max_volumes;
    let volumes = &judged.pod.volumes;
    let Some(surplus) = volumes.get(max) else {
        return Vec::new();
    };
    let message = format!(
        "the {}'s pod has {} volumes, and a pod on ECI has at most {max}",
        judged.pod.role,
        volumes.len()
    );
    let label = format!("volume number {}", max + 1);
    vec![
        Diagnostic::at(surplus.span, label, message).help(
            "remove volumes, or put several config maps and secrets into one `projected` volume",
        ),
    ]
}
