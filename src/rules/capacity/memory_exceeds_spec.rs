//! The heap alone is larger than a spec's memory.

use crate::{finding::Diagnostic, judged::JudgedPod, kube::MilliCpu, spark::ContainerMemory, text};

pub(in crate::rules) const PAGE: &str = page!("ECI302-memory-exceeds-spec");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Ok(Some(memory)) = &judged.pod.container.memory else {
        return Vec::new();
    };
    let asked = memory.written();
    let Some((first, size)) = judged
        .entries_that(|size| size.memory < asked.value)
        .into_iter()
        .next()
    else {
        return Vec::new();
    };
    let total = judged.size.memory.unwrap_or(asked.value);
    let cpu = judged.size.cpu.unwrap_or(MilliCpu(0));
    let role = judged.pod.role.text();
    let (message, label) = match memory {
        ContainerMemory::Computed(_) => (
            text!(
                "{role} heap {asked} exceeds `{spec}` ({memory})",
                role,
                asked = asked.value,
                spec = first.entry.text,
                memory = size.memory
            ),
            text!("{memory} of heap", memory = asked.value),
        ),
        ContainerMemory::Given(_) => (
            text!(
                "{role} memory {asked} exceeds `{spec}` ({memory})",
                role,
                asked = asked.value,
                spec = first.entry.text,
                memory = size.memory
            ),
            text!("requests {memory}", memory = asked.value),
        ),
    };
    let larger = judged.smallest_specs(cpu, total);
    let too_small = judged.entries_that(|size| size.memory < total);
    // The pod may land on any of them.
    let smallest = too_small.iter().map(|(_, size)| size.memory).min();
    let help = match memory {
        ContainerMemory::Computed(_) => {
            let more = text!(
                "with its overhead the pod requests {total}: {larger}",
                total,
                larger
            );
            match smallest.and_then(|room| judged.largest_heap(room)) {
                Some(heap) => text!(
                    "the largest heap that fits is `{heap}m`; {more}",
                    heap = heap.0,
                    more
                ),
                None => more,
            }
        }
        ContainerMemory::Given(_) => larger,
    };
    let mut diagnostic = Diagnostic::at(asked.origin.span, label, message).help(help);
    // The same setting is too large for these too, so they are a part of this finding.
    for (entry, size) in &too_small {
        let amount = if size.memory < asked.value {
            size.memory.to_string().into()
        } else {
            text!(
                "{memory}: fits the heap, but not the overhead",
                memory = size.memory
            )
        };
        diagnostic = diagnostic.related(entry.span, entry.describe(amount));
    }
    let entries: Vec<_> = too_small.iter().map(|(entry, _)| *entry).collect();
    let fix = judged.resize(&entries);
    let less = smallest.and_then(|room| judged.write_largest_heap(room));
    vec![diagnostic.fix(fix).or(less)]
}
