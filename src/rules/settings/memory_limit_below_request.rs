//! A limit on memory below the request.

use super::low_limits;
use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Resource},
};

pub(in crate::rules) const PAGE: &str = page!("ECI617-memory-limit-below-request");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    low_limits(judged, Resource::Memory)
}
