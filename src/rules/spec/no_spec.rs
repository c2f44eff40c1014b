//! No spec is requested, so ECI chooses one.

use crate::{
    eci::Billing, eci::USE_SPECS, finding::Diagnostic, judged::JudgedPod, kube::Mib, text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI210-no-spec");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let pod = judged.pod;
    let is_silent = judged.specs().is_none()
        && judged.obsolete_specs().next().is_none()
        && pod.gpus().next().is_none();
    let sizing = judged.size.sizing;
    let Some((cpu, memory)) = sizing.filter(|_| is_silent && judged.is_bound_for_eci()) else {
        return Vec::new();
    };
    if cpu.0 == 0 || memory.0 == 0 {
        return Vec::new();
    }
    let Some(spec) = judged.rounded_up(cpu, memory) else {
        return Vec::new();
    };
    if spec.vcpu == cpu && spec.memory == memory {
        return Vec::new();
    }
    let nearest = judged.nearest(cpu, memory).unwrap_or_default();
    let role = pod.role.text();
    let bill = judged.bill();
    let message = match bill.by {
        // ECI chooses an Arm instance for an Arm pod without a spec.
        _ if judged.arm_selector().is_some() => return Vec::new(),
        Billing::InstanceType(_) | Billing::MatchedType(_) => text!(
            "no spec requested: ECI rounds the {role}'s {cpu} vCPU and {memory} up to {nearest} and bills the instance type that it selects",
            role,
            cpu,
            memory,
            nearest
        ),
        Billing::Resources { .. } => {
            let prices = judged.environment.prices();
            let price =
                prices.and_then(|prices| Some((prices, prices.pod_hour(Some(spec), &bill).ok()?)));
            match price {
                Some((prices, hour)) => text!(
                    "no spec requested: ECI rounds the {role}'s {cpu} vCPU and {memory} up to {nearest} and bills that: {currency} {price} per hour and pod",
                    role,
                    cpu,
                    memory,
                    nearest,
                    currency = prices.currency,
                    price = format_args!("{hour:.3}")
                ),
                None => text!(
                    "no spec requested: ECI rounds the {role}'s {cpu} vCPU and {memory} up to {nearest} and bills that",
                    role,
                    cpu,
                    memory,
                    nearest
                ),
            }
        }
    };
    let computed = pod.container.memory.as_ref().ok().and_then(Option::as_ref);
    let room = Mib(spec.memory.0.saturating_sub(judged.size.sidecar_memory.0));
    let is_smaller = computed
        .and_then(|memory| memory.computed())
        .is_some_and(|memory| memory.heap.value < room);
    let largest = judged.largest_heap(spec.memory).filter(|_| is_smaller);
    let help = text!(
        "add `{annotation}: {spec}` to `{path}.annotations`",
        annotation = USE_SPECS,
        spec,
        path = pod.paths.metadata
    );
    let help = match largest {
        Some(Mib(most)) => text!(
            "{help}; at the same price the heap can be `{heap}m`",
            help,
            heap = most
        ),
        None => help,
    };
    // No fix: nearly every application has this finding, and creating an edit is its most expensive part. Editors offer specs
    // and the heap as actions of their own.
    vec![Diagnostic::at(pod.span, text!("no spec"), message).help(help)]
}
