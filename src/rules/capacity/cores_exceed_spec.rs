//! A pod's CPU request is more than a spec has.

use crate::{finding::Draft, rules::JudgedPod, spark::Memory, units::Mib};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI301-cores-exceed-spec.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Draft> {
    let Ok(cpu) = &judged.pod.cpu_request else {
        return Vec::new();
    };
    let too_small = judged.entries_that(|size| size.vcpu < cpu.value);
    let Some((first, size)) = too_small.first() else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let label = if cpu.origin.written {
        format!("asks for {} vCPU", cpu.value)
    } else {
        format!("asks for {} vCPU by default", cpu.value)
    };
    let message = format!(
        "the {role}'s pod asks for {} vCPU, `{}` has {}",
        cpu.value, first.entry.text, size.vcpu
    );
    let memory = judged.pod.memory.as_ref().map_or(Mib(0), Memory::total);
    let mut draft = Draft::at(cpu.origin.span, label, message).help(format!(
        "lower `{}`, or ask for a larger spec: {}",
        cpu.origin.setting,
        judged.smallest_specs(cpu.value, memory)
    ));
    for (entry, size) in too_small {
        draft = draft.related(entry.span, format!("{} vCPU", size.vcpu));
    }
    vec![draft]
}
