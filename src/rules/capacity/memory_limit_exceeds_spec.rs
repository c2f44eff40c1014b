//! A container may use more memory than its instance has.

use crate::{
    finding::Diagnostic,
    judged::JudgedPod,
    kube::{Mib, MilliCpu},
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI306-memory-limit-exceeds-spec");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let (Ok(Some(limit)), Some(needs)) = (&judged.pod.container.memory_limit, judged.size.memory)
    else {
        return Vec::new();
    };
    let others = judged.size.sidecar_memory;
    let most = judged.size.with_limit(needs);
    // A spec that is too small for the request is another mistake.
    let too_small = judged.entries_that(|size| size.memory < most && size.memory >= needs);
    let Some((first, size)) = too_small.first() else {
        return Vec::new();
    };
    let role = judged.pod.role.text();
    let message = match others {
        Mib(0) => text!(
            "{role} memory limit {limit} exceeds `{spec}` ({memory}): the limit is never reached",
            role,
            limit = limit.value,
            spec = first.entry.text,
            memory = size.memory
        ),
        others => text!(
            "{role} memory limit {limit} plus {others} of other containers exceeds `{spec}` ({memory}): the limit is never reached",
            role,
            limit = limit.value,
            others,
            spec = first.entry.text,
            memory = size.memory
        ),
    };
    let sizes = too_small.iter().map(|(_, size)| size.memory);
    let smallest = sizes.min().unwrap_or(size.memory);
    let room = smallest.0.saturating_sub(others.0);
    let written = if limit.origin.setting == "memoryLimit" {
        format!("{room}m")
    } else {
        format!("{room}Mi")
    };
    let cpu = judged.size.cpu.unwrap_or(MilliCpu(0));
    let help = text!(
        "the largest limit that fits is `{limit}`; {larger}",
        limit = written,
        larger = judged.smallest_specs(cpu, most)
    );
    let label = text!("may use {memory}", memory = limit.value);
    let mut diagnostic = Diagnostic::at(limit.origin.span, label, message).help(help);
    for (entry, size) in &too_small {
        diagnostic = diagnostic.related(entry.span, entry.describe(size.memory.to_string()));
    }
    let entries: Vec<_> = too_small.iter().map(|(entry, _)| *entry).collect();
    let edit = judged.fixer.write(limit.origin.span, &written);
    let title = text!(
        "Write `{value}`, the largest limit that fits",
        value = written
    );
    let less = judged.fixer.choice(title, edit);
    vec![
        diagnostic
            .or(less.filter(|_| limit.origin.written))
            .or(judged.resize(&entries)),
    ]
}
