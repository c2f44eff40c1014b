//! A heap with which Spark does not start.

use super::refused;
use crate::{finding::Diagnostic, judged::JudgedPod, spark::Problem};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI602-heap-too-small.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    refused(judged, Problem::SmallHeap)
}
