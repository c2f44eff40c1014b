//! The heap fits the spec, the heap with its overhead does not.

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedPod,
    kube::{Mib, MilliCpu},
    spark::{ContainerMemory, Language, Memory, OverheadReason},
    text,
    text::Text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI303-memory-overhead-exceeds-spec");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let (Ok(Some(memory)), Some(total)) = (&judged.pod.container.memory, judged.size.memory) else {
        return Vec::new();
    };
    let asked = memory.written();
    let too_small = judged.entries_that(|size| size.memory < total);
    let Some((first, size)) = too_small.first() else {
        return Vec::new();
    };
    let is_heap_too_large = too_small.iter().any(|(_, size)| size.memory < asked.value);
    // The pod may land on any of them, so a heap that fits has to fit the smallest.
    let sizes = too_small.iter().map(|(_, size)| size.memory);
    let smallest = sizes.min().unwrap_or(size.memory);
    let message = text!(
        "{role} memory {needs} exceeds `{spec}` ({memory})",
        role = judged.pod.role.text(),
        needs = needs(judged, total),
        spec = first.entry.text,
        memory = size.memory
    );
    let label = match memory {
        ContainerMemory::Computed(memory) => label(memory, judged.pod.language),
        ContainerMemory::Given(memory) => text!("requests {memory}", memory = memory.value),
    };
    let mut diagnostic = Diagnostic::at(asked.origin.span, label, message);
    diagnostic = diagnostic.help(help(judged, total, smallest));
    for (entry, size) in &too_small {
        diagnostic = diagnostic.related(entry.span, entry.describe(size.memory.to_string()));
    }
    if let Some(memory) = memory.computed() {
        // A template may set a smaller overhead. Where the heap fills the spec, none is small enough.
        let is_by_default = matches!(memory.overhead.reason, OverheadReason::Share { .. });
        let is_full = too_small.iter().any(|(_, size)| size.memory <= asked.value);
        diagnostic.rests_on_absence = is_by_default && !is_full;
        if let OverheadReason::Explicit(origin) = &memory.overhead.reason {
            let overhead = text!("{number} MiB of overhead", number = memory.overhead.mib);
            diagnostic = diagnostic.related(origin.span, overhead);
        }
        for part in [&memory.off_heap, &memory.pyspark].into_iter().flatten() {
            let more = text!("{memory} more", memory = part.value);
            diagnostic = diagnostic.related(part.origin.span, more);
        }
    }
    for sidecar in &judged.pod.sidecars {
        let memory = sidecar.resources.memory_request.as_ref();
        if let Some(memory) = memory.filter(|memory| memory.value > Mib(0)) {
            let more = text!(
                "this container requests {memory} more",
                memory = memory.value
            );
            diagnostic = diagnostic.related(judged.name_span(sidecar.node), more);
        }
    }
    let entries: Vec<_> = too_small.iter().map(|(entry, _)| *entry).collect();
    let diagnostic = diagnostic
        .fix(judged.resize(&entries))
        .or(judged.write_largest_heap(smallest));
    // If not even the heap fits, it is an error.
    vec![if is_heap_too_large {
        diagnostic.severity(Severity::Error)
    } else {
        diagnostic
    }]
}

/// `4096 + 409 = 4505 MiB`; only the total where an init container requests more than all others.
fn needs(judged: &JudgedPod<'_, '_>, total: Mib) -> String {
    match &judged.size.memory_sum {
        Some(sum) if sum.total == total => sum.to_string(),
        _ => total.to_string(),
    }
}

fn label(memory: &Memory, language: Language) -> Text {
    let mib = memory.overhead.mib;
    let overhead = match &memory.overhead.reason {
        OverheadReason::Explicit(_) => text!("the configured overhead"),
        OverheadReason::Share { minimum, .. } if i64::try_from(minimum.0) == Ok(mib) => {
            text!("{number} MiB, the minimum overhead", number = mib)
        }
        OverheadReason::Share { factor, .. } => match (&factor.origin, language) {
            (Some(_), _) | (None, Language::Jvm) => text!(
                "{number} MiB of overhead ({factor} of it)",
                number = mib,
                factor = factor.value
            ),
            (None, Language::Python) => text!(
                "{number} MiB of overhead ({factor} of it, the default for Python applications)",
                number = mib,
                factor = factor.value
            ),
            (None, Language::R) => text!(
                "{number} MiB of overhead ({factor} of it, the default for R applications)",
                number = mib,
                factor = factor.value
            ),
        },
    };
    let heap = memory.heap.value;
    if memory.heap.origin.written {
        text!(
            "{heap} of heap, to which Spark adds {overhead}",
            heap,
            overhead
        )
    } else {
        text!(
            "{heap} of heap by default, to which Spark adds {overhead}",
            heap,
            overhead
        )
    }
}

fn help(judged: &JudgedPod<'_, '_>, total: Mib, room: Mib) -> Text {
    let larger = judged.smallest_specs(judged.size.cpu.unwrap_or(MilliCpu(0)), total);
    match judged.largest_heap(room) {
        Some(heap) => text!(
            "the largest heap that fits is `{heap}m`; {more}",
            heap = heap.0,
            more = larger
        ),
        None => larger,
    }
}
