//! The heap alone is larger than a spec's memory.

use crate::{finding::Diagnostic, judged::JudgedPod, kube::MilliCpu, spark::ContainerMemory};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI302-memory-exceeds-spec.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Ok(Some(memory)) = &judged.pod.container.memory else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let (asked, what, label) = match memory {
        ContainerMemory::Computed(memory) => (
            &memory.heap,
            "heap alone is",
            format!("{} of heap", memory.heap.value),
        ),
        ContainerMemory::Given(memory) => (
            memory,
            "container asks for",
            format!("asks for {}", memory.value),
        ),
    };
    let Some((first, size)) = judged
        .entries_that(|size| size.memory < asked.value)
        .into_iter()
        .next()
    else {
        return Vec::new();
    };
    let total = judged.size.memory.unwrap_or(asked.value);
    let cpu = judged.size.cpu.unwrap_or(MilliCpu(0));
    let message = format!(
        "the {role}'s {what} {}, `{}` has {}",
        asked.value, first.entry.text, size.memory
    );
    let larger = judged.smallest_specs(cpu, total);
    let too_small = judged.entries_that(|size| size.memory < total);
    // The pod may land on any of them.
    let smallest = too_small.iter().map(|(_, size)| size.memory).min();
    let help = match memory {
        ContainerMemory::Computed(_) => {
            let heap = smallest.and_then(|room| judged.largest_heap(room));
            let heap = heap.map(|heap| format!("the largest heap that fits is `{}m`; ", heap.0));
            let heap = heap.unwrap_or_default();
            format!("{heap}with its overhead the pod asks for {total}: {larger}")
        }
        ContainerMemory::Given(_) => larger,
    };
    let mut diagnostic = Diagnostic::at(asked.origin.span, label, message).help(help);
    // The same setting is too large for these too, so they are a part of this finding.
    for (entry, size) in &too_small {
        let note = if size.memory < asked.value {
            ""
        } else {
            ": holds the heap, not the overhead"
        };
        diagnostic = diagnostic.related(entry.span, entry.describe(size.memory, note));
    }
    let entries: Vec<_> = too_small.iter().map(|(entry, _)| *entry).collect();
    let fix = judged.resize(&entries);
    let less = smallest.and_then(|room| judged.write_largest_heap(room));
    vec![diagnostic.fix(fix).or(less)]
}
