//! A pod that no spec holds.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI304-pod-too-large.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let pod = judged.pod;
    let Some((cpu, memory)) = judged.size.requests().filter(|_| judged.is_too_large()) else {
        return Vec::new();
    };
    let (most_cpu, most_memory) = (judged.catalog.max_vcpu, judged.catalog.max_memory());
    let message = format!(
        "no spec of ECI holds the {}'s pod: it asks for {cpu} vCPU and {memory}, and the largest have {most_cpu} vCPU or {most_memory}",
        pod.role
    );
    let of_cpu = pod
        .container
        .cpu_request
        .as_ref()
        .ok()
        .and_then(Option::as_ref);
    let of_memory = pod.container.memory.as_ref().ok().and_then(Option::as_ref);
    let of_memory = of_memory.map(|memory| match memory.computed() {
        Some(computed) => computed.heap.origin.span,
        None => pod.span,
    });
    let place = match (of_cpu, of_memory) {
        (Some(own), _) if cpu > most_cpu => own.origin.span,
        (_, Some(place)) => place,
        _ => pod.span,
    };
    vec![Diagnostic::at(place, "more than any spec has", message).help("use more and smaller pods")]
}
