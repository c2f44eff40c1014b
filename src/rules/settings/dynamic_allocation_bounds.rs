//! Numbers of executors that contradict each other.

use super::refused;
use crate::{finding::Diagnostic, judged::JudgedPod, spark::Problem};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI609-dynamic-allocation-bounds.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    refused(judged, &[Problem::Bounds], |refused| {
        let most = &refused.origin.setting;
        let numbers = refused.because_of.iter();
        let numbers = numbers.filter_map(|cause| cause.value.parse::<u32>().ok());
        let larger: Vec<_> = refused
            .because_of
            .iter()
            .map(|cause| format!("`{}`", cause.origin.setting))
            .collect();
        let least = numbers.max().unwrap_or_default();
        format!(
            "raise `{most}` to `{least}` or more, or lower {} to `{}` or less",
            larger.join(" and "),
            refused.value
        )
        .into()
    })
}
