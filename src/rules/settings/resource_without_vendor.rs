//! A custom resource without its vendor.

use super::refused;
use crate::{finding::Diagnostic, judged::JudgedPod, spark::Problem};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI612-resource-without-vendor.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    refused(judged, Problem::Vendor)
}
