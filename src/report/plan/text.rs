//! The words about pods that people read.

use crate::{
    finding::Subject,
    kube::{Mib, MilliCpu},
    plan::{GivenBy, Plan, PodPlan, Price},
};

/// The application's name, with its namespace where it has one.
pub(crate) fn application(application: &Subject) -> String {
    let name = match application.name.as_str() {
        "" => "(no name)",
        name => name,
    };
    match &application.namespace {
        Some(namespace) => format!("{namespace}/{name}"),
        None => name.to_owned(),
    }
}

/// `4`, `2, at most 10`, `2 or more`: what the application starts with, then its bound.
pub(crate) fn pods(row: &PodPlan) -> String {
    match &row.pods {
        None => "?".to_owned(),
        Some(pods) => match pods.max {
            Some(most) if most == pods.initial => pods.initial.to_string(),
            Some(most) => format!("{}, at most {most}", pods.initial),
            None => format!("{} or more", pods.initial),
        },
    }
}

/// `2`, or with a limit `1 (limit 1.2)`.
pub(crate) fn cpu(row: &PodPlan) -> String {
    let request = row
        .cpu_request
        .map_or_else(|| "?".to_owned(), |cpu| cpu.to_string());
    match row.cpu_limit {
        Some(limit) => format!("{request} (limit {limit})"),
        None => request,
    }
}

/// `4096 + 409 = 4505 MiB`.
pub(crate) fn memory(row: &PodPlan) -> String {
    let memory = &row.memory;
    let Some(request) = memory.request else {
        return "?".to_owned();
    };
    let others = Some(memory.other_containers).filter(|others| *others > Mib(0));
    let own = match memory.heap {
        Some(heap) => vec![
            heap.0.to_string(),
            memory.overhead.unwrap_or_default().to_string(),
        ],
        None => vec![request.0.to_string()],
    };
    let more = [memory.off_heap, memory.pyspark, others]
        .into_iter()
        .flatten();
    let parts: Vec<String> = own
        .into_iter()
        .chain(more.map(|part| part.0.to_string()))
        .collect();
    let total = Mib(request.0 + memory.other_containers.0);
    if parts.len() == 1 {
        total.to_string()
    } else {
        format!("{} = {total}", parts.join(" + "))
    }
}

/// `2-4Gi`, or `2-8Gi (rounded)`.
pub(crate) fn given(row: &PodPlan) -> String {
    match &row.given {
        None => "?".to_owned(),
        Some(given) => match given.by {
            GivenBy::Asked => given.name.clone(),
            GivenBy::Rounded => format!("{} (rounded)", given.name),
        },
    }
}

/// What the pod leaves of the instance's memory, or what it lacks.
pub(crate) fn room(row: &PodPlan) -> String {
    let (Some(given), Some((cpu, memory))) = (&row.given, row.needs) else {
        return "?".to_owned();
    };
    let mut words = Vec::new();
    if cpu > given.vcpu {
        words.push(format!("{} vCPU short", MilliCpu(cpu.0 - given.vcpu.0)));
    }
    words.push(if memory > given.memory {
        format!("{} short", Mib(memory.0 - given.memory.0))
    } else {
        format!("{} free", Mib(given.memory.0 - memory.0))
    });
    words.join(", ")
}

/// The shares of the instance's CPU and memory that the pod asks for, in per cent.
pub(crate) fn shares(row: &PodPlan) -> Option<(u64, u64)> {
    let (given, (cpu, memory)) = (row.given.as_ref()?, row.needs?);
    let share = |part: u64, whole: u64| part.saturating_mul(100).checked_div(whole);
    Some((
        share(cpu.0, given.vcpu.0)?,
        share(memory.0, given.memory.0)?,
    ))
}

/// The price of one pod and of those with which the application starts.
pub(crate) fn price(row: &PodPlan, of: fn(&Price) -> Option<f64>) -> String {
    let price = row.price.as_ref().and_then(of);
    price.map_or_else(|| "?".to_owned(), |price| format!("{price:.3}"))
}

/// What all applications together cost; `None` without prices or without pods.
pub(crate) fn total(plan: &Plan) -> Option<String> {
    let prices = plan.prices.as_ref()?;
    let rows = || plan.files.iter().flat_map(|file| &file.plan.pods);
    // Nothing costs nothing, and nobody asks.
    rows().next()?;
    let unknown = rows()
        .filter(|row| row.price.is_none_or(|price| price.first_hour.is_none()))
        .count();
    let first: f64 = rows().filter_map(|row| row.price?.first_hour).sum();
    let most: Option<f64> = rows()
        .filter(|row| row.price.is_some())
        .map(|row| row.price?.most_hour)
        .sum();
    let currency = &prices.currency;
    let most = match most {
        Some(most) if (most - first).abs() < 0.0005 => String::new(),
        Some(most) => format!(", at most {most:.2}"),
        None => ", and more as executors are added".to_owned(),
    };
    let unknown = match unknown {
        0 => String::new(),
        1 => "; 1 row has no known price".to_owned(),
        many => format!("; {many} rows have no known price"),
    };
    Some(format!(
        "{currency} {first:.2} an hour when all have started{most} (list prices of {}{unknown})",
        prices.as_of
    ))
}
