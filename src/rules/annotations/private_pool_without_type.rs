//! A private pool for pods without an instance type.

use crate::{
    eci::EntryKind,
    finding::{Diagnostic, Severity},
    judged::JudgedPod,
};

pub(in crate::rules) const PAGE: &str = page!("ECI415-private-pool-without-type");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Some(criteria) = judged.eci_annotation("eci-privatepool-matchcriteria") else {
        return Vec::new();
    };
    // The vendor's page writes both with a small letter, too.
    let is = |value: &str| criteria.value.eq_ignore_ascii_case(value);
    let is_pair = |kind: &EntryKind| matches!(kind, EntryKind::CpuMemory(_));
    let has_only_pairs = judged
        .entries
        .iter()
        .all(|entry| is_pair(&entry.entry.kind));
    if !(is("Open") || is("Target")) || !has_only_pairs || judged.obsolete_specs().next().is_some()
    {
        return Vec::new();
    }
    let role = judged.pod.role;
    let (outcome, severity) = if is("Target") {
        ("has no instances for them", Severity::Error)
    } else {
        ("is not used", Severity::Warning)
    };
    let message = format!(
        "missing instance type for the {role}'s pods: a private pool serves only pods with an instance type, so it {outcome}"
    );
    let mut diagnostic = Diagnostic::at(criteria.node.span(), "requires an instance type", message)
        .severity(severity)
        .help("add the pool's instance type to `k8s.aliyun.com/eci-use-specs`, such as `ecs.c6.large`");
    if let Some(first) = judged.entries.first() {
        diagnostic = diagnostic.related(first.span, "vCPU and memory");
    }
    vec![diagnostic]
}
