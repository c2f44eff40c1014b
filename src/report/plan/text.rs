//! The words about pods that people read.

use std::fmt;

use crate::{
    eci::PriceList,
    finding::Subject,
    kube::{Mib, MilliCpu},
    plan::{GivenBy, MemorySum, Plan, PodPlan, TotalPrice},
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
    let sum = row.memory.sum.as_ref();
    sum.map_or_else(|| "?".to_owned(), MemorySum::to_string)
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

/// What an instance has beyond what its pod asks for, or lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// CPU that it lacks.
    cpu_short: MilliCpu,
    /// Memory that it lacks.
    memory_short: Mib,
    /// Memory that the pod leaves.
    memory_free: Mib,
}

impl Room {
    /// `None` where the instance or what the pod asks for is unknown.
    pub(crate) fn from_row(row: &PodPlan) -> Option<Self> {
        let (given, (cpu, memory)) = (row.given.as_ref()?, row.needs?);
        Some(Self {
            cpu_short: MilliCpu(cpu.0.saturating_sub(given.vcpu.0)),
            memory_short: Mib(memory.0.saturating_sub(given.memory.0)),
            memory_free: Mib(given.memory.0.saturating_sub(memory.0)),
        })
    }

    pub(crate) fn is_short(self) -> bool {
        self.cpu_short > MilliCpu(0) || self.memory_short > Mib(0)
    }
}

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.cpu_short > MilliCpu(0) {
            write!(f, "{} vCPU short, ", self.cpu_short)?;
        }
        if self.memory_short > Mib(0) {
            write!(f, "{} short", self.memory_short)
        } else {
            write!(f, "{} free", self.memory_free)
        }
    }
}

/// What the pod leaves of its instance, or what that lacks.
pub(crate) fn room(row: &PodPlan) -> String {
    Room::from_row(row).map_or_else(|| "?".to_owned(), |room| room.to_string())
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

/// An amount of money, or `?`.
pub(crate) fn amount(amount: Option<f64>) -> String {
    amount.map_or_else(|| "?".to_owned(), |amount| format!("{amount:.3}"))
}

/// The prices of one pod and of those with which the application starts.
pub(super) fn prices(row: &PodPlan, prices: &PriceList) -> [String; 2] {
    let price = row.price(prices);
    [
        amount(price.map(|price| price.pod_hour)),
        amount(price.and_then(|price| price.first_hour)),
    ]
}

/// `, at most 4.41`: what may be added to a price at the start. Empty where nothing is.
pub(crate) fn bound(first: f64, most: Option<f64>) -> String {
    match most {
        Some(most) if (most - first).abs() < 0.0005 => String::new(),
        Some(most) => format!(", at most {most:.2}"),
        None => ", and more as executors are added".to_owned(),
    }
}

/// What all applications together cost; `None` without prices or without pods.
pub(crate) fn total(plan: &Plan) -> Option<String> {
    let prices = plan.prices.as_ref()?;
    let total = TotalPrice::new(plan.files.iter().flat_map(|file| &file.plan.pods), prices);
    let unknown = match total.unknown {
        0 => String::new(),
        1 => "1 row has no known price".to_owned(),
        many => format!("{many} rows have no known price"),
    };
    if total.priced == 0 {
        return (total.unknown > 0).then_some(unknown);
    }
    let TotalPrice {
        first_hour,
        most_hour,
        ..
    } = total;
    let separator = if total.unknown > 0 { "; " } else { "" };
    Some(format!(
        "{} {first_hour:.2} an hour when all have started{} (list prices of {}{separator}{unknown})",
        prices.currency,
        bound(first_hour, most_hour),
        prices.as_of
    ))
}
