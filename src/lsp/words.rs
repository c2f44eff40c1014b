//! What is said about a pod, for hovers, hints and lenses.

use crate::{
    judged::Environment,
    kube::Mib,
    plan::{PodPlan, Price},
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
    let hour = |of: fn(&Price) -> Option<f64>| words::price(pod, of);
    if let (Some(price), Some(prices)) = (&pod.price, environment.prices()) {
        let all = match price.first_hour {
            Some(_) => format!(", {} for all at the start", hour(|price| price.first_hour)),
            None => String::new(),
        };
        lines.push(format!(
            "- price: {} {} an hour{all} (list price of {})",
            prices.currency,
            hour(|price| Some(price.pod_hour)),
            prices.as_of
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
    let memory = &pod.memory;
    let Some(request) = memory.request else {
        return "not known".to_owned();
    };
    let Some(heap) = memory.heap else {
        return words::memory(pod);
    };
    let mut parts = vec![
        format!("{} (heap)", heap.0),
        format!("{} (overhead)", memory.overhead.unwrap_or_default()),
    ];
    let others = Some(memory.other_containers).filter(|others| others.0 > 0);
    let more = [
        (memory.off_heap, "off-heap"),
        (memory.pyspark, "PySpark"),
        (others, "other containers"),
    ];
    let more = more.into_iter();
    parts.extend(more.filter_map(|(part, name)| Some(format!("{} ({name})", part?.0))));
    let total = Mib(request.0 + memory.other_containers.0);
    format!("{} = **{total}**", parts.join(" + "))
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
    let first: Option<f64> = pods.iter().map(|pod| pod.price?.first_hour).sum();
    let most: Option<f64> = pods.iter().map(|pod| pod.price?.most_hour).sum();
    let first = first?;
    let most = match most {
        Some(most) if (most - first).abs() < 0.0005 => String::new(),
        Some(most) => format!(", at most {most:.2}"),
        None => ", and more as executors are added".to_owned(),
    };
    let pods: Vec<_> = pods.iter().map(|pod| number(pod)).collect();
    let currency = &prices.currency;
    Some(format!(
        "{currency} {first:.2} an hour{most}: {}",
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
