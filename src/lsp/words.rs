//! Texts about pods in hovers, hints, lenses and symbols.

use crate::{
    judged::Environment,
    named::Named,
    plan::{Landing, PodPlan, RowPrice, TotalPrice},
    report::{plan_words as words, printable},
};

/// The plan of a pod as Markdown: requests, instance, free room and price.
pub(super) fn plan(pod: &PodPlan, environment: &Environment) -> String {
    let mut lines = vec![format!(
        "**{}** of {}: {} pod{}",
        pod.role,
        code(&words::application(&pod.application)),
        words::pods(pod),
        plural(pod)
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
        None if matches!(pod.landing, Landing::Elsewhere(_)) => {
            lines.push(format!("- {}", words::given(pod)));
        }
        None => lines.push("- spec: unknown".to_owned()),
        Some(given) => {
            let size = format!("{} vCPU, {}", given.vcpu, given.memory);
            lines.push(format!("- spec: `{}` ({size})", words::given(pod)));
            lines.push(format!("- room: {}", words::room(pod)));
        }
    }
    if let Some(prices) = environment.prices() {
        match pod.price(prices) {
            RowPrice::NotOnEci => {}
            RowPrice::Unknown(why) => lines.push(format!("- price: unknown, {}", why.summary())),
            RowPrice::Known(price) => {
                let all = price.first_hour;
                let all = all.map(|first| format!(", {first:.3} for all at the start"));
                lines.push(format!(
                    "- price: {} {:.3} an hour{} ({})",
                    prices.currency,
                    price.pod_hour,
                    all.unwrap_or_default(),
                    prices.described()
                ));
            }
        }
        if let Some(runs) = words::runs(&[pod], Some(prices)) {
            lines.push(format!("- runs: {}", code(&runs)));
        }
    }
    lines.join("\n")
}

/// Text from a manifest as Markdown code, so that it cannot become a link or an image.
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

/// The hint after the heap: `pod 4505 MiB`.
pub(super) fn pod_memory(pod: &PodPlan) -> Option<String> {
    let (_, memory) = pod.needs?;
    Some(format!("pod {memory}"))
}

/// The hint after the spec, the pod's share of its instance: `CPU 100 %, memory 55 %`.
pub(super) fn share(pod: &PodPlan) -> Option<String> {
    let (cpu, memory) = words::shares(pod)?;
    Some(format!("CPU {cpu} %, memory {memory} %"))
}

/// `CNY 2.65 an hour, at most 4.41: driver 2-4Gi, 4 executors 2-8Gi`. `None` without a known price.
pub(super) fn application(pods: &[&PodPlan], environment: &Environment) -> Option<String> {
    let prices = environment.prices()?;
    let total = TotalPrice::new(pods.iter().copied(), prices);
    let sizes: Vec<_> = pods.iter().map(|pod| number(pod)).collect();
    let sizes = sizes.join(", ");
    if total.priced == 0 {
        return (total.unknown == 0 && total.elsewhere > 0).then_some(sizes);
    }
    let first = total.first_hour;
    let bound = words::bound(first, total.most_hour);
    let at_least = if total.unknown > 0 { "at least " } else { "" };
    let currency = &prices.currency;
    Some(format!(
        "{at_least}{currency} {first:.2} an hour{bound}: {sizes}"
    ))
}

/// `driver 2-4Gi`, `4 executors 2-8Gi`.
pub(super) fn number(pod: &PodPlan) -> String {
    let given = words::given(pod);
    if is_single(pod) {
        return format!("{} {given}", pod.role);
    }
    format!("{} {}s {given}", words::pods(pod), pod.role)
}

fn plural(pod: &PodPlan) -> &'static str {
    if is_single(pod) { "" } else { "s" }
}

/// True for a role that starts with one pod and never has more.
fn is_single(pod: &PodPlan) -> bool {
    pod.pods
        .is_some_and(|count| count.initial == 1 && count.max == Some(1))
}
