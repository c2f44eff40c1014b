//! The heap alone is larger than a spec's memory.

use crate::{finding::Draft, rules::JudgedPod, units::MilliCpu};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI302-memory-exceeds-spec.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Draft> {
    let Ok(memory) = &judged.pod.memory else {
        return Vec::new();
    };
    let heap = &memory.heap;
    let Some((first, size)) = judged
        .entries_that(|size| size.memory < heap.value)
        .into_iter()
        .next()
    else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let total = memory.total();
    let cpu = judged
        .pod
        .cpu_request
        .as_ref()
        .map_or(MilliCpu(0), |cpu| cpu.value);
    let message = format!(
        "the {role}'s heap alone is {}, `{}` has {}",
        heap.value, first.entry.text, size.memory
    );
    let mut draft =
        Draft::at(heap.origin.span, format!("{} of heap", heap.value), message).help(format!(
            "with its overhead the pod asks for {total}: {}",
            judged.smallest_specs(cpu, total)
        ));
    // The same setting is too large for these too, so they are a part of this finding.
    for (entry, size) in judged.entries_that(|size| size.memory < total) {
        let note = if size.memory < heap.value {
            ""
        } else {
            ": holds the heap, not the overhead"
        };
        draft = draft.related(entry.span, format!("{}{note}", size.memory));
    }
    vec![draft]
}
