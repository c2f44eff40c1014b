//! A pod's CPU request is more than a spec has.

use crate::{
    finding::Diagnostic,
    judged::JudgedPod,
    kube::{Mib, MilliCpu},
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI301-cores-exceed-spec");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Some(cpu) = judged.size.cpu else {
        return Vec::new();
    };
    let too_small = judged.entries_that(|size| size.vcpu < cpu);
    let Some((first, size)) = too_small.first() else {
        return Vec::new();
    };
    let role = judged.pod.role.text();
    let message = text!(
        "{role} CPU {cpu} vCPU exceeds `{spec}` ({vcpu} vCPU)",
        role,
        cpu,
        spec = first.entry.text,
        vcpu = size.vcpu
    );
    let memory = judged.size.memory.unwrap_or(Mib(0));
    let larger = judged.smallest_specs(cpu, memory);
    let own = judged.pod.container.cpu_request.as_ref().ok();
    let mut diagnostic = match own.and_then(Option::as_ref) {
        Some(own) => {
            let label = if own.origin.written {
                text!("requests {cpu} vCPU", cpu = own.value)
            } else {
                text!("requests {cpu} vCPU by default", cpu = own.value)
            };
            let help = text!(
                "lower `{setting}`, or use a larger spec: {larger}",
                setting = own.origin.setting,
                larger
            );
            Diagnostic::at(own.origin.span, label, message).help(help)
        }
        None => {
            let label = text!("its containers request it");
            Diagnostic::at(judged.pod.span, label, message).help(larger)
        }
    };
    for (entry, size) in &too_small {
        diagnostic = diagnostic.related(entry.span, entry.describe(format!("{} vCPU", size.vcpu)));
    }
    for sidecar in &judged.pod.sidecars {
        let cpu = sidecar.resources.cpu_request.as_ref();
        if let Some(cpu) = cpu.filter(|cpu| cpu.value > MilliCpu(0)) {
            let more = text!("this container requests {cpu} vCPU more", cpu = cpu.value);
            diagnostic = diagnostic.related(judged.name_span(sidecar.node), more);
        }
    }
    let entries: Vec<_> = too_small.iter().map(|(entry, _)| *entry).collect();
    let fix = judged.resize(&entries);
    // The pod may land on any of them.
    let smallest = too_small.iter().map(|(_, size)| size.vcpu).min();
    let less = smallest.and_then(|vcpu| judged.write_most_cpu(vcpu));
    vec![diagnostic.fix(fix).or(less)]
}
