//! The heap fits into a spec, the pod does not.

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedPod,
    kube::{Mib, MilliCpu},
    spark::{ContainerMemory, Language, Memory, OverheadReason},
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI303-memory-overhead-exceeds-spec.md");

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
    let role = judged.pod.role;
    let message = format!(
        "the {role}'s pod needs {}, `{}` has {}",
        needs(judged, total),
        first.entry.text,
        size.memory.0
    );
    let label = match memory {
        ContainerMemory::Computed(memory) => label(memory, judged.pod.language),
        ContainerMemory::Given(memory) => format!("asks for {}", memory.value),
    };
    let mut diagnostic = Diagnostic::at(asked.origin.span, label, message);
    diagnostic = diagnostic.help(help(judged, total, smallest));
    for (entry, size) in &too_small {
        diagnostic = diagnostic.related(entry.span, entry.describe(size.memory, ""));
    }
    if let Some(memory) = memory.computed() {
        // A template may set a smaller overhead. Where the heap fills the spec, none is small enough.
        let is_by_default = matches!(memory.overhead.reason, OverheadReason::Share { .. });
        let is_full = too_small.iter().any(|(_, size)| size.memory <= asked.value);
        diagnostic.rests_on_absence = is_by_default && !is_full;
        if let OverheadReason::Explicit(origin) = &memory.overhead.reason {
            let overhead = format!("{} MiB of overhead", memory.overhead.mib);
            diagnostic = diagnostic.related(origin.span, overhead);
        }
        for part in [&memory.off_heap, &memory.pyspark].into_iter().flatten() {
            diagnostic = diagnostic.related(part.origin.span, format!("{} more", part.value));
        }
    }
    for sidecar in &judged.pod.sidecars {
        let memory = sidecar.resources.memory_request.as_ref();
        if let Some(memory) = memory.filter(|memory| memory.value > Mib(0)) {
            let more = format!("{} more for this container", memory.value);
            diagnostic = diagnostic.related(judged.name_span(sidecar.node), more);
        }
    }
    let entries: Vec<_> = too_small.iter().map(|(entry, _)| *entry).collect();
    let diagnostic = diagnostic
        .fix(judged.resize(&entries))
        .or(judged.write_largest_heap(smallest));
    // What is worse than a missing overhead is no mere warning.
    vec![if is_heap_too_large {
        diagnostic.severity(Severity::Error)
    } else {
        diagnostic
    }]
}

/// `4096 + 409 = 4505 MiB`; only the total where an init container asks for more than all others.
fn needs(judged: &JudgedPod<'_, '_>, total: Mib) -> String {
    match &judged.size.memory_sum {
        Some(sum) if sum.total == total => sum.to_string(),
        _ => total.to_string(),
    }
}

fn label(memory: &Memory, language: Language) -> String {
    let mib = memory.overhead.mib;
    let overhead = match &memory.overhead.reason {
        OverheadReason::Explicit(_) => "the overhead that is set".to_owned(),
        OverheadReason::Share { minimum, .. } if i64::try_from(minimum.0) == Ok(mib) => {
            format!("{mib} MiB, its minimum")
        }
        OverheadReason::Share { factor, .. } => {
            let why = match (&factor.origin, language) {
                (Some(_), _) | (None, Language::Jvm) => "",
                (None, Language::Python) => ", as for every Python application",
                (None, Language::R) => ", as for every R application",
            };
            format!("{mib} MiB ({} of it{why})", factor.value)
        }
    };
    let written = if memory.heap.origin.written {
        ""
    } else {
        " by default"
    };
    format!(
        "{} of heap{written}, to which Spark adds {overhead}",
        memory.heap.value
    )
}

fn help(judged: &JudgedPod<'_, '_>, total: Mib, room: Mib) -> String {
    let larger = judged.smallest_specs(judged.size.cpu.unwrap_or(MilliCpu(0)), total);
    match judged.largest_heap(room) {
        Some(heap) => format!("the largest heap that fits is `{}m`; {larger}", heap.0),
        None => larger,
    }
}
