//! A limit on memory below the request.

use super::low_limits;
use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Resource},
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI617-memory-limit-below-request.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    low_limits(judged, Resource::Memory)
}
