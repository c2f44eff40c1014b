//! A heap with which Spark does not start.

use super::{Advice, refused};
use crate::{finding::Diagnostic, judged::JudgedPod, spark::Problem};

pub(in crate::rules) const PAGE: &str = page!("ECI602-heap-too-small");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    refused(judged, &[Problem::SmallHeap], |refused| {
        let help = match refused.value.trim().parse::<u64>() {
            Ok(number @ MINIMUM_MIB..=1_048_576) => {
                format!("add the unit: `{number}m` for {number} MiB")
            }
            Ok(_) => format!("write a number and its unit, at least `{MINIMUM_MIB}m`"),
            Err(_) => format!("write `{MINIMUM_MIB}m` or more"),
        };
        let text = match refused.value.trim().parse::<u64>() {
            Ok(number @ MINIMUM_MIB..=1_048_576) => format!("{number}m"),
            _ => format!("{MINIMUM_MIB}m"),
        };
        let place = &refused.origin;
        let edit = judged
            .fixer
            .write(place.span, &text)
            .filter(|_| place.written);
        let advice: Advice = help.into();
        advice.or(judged.fixer.choice(format!("Write `{text}`"), edit))
    })
}

/// Spark's minimum heap, as the message has it.
const MINIMUM_MIB: u64 = 450;
