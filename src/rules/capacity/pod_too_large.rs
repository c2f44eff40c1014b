//! A pod that no spec fits.

use crate::{finding::Diagnostic, judged::JudgedPod, text};

pub(in crate::rules) const PAGE: &str = page!("ECI304-pod-too-large");

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
    let role = pod.role.text();
    let of_cpu = (cpu > most_cpu).then(|| {
        let message = text!(
            "no spec of ECI fits the {role}'s pod: it requests {cpu} vCPU, and the largest specs have {most}",
            role,
            cpu,
            most = most_cpu
        );
        (cpu_place, message)
    });
    let of_memory = (memory > most_memory).then(|| {
        let message = text!(
            "no spec of ECI fits the {role}'s pod: it requests {memory}, and the largest specs have {most}",
            role,
            memory,
            most = most_memory
        );
        (memory_place, message)
    });
    // One spec may have enough vCPU and another one enough memory.
    let of_both = (of_cpu.is_none() && of_memory.is_none()).then(|| {
        let message = text!(
            "no spec of ECI fits the {role}'s pod: it requests {cpu} vCPU and {memory}, and no spec has both",
            role,
            cpu,
            memory
        );
        (memory_place, message)
    });
    let found = [of_cpu, of_memory, of_both].into_iter().flatten();
    let diagnostics = found.map(|(place, message)| {
        Diagnostic::at(place, text!("more than any spec has"), message)
            .help(text!("use more and smaller pods"))
    });
    diagnostics.collect()
}
