//! An entry of the spec list that ECI does not have.

use crate::{
    eci::{EntryKind, Spec},
    finding::Diagnostic,
    judged::{JudgedPod, SizedEntry},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI201-unsupported-spec.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let unsupported = judged
        .entries
        .iter()
        .filter_map(|entry| match entry.entry.kind {
            EntryKind::CpuMemory(spec) if entry.size.is_none() => Some((entry, spec)),
            _ => None,
        });
    unsupported
        .map(|(entry, spec)| diagnostic(judged, entry, spec))
        .collect()
}

fn diagnostic(judged: &JudgedPod<'_, '_>, entry: &SizedEntry, spec: Spec) -> Diagnostic {
    let text = &entry.entry.text;
    let catalog = judged.catalog;
    let outcome = match judged.nearest(spec.vcpu, spec.memory) {
        _ if spec.vcpu > catalog.max_vcpu => {
            format!("an instance has at most {} vCPU", catalog.max_vcpu)
        }
        Some(nearest) => format!("ECI rounds it up to {nearest} and bills that"),
        None => "no spec is that large".to_owned(),
    };
    let diagnostic = Diagnostic::at(
        entry.span,
        "not a spec of ECI",
        format!("ECI has no spec `{text}`: {outcome}"),
    );
    let diagnostic = diagnostic.fix(judged.resize(&[entry]));
    match judged.size.requests() {
        Some((cpu, memory)) => diagnostic.help(format!(
            "the {}'s pod needs {cpu} vCPU and {memory}: {}",
            judged.pod.role,
            judged.smallest_specs(cpu, memory)
        )),
        None => diagnostic.help("write one of ECI's pairs of vCPU and memory, such as `2-4Gi`"),
    }
}
