//! A number or a quantity that Spark or the API server does not take.

use super::refused;
use crate::{finding::Diagnostic, judged::JudgedPod, spark::Problem};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI604-invalid-quantity.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    refused(judged, Problem::Quantity)
}
