//! Numbers of executors that contradict each other.

use super::{Advice, refused};
use crate::{
    finding::{Diagnostic, Safety},
    judged::JudgedPod,
    spark::{Origin, Problem},
};

pub(in crate::rules) const PAGE: &str = page!("ECI609-dynamic-allocation-bounds");

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
        let advice: Advice = format!(
            "raise `{most}` to `{least}` or more, or lower {} to `{}` or less",
            larger.join(" and "),
            refused.value
        )
        .into();
        let write = |origin: &Origin, number: u32| {
            let edit = judged.fixer.write_literal(origin.span, &number.to_string());
            edit.filter(|_| origin.written)
        };
        let raised = write(&refused.origin, least);
        let limit = refused.value.trim().parse::<u32>().ok();
        let lowered = refused.because_of.iter();
        let lowered = lowered.map(|cause| write(&cause.origin, limit?));
        let lowered: Vec<_> = lowered.collect();
        let lower = format!("Lower {} to {}", larger.join(" and "), refused.value);
        advice
            .or(judged
                .fixer
                .choice(format!("Raise `{most}` to {least}"), raised))
            .or(judged.fixer.fix(Safety::Unsafe, lower, lowered))
    })
}
