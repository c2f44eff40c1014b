//! Numbers of executors that contradict each other.

use super::refused;
use crate::{finding::Diagnostic, judged::JudgedPod, spark::Problem};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI609-dynamic-allocation-bounds.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    refused(judged, Problem::Bounds)
}
