//! A pod that no spec holds.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI304-pod-too-large.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Some((cpu, memory)) = judged.size.requests().filter(|_| judged.is_too_large()) else {
        return Vec::new();
    };
    let (pod, container) = (judged.pod, &judged.pod.container);
    let cpu_request = container.cpu_request.as_ref().ok().and_then(Option::as_ref);
    let cpu_place = cpu_request.map_or(pod.span, |own| own.origin.span);
    let memory_request = container.memory.as_ref().ok().and_then(Option::as_ref);
    let memory_place = memory_request.map_or(pod.span, |own| own.written().origin.span);
    let (most_cpu, most_memory) = (judged.catalog.max_vcpu, judged.catalog.max_memory());
    let of_cpu = (cpu > most_cpu).then(|| {
        let sizes = format!("{cpu} vCPU, and the largest have {most_cpu}");
        (cpu_place, sizes)
    });
    let of_memory = (memory > most_memory).then(|| {
        let sizes = format!("{memory}, and the largest have {most_memory}");
        (memory_place, sizes)
    });
    // Some spec may have as much vCPU, and another one as much memory.
    let of_both = (of_cpu.is_none() && of_memory.is_none()).then(|| {
        let sizes = format!("{cpu} vCPU and {memory}, and none has both");
        (memory_place, sizes)
    });
    let found = [of_cpu, of_memory, of_both].into_iter().flatten();
    let diagnostics = found.map(|(place, sizes)| {
        let role = pod.role;
        let message = format!("no spec of ECI holds the {role}'s pod: it asks for {sizes}");
        Diagnostic::at(place, "more than any spec has", message).help("use more and smaller pods")
    });
    diagnostics.collect()
}
