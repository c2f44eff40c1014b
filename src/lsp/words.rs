//! What is said about a pod, for hovers, hints and lenses.

use crate::{
    judged::Environment,
    plan::{PodPlan, TotalPrice},
    report::{plan_words as words, printable},
};

/// The plan of a pod as Markdown: what it asks for, what it is given, what is left, what that costs.
pub(super) fn plan(pod: &PodPlan, environment: &Environment) -> String {
    let many = match words::pods(pod).as_str() {
        "1" => "1 pod".to_owned(),
        number => format!("{number} pods"),
    };
    let mut lines = vec![format!(
        "**{}** of {}: {many}",
        pod.role,
        code(&words::application(&pod.application))
    )];
    if let Some(refused) = &pod.refused {
        lines.push(format!(
            "- refused at {}: {}",
            refused.stage,
            code(&refused.message)
        ));
    }
    lines.push(format!("- memory: {}", memory(pod)));
    lines.push(format!("- CPU: {}", words::cpu(pod)));
    match &pod.given {
        None => lines.push("- spec: not known".to_owned()),
        Some(given) => {
            let size = format!("{} vCPU, {}", given.vcpu, given.memory);
            lines.push(format!("- spec: `{}` ({size})", words::given(pod)));
            lines.push(format!("- room: {}", words::room(pod)));
        }
    }
    let prices = environment.prices();
    if let Some((prices, price)) = prices.and_then(|prices| Some((prices, pod.price(prices)?))) {
        let all = match price.first_hour {
            Some(first) => format!(", {first:.3} for all at the start"),
            None => String::new(),
        };
        lines.push(format!(
            "- price: {} {:.3} an hour{all} (list price of {})",
            prices.currency, price.pod_hour, prices.as_of
        ));
    }
    lines.join("\n")
}

/// Text of a manifest in Markdown: no link and no picture, whatever it says.
fn code(text: &str) -> String {
    format!("`{}`", printable(text).replace('`', "'"))
}

/// `4096 (heap) + 409 (overhead) = 4505 MiB`.
fn memory(pod: &PodPlan) -> String {
    let Some(sum) = &pod.memory.sum else {
        return "unknown".to_owned();
    };
    if sum.parts.len() == 1 {
        return sum.to_string();
    }
    let parts = sum.parts.iter();
    let parts: Vec<_> = parts
        .map(|part| format!("{} ({})", part.mib, part.name.name()))
        .collect();
    format!("{} = **{}**", parts.join(" + "), sum.total)
}

/// What a pod asks for, behind its heap: `pod 4505 MiB`.
pub(super) fn pod_memory(pod: &PodPlan) -> Option<String> {
    let (_, memory) = pod.needs?;
    Some(format!("pod {memory}"))
}

/// The share of its instance that a pod asks for, behind the spec: `CPU 100 %, memory 55 %`.
pub(super) fn share(pod: &PodPlan) -> Option<String> {
    let (cpu, memory) = words::shares(pod)?;
    Some(format!("CPU {cpu} %, memory {memory} %"))
}

/// What an application costs: `CNY 2.65 an hour, at most 4.41: driver 2-4Gi, 4 executors 2-8Gi`. `None`
/// where the price of one of its pods is not known.
pub(super) fn application(pods: &[&PodPlan], environment: &Environment) -> Option<String> {
    let prices = environment.prices()?;
    let total = TotalPrice::of(pods.iter().copied(), prices);
    if total.unknown > 0 {
        return None;
    }
    let first = total.first_hour;
    let bound = words::bound(first, total.most_hour);
    let pods: Vec<_> = pods.iter().map(|pod| number(pod)).collect();
    let currency = &prices.currency;
    Some(format!(
        "{currency} {first:.2} an hour{bound}: {}",
        pods.join(", ")
    ))
}

/// `driver 2-4Gi`, `4 executors 2-8Gi`.
pub(super) fn number(pod: &PodPlan) -> String {
    let given = words::given(pod);
    match words::pods(pod).as_str() {
        "1" => format!("{} {given}", pod.role),
        number => format!("{number} {}s {given}", pod.role),
    }
}
