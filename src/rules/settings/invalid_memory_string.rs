//! A size of memory that Spark does not take.

use super::refused_with;
use crate::{
    finding::Diagnostic,
    judged::JudgedPod,
    spark::{Problem, Unjudged},
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI601-invalid-memory-string.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    refused_with(judged, Problem::Memory, meant)
}

/// The size that was meant, as Spark reads it.
fn meant(refused: &Unjudged) -> Option<String> {
    let lower = refused.value.trim().to_ascii_lowercase();
    let digits = lower.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = lower.split_at(digits);
    let unit = unit
        .trim()
        .trim_end_matches("ib")
        .trim_end_matches(['i', 'b']);
    if !matches!(unit, "k" | "m" | "g" | "t") {
        return None;
    }
    let (size, unit) = match (number.split_once('.'), unit) {
        (None, _) => (number.parse().ok()?, unit),
        (Some(_), "g") => (whole_mib(number)?, "m"),
        _ => return None,
    };
    // Nothing, and more than there is, are refused in whatever unit.
    let is_size = (1..=u64::from(u32::MAX)).contains(&size);
    is_size.then(|| format!("{size}{unit}"))
}

/// `1536` of `1.5`, where that comes out even.
fn whole_mib(gib: &str) -> Option<u64> {
    let (whole, fraction) = gib.split_once('.')?;
    let thousandths: u64 = format!("{fraction:0<3}")
        .parse()
        .ok()
        .filter(|_| fraction.len() <= 3)?;
    let whole: u64 = whole.parse().ok()?;
    let mib = whole
        .checked_mul(1024)?
        .checked_add(thousandths.checked_mul(1024)?.div_ceil(1000))?;
    (thousandths * 1024).is_multiple_of(1000).then_some(mib)
}
