//! More containers than a pod on ECI may have.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = page!("ECI505-too-many-containers");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let max = judged.catalog.limits.max_containers;
    // Spark's own is the first.
    let number = judged.pod.sidecars.len() + 1;
    let Some(surplus) = judged.pod.sidecars.get(max.saturating_sub(1)) else {
        return Vec::new();
    };
    let message = format!(
        "too many containers: the {}'s pod has {number}, and ECI allows at most {max}",
        judged.pod.role
    );
    let place = judged.name_span(surplus.node);
    let label = format!("container number {}", max + 1);
    vec![Diagnostic::at(place, label, message).help("remove sidecars, or merge several into one")]
}
