//! Volumes in memory, which count towards the pod's memory.

use std::{collections::HashSet, iter};

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedPod,
    kube::{Mib, memory_quantity},
    source::Span,
    spark::{ContainerMemory, Memory, OverheadReason, Role, Volume, is_local_dir},
    text,
    text::Text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI307-memory-used-as-disk");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let container = &judged.pod.container;
    let (Ok(Some(memory)), Ok(limit)) = (&container.memory, &container.memory_limit) else {
        return Vec::new();
    };
    let computed = memory.computed();
    let limit = match (limit, computed) {
        (Some(limit), _) => limit.value,
        // Spark's request is its limit, too.
        (None, Some(_)) => memory.total(),
        (None, None) => return Vec::new(),
    };
    // A limit below the request is another mistake.
    let limit = limit.max(memory.total());
    let mounts = container.mounts.iter();
    let mounted: HashSet<&str> = mounts.map(|mount| &*mount.volume).collect();
    let volumes = judged.pod.volumes.iter();
    let volumes = volumes.filter(|volume| is_in_memory(volume) && mounted.contains(&*volume.name));
    let in_memory: Vec<_> = volumes.collect();
    let found = sized(judged, memory, limit, &in_memory)
        .or_else(|| unsized_dir(judged, computed?, limit, &in_memory));
    found.into_iter().collect()
}

fn is_in_memory(volume: &Volume<'_>) -> bool {
    volume.kind == "emptyDir" && volume.medium.as_deref() == Some("Memory")
}

/// Volumes that may become larger than the memory that is left for them.
fn sized(
    judged: &JudgedPod<'_, '_>,
    memory: &ContainerMemory,
    limit: Mib,
    volumes: &[&Volume<'_>],
) -> Option<Diagnostic> {
    let size = |volume: &Volume<'_>| memory_quantity(volume.size_limit.as_deref()?);
    let sized = volumes
        .iter()
        .filter_map(|volume| Some((*volume, size(volume)?)));
    let sized: Vec<(&Volume<'_>, Mib)> = sized.collect();
    let sum = sized
        .iter()
        .fold(0, |sum: u64, (_, size)| sum.saturating_add(size.0));
    let computed = memory.computed();
    let used = computed.map_or(Mib(0), used);
    let room = Mib(limit.0.saturating_sub(used.0));
    let ((first, size), rest) = sized.split_first().filter(|_| Mib(sum) > room)?;
    let role = judged.pod.role.text();
    let files = Mib(sum);
    let message = match computed {
        Some(memory) => text!(
            "the {role}'s container may keep {files} of files in memory but has only {limit}, {used} of it for {parts}",
            role,
            files,
            limit,
            used,
            parts = parts(memory)
        ),
        None => text!(
            "the {role}'s container may keep {files} of files in memory but has only {limit}",
            role,
            files,
            limit
        ),
    };
    let label = text!("up to {size} of memory", size);
    let mut diagnostic = Diagnostic::at(first.span, label, message).help(text!(
        "add {files} to `memoryOverhead`, lower `sizeLimit`, or remove `medium: Memory`",
        files
    ));
    for (volume, size) in rest {
        diagnostic = diagnostic.related(volume.span, text!("up to {size} more", size));
    }
    diagnostic = diagnostic.related(memory.written().origin.span, what(memory));
    // Shuffle data fills its directory; how much other volumes are used is not known.
    let is_certain = Mib(sum) > limit || sized.iter().any(|(volume, _)| is_local_dir(&volume.name));
    Some(if is_certain {
        diagnostic
    } else {
        diagnostic.severity(Severity::Info)
    })
}

/// Shuffle data in memory without a size limit, and only the default overhead.
fn unsized_dir(
    judged: &JudgedPod<'_, '_>,
    memory: &Memory,
    limit: Mib,
    volumes: &[&Volume<'_>],
) -> Option<Diagnostic> {
    let pod = judged.pod;
    let is_by_default = matches!(&memory.overhead.reason, OverheadReason::Share { factor, .. } if factor.origin.is_none());
    // The driver has little shuffle data.
    if pod.role != Role::Executor || !is_by_default {
        return None;
    }
    let mut dirs = volumes.iter();
    let dir = dirs.find(|volume| is_local_dir(&volume.name) && volume.size_limit.is_none());
    let place: Span = dir.map(|dir| dir.span).or(pod.local_dirs_in_memory)?;
    let room = Mib(limit.0.saturating_sub(used(memory).0));
    let message = text!(
        "the executor keeps shuffle data in memory, but beside the heap its pod has only {room}, the default overhead, for this data and the rest of the JVM",
        room
    );
    let label = text!("counts towards the pod's memory");
    let mut diagnostic = Diagnostic::at(place, label, message)
        .related(
            memory.heap.origin.span,
            text!("{memory} of heap", memory = memory.heap.value),
        )
        .help(text!(
            "add the size of this data to `memoryOverhead`, or keep it on disk"
        ));
    diagnostic.rests_on_absence = true;
    Some(judged.with_role(diagnostic))
}

/// The memory that is already used for something else.
fn used(memory: &Memory) -> Mib {
    let more = [&memory.off_heap, &memory.pyspark].into_iter().flatten();
    let more = more.map(|part| part.value.0);
    Mib(more.fold(memory.heap.value.0, u64::saturating_add))
}

/// What that memory is used for, in words.
fn parts(memory: &Memory) -> Text {
    let off_heap = memory.off_heap.as_ref().map(|_| text!("off-heap memory"));
    let pyspark = memory.pyspark.as_ref().map(|_| text!("PySpark"));
    let more = off_heap.into_iter().chain(pyspark);
    Text::listed(iter::once(text!("the heap")).chain(more))
}

fn what(memory: &ContainerMemory) -> Text {
    match memory {
        ContainerMemory::Computed(memory) => text!("{memory} of heap", memory = memory.heap.value),
        ContainerMemory::Given(memory) => text!("requests {memory}", memory = memory.value),
    }
}
