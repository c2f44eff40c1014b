//! More volumes than a pod on ECI may have.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI506-too-many-volumes.md");

/// The most volumes of a pod.
///
/// Source: `help.aliyun.com/zh/eci/product-overview/limits` (2024-10-18).
const MOST: usize = 20;

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let volumes = &judged.pod.volumes;
    let Some(surplus) = volumes.get(MOST) else {
        return Vec::new();
    };
    let message = format!(
        "the {}'s pod has {} volumes, and one on ECI has at most {MOST}",
        judged.pod.role,
        volumes.len()
    );
    vec![Diagnostic::at(
        surplus.span,
        format!("number {}", MOST + 1),
        message,
    )]
}
