//! More containers than a pod on ECI may have.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI505-too-many-containers.md");

/// The most containers of a pod.
///
/// Source: `help.aliyun.com/zh/eci/product-overview/limits` (2024-10-18).
const MOST: usize = 20;

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    // Spark's own is the first.
    let number = judged.pod.sidecars.len() + 1;
    let Some(surplus) = judged.pod.sidecars.get(MOST - 1) else {
        return Vec::new();
    };
    let message = format!(
        "the {}'s pod has {number} containers, and one on ECI has at most {MOST}",
        judged.pod.role
    );
    let place = judged.name_span(surplus.node);
    vec![Diagnostic::at(
        place,
        format!("number {}", MOST + 1),
        message,
    )]
}
