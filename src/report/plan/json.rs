//! The plan as JSON, version 1. Described in `docs/json.md`; fields may be added, none is renamed.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    eci::PriceList,
    kube::{Mib, MilliCpu},
    plan::{GivenBy, PartName, Plan, PlannedFile, PodPlan},
    report::{json_application::JsonApplication, json_list},
};

pub(super) fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let rows = plan
        .files
        .iter()
        .flat_map(|file| file.plan.pods.iter().map(move |row| (file, row)));
    let prices = plan.prices.as_ref();
    let rows: Vec<_> = rows.collect();
    let around = Report {
        version: 1,
        pods: [],
    };
    json_list::write(
        &around,
        &rows,
        |(file, row)| JsonPod::new(file, row, prices),
        out,
    )
}

#[derive(Serialize)]
struct Report {
    version: u32,
    /// Written one by one.
    pods: [(); 0],
}

#[derive(Serialize)]
struct JsonPod<'r> {
    path: &'r str,
    /// Left out where there is no choice, as for nearly all applications.
    #[serde(skip_serializing_if = "Option::is_none")]
    way: Option<&'r str>,
    application: JsonApplication<'r>,
    role: &'r str,
    pods: Option<JsonPods>,
    cpu: JsonCpu,
    memory: JsonMemory,
    specs: Vec<JsonSpec<'r>>,
    given: Option<JsonGiven<'r>>,
    price: Option<JsonPrice<'r>>,
    refused: Option<JsonRefusal<'r>>,
}

#[derive(Serialize)]
struct JsonPods {
    min: u32,
    initial: u32,
    max: Option<u32>,
}

#[derive(Serialize)]
struct JsonCpu {
    request_millis: Option<u64>,
    limit_millis: Option<u64>,
}

#[derive(Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the unit is a part of the format"
)]
struct JsonMemory {
    request_mib: Option<u64>,
    limit_mib: Option<u64>,
    heap_mib: Option<i64>,
    overhead_mib: Option<i64>,
    off_heap_mib: Option<i64>,
    pyspark_mib: Option<i64>,
    other_containers_mib: u64,
}

#[derive(Serialize)]
struct JsonSpec<'r> {
    spec: &'r str,
    holds: Option<bool>,
}

#[derive(Serialize)]
struct JsonGiven<'r> {
    spec: &'r str,
    vcpu_millis: u64,
    memory_mib: u64,
    rounded: bool,
}

#[derive(Serialize)]
struct JsonPrice<'r> {
    currency: &'r str,
    pod_hour: f64,
    first_hour: Option<f64>,
    most_hour: Option<f64>,
}

#[derive(Serialize)]
struct JsonRefusal<'r> {
    stage: &'r str,
    message: &'r str,
}

impl<'r> JsonPod<'r> {
    fn new(file: &'r PlannedFile, row: &'r PodPlan, prices: Option<&'r PriceList>) -> Self {
        let millis = |cpu: Option<MilliCpu>| cpu.map(|cpu| cpu.0);
        let mib = |memory: Option<Mib>| memory.map(|memory| memory.0);
        let memory = &row.memory;
        let part = |name| memory.sum.as_ref().and_then(|sum| sum.part(name));
        let price = prices.and_then(|prices| Some((prices, row.price(prices)?)));
        Self {
            path: &file.path,
            way: file.way.as_deref(),
            application: JsonApplication::from(&row.application),
            role: row.role,
            pods: row.pods.map(|pods| JsonPods {
                min: pods.min,
                initial: pods.initial,
                max: pods.max,
            }),
            cpu: JsonCpu {
                request_millis: millis(row.cpu_request),
                limit_millis: millis(row.cpu_limit),
            },
            memory: JsonMemory {
                request_mib: mib(memory.request),
                limit_mib: mib(memory.limit),
                heap_mib: part(PartName::Heap),
                overhead_mib: part(PartName::Overhead),
                off_heap_mib: part(PartName::OffHeap),
                pyspark_mib: part(PartName::PySpark),
                other_containers_mib: memory.other_containers.0,
            },
            specs: row
                .specs
                .iter()
                .map(|entry| JsonSpec {
                    spec: &entry.spec,
                    holds: entry.holds,
                })
                .collect(),
            given: row.given.as_ref().map(|given| JsonGiven {
                spec: &given.name,
                vcpu_millis: given.vcpu.0,
                memory_mib: given.memory.0,
                rounded: given.by == GivenBy::Rounded,
            }),
            price: price.map(|(prices, price)| JsonPrice {
                currency: &prices.currency,
                pod_hour: cents(price.pod_hour),
                first_hour: price.first_hour.map(cents),
                most_hour: price.most_hour.map(cents),
            }),
            refused: row.refused.as_ref().map(|refused| JsonRefusal {
                stage: refused.stage,
                message: &refused.message,
            }),
        }
    }
}

/// Without the digits that floating-point numbers bring along.
fn cents(price: f64) -> f64 {
    (price * 1e6).round() / 1e6
}
