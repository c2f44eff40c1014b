//! An entry of the spec list that ECI does not have.

use crate::{
    eci::{EntryKind, Spec},
    finding::Diagnostic,
    judged::{JudgedPod, SizedEntry},
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI201-unsupported-spec");

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
            text!(
                "an instance has at most {most} vCPU",
                most = catalog.max_vcpu
            )
        }
        Some(nearest) => text!("ECI rounds it up to {nearest} and bills that", nearest),
        None => text!("no spec is that large"),
    };
    let diagnostic = Diagnostic::at(
        entry.span,
        text!("not a spec of ECI"),
        text!("unsupported spec `{spec}`: {outcome}", spec = text, outcome),
    );
    let diagnostic = diagnostic.fix(judged.resize(&[entry]));
    match judged.size.requests() {
        Some((cpu, memory)) => diagnostic.help(text!(
            "the {role}'s pod needs {cpu} vCPU and {memory}: {larger}",
            role = judged.pod.role.text(),
            cpu,
            memory,
            larger = judged.smallest_specs(cpu, memory)
        )),
        None => diagnostic.help(text!(
            "write one of ECI's pairs of vCPU and memory, such as `2-4Gi`"
        )),
    }
}
