//! The heap fits into a spec, heap and overhead do not.

use crate::{
    finding::Draft,
    rules::JudgedPod,
    spark::{Language, Memory, OverheadReason},
    units::{Mib, MilliCpu},
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI303-memory-overhead-exceeds-spec.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Draft> {
    let Ok(memory) = &judged.pod.memory else {
        return Vec::new();
    };
    let (heap, total) = (&memory.heap, memory.total());
    let too_small = judged.entries_that(|size| size.memory < total);
    let Some((first, size)) = too_small.first() else {
        return Vec::new();
    };
    // A heap that alone is too large for one of them is told once, for all of them.
    if too_small.iter().any(|(_, size)| size.memory < heap.value) {
        return Vec::new();
    }
    let role = judged.pod.role;
    let message = format!(
        "the {role}'s pod needs {}, `{}` has {}",
        sum(memory),
        first.entry.text,
        size.memory.0
    );
    let mut draft = Draft::at(
        heap.origin.span,
        label(memory, judged.pod.language),
        message,
    )
    .help(help(judged, memory, size.memory));
    for (entry, size) in &too_small {
        draft = draft.related(entry.span, format!("{}", size.memory));
    }
    if let OverheadReason::Explicit(origin) = &memory.overhead.reason {
        draft = draft.related(
            origin.span,
            format!("{} MiB of overhead", memory.overhead.mib),
        );
    }
    for part in [&memory.off_heap, &memory.pyspark].into_iter().flatten() {
        draft = draft.related(part.origin.span, format!("{} more", part.value));
    }
    vec![draft]
}

/// `4096 + 409 = 4505 MiB`.
fn sum(memory: &Memory) -> String {
    let parts = [&memory.off_heap, &memory.pyspark]
        .into_iter()
        .flatten()
        .map(|part| format!(" + {}", part.value.0));
    format!(
        "{} + {}{} = {}",
        memory.heap.value.0,
        memory.overhead.mib,
        parts.collect::<String>(),
        memory.total()
    )
}

fn label(memory: &Memory, language: Language) -> String {
    let mib = memory.overhead.mib;
    let overhead = match &memory.overhead.reason {
        OverheadReason::Explicit(_) => "the overhead that is asked for".to_owned(),
        OverheadReason::Share { minimum, .. } if i64::try_from(minimum.0) == Ok(mib) => {
            format!("{mib} MiB, the least that it adds")
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

fn help(judged: &JudgedPod<'_, '_>, memory: &Memory, room: Mib) -> String {
    let cpu = judged
        .pod
        .cpu_request
        .as_ref()
        .map_or(MilliCpu(0), |cpu| cpu.value);
    let larger = judged.smallest_specs(cpu, memory.total());
    match memory.largest_heap_in(room) {
        Some(heap) => format!("the largest heap that fits is `{}m`; {larger}", heap.0),
        None => larger,
    }
}
