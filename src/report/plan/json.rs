//! The plan as JSON, version 1, described in `docs/json.md`. Fields may be added, but are never renamed.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    eci::PriceList,
    kube::{Mib, MilliCpu},
    named::Named,
    plan::{
        Change, Difference, GivenBy, PartName, Plan, PodPlan, PriceDifference, RowPrice, Runs,
        TotalPrice,
    },
    report::{json_application::JsonApplication, json_list},
};

/// Writes a plan as JSON, version 1: see `docs/json.md`.
///
/// # Errors
/// Errors of the writer.
pub fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let rows = plan
        .files
        .iter()
        .flat_map(|file| file.plan.pods.iter().map(move |row| (file, row)));
    let prices = plan.prices.as_ref();
    let rows: Vec<_> = rows.collect();
    let around = Report {
        version: 1,
        total: prices.map(|prices| JsonTotal::new(&TotalPrice::new(plan.rows(), prices), prices)),
        pods: [],
    };
    json_list::write(
        &around,
        &rows,
        |(file, row)| JsonPod::new(&file.path, file.way.as_deref(), row, prices),
        out,
    )
}

/// The difference between two plans, in the same document version.
pub(super) fn write_difference(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let prices = difference.prices.as_ref();
    let total = |total: &TotalPrice| prices.map(|prices| JsonTotal::new(total, prices));
    let around = DifferenceReport {
        version: 1,
        base: &difference.base,
        currency: prices.map(|prices| prices.currency.as_str()),
        unchanged: difference.unchanged,
        total: DifferenceTotal {
            before: total(&difference.before),
            after: total(&difference.after).map(|after| after.or_unknown(difference.is_incomplete)),
            difference: difference.total().map(JsonDifference::from),
        },
        remarks: &difference.remarks,
        not_compared: difference
            .uncompared
            .iter()
            .map(|file| NotCompared {
                path: &file.path,
                reason: &file.reason,
            })
            .collect(),
        changes: [],
    };
    json_list::write(
        &around,
        &difference.changes,
        |change| JsonChange::new(change, prices),
        out,
    )
}

#[derive(Serialize)]
struct DifferenceReport<'r> {
    version: u32,
    base: &'r str,
    currency: Option<&'r str>,
    unchanged: usize,
    total: DifferenceTotal<'r>,
    remarks: &'r [String],
    not_compared: Vec<NotCompared<'r>>,
    /// Empty here: the items are written one by one.
    changes: [(); 0],
}

#[derive(Serialize)]
struct DifferenceTotal<'r> {
    before: Option<JsonTotal<'r>>,
    after: Option<JsonTotal<'r>>,
    difference: Option<JsonDifference>,
}

#[derive(Serialize)]
struct NotCompared<'r> {
    path: &'r str,
    reason: &'r str,
}

/// The increase of the price per hour.
#[derive(Serialize)]
struct JsonDifference {
    first_hour: Option<f64>,
    most_hour: Option<f64>,
}

impl From<PriceDifference> for JsonDifference {
    fn from(difference: PriceDifference) -> Self {
        Self {
            first_hour: difference.first_hour.map(cents),
            most_hour: difference.most_hour.map(cents),
        }
    }
}

#[derive(Serialize)]
struct JsonChange<'r> {
    change: &'static str,
    application: JsonApplication<'r>,
    role: &'static str,
    before: Option<JsonPod<'r>>,
    after: Option<JsonPod<'r>>,
    difference: Option<JsonDifference>,
    because: Vec<JsonCause<'r>>,
}

#[derive(Serialize)]
struct JsonCause<'r> {
    path: &'r str,
    line: Option<usize>,
    field: &'r str,
    /// True if the value was removed: then the place is that in the base.
    gone: bool,
}

impl<'r> JsonChange<'r> {
    fn new(change: &'r Change, prices: Option<&'r PriceList>) -> Self {
        let row = change.row();
        let pod = |path: &'r str, row: &'r Option<PodPlan>| {
            let row = row.as_ref()?;
            Some(JsonPod::new(path, change.way.as_deref(), row, prices))
        };
        let causes = change.because.iter().map(|cause| JsonCause {
            path: &cause.path,
            line: cause.line,
            field: &cause.field,
            gone: cause.is_gone,
        });
        Self {
            change: change.kind.name(),
            application: JsonApplication::from(&row.application),
            role: row.role,
            before: pod(&change.path_before, &change.before),
            after: pod(&change.path, &change.after),
            difference: prices.map(|prices| change.difference(prices).into()),
            because: causes.collect(),
        }
    }
}

#[derive(Serialize)]
struct Report<'r> {
    version: u32,
    total: Option<JsonTotal<'r>>,
    /// Empty here: the items are written one by one.
    pods: [(); 0],
}

#[derive(Serialize)]
struct JsonPod<'r> {
    path: &'r str,
    /// Omitted without a choice, as for nearly all applications.
    #[serde(skip_serializing_if = "Option::is_none")]
    way: Option<&'r str>,
    application: JsonApplication<'r>,
    role: &'r str,
    pods: Option<JsonPods>,
    cpu: JsonCpu,
    memory: JsonMemory,
    specs: Vec<JsonSpec<'r>>,
    placement: &'static str,
    placement_reason: Option<&'static str>,
    given: Option<JsonGiven<'r>>,
    price: Option<JsonPrice<'r>>,
    price_unknown: Option<&'static str>,
    runs: Option<JsonRuns<'r>>,
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
    as_of: &'r str,
    pod_hour: f64,
    first_hour: Option<f64>,
    most_hour: Option<f64>,
}

/// When the application runs, and the price of the row's pods for one run and for the runs of 30 days.
#[derive(Serialize)]
struct JsonRuns<'r> {
    schedule: Option<&'r str>,
    a_day: Option<f64>,
    runtime_seconds: Option<u64>,
    price_run: Option<f64>,
    price_month: Option<f64>,
}

impl<'r> JsonRuns<'r> {
    fn new(row: &'r PodPlan, first_hour: Option<f64>) -> Option<Self> {
        let runs = &row.runs;
        if runs.schedule.is_none() && runs.length.is_none() {
            return None;
        }
        let of = |price: fn(&Runs, f64) -> Option<f64>| price(runs, first_hour?).map(cents);
        Some(Self {
            schedule: runs.schedule.as_deref(),
            a_day: runs.a_day.map(cents),
            runtime_seconds: runs.length.map(|length| length.as_secs()),
            price_run: of(Runs::price),
            price_month: of(Runs::price_of_month),
        })
    }
}

/// The sum over all rows. If the price of a row is unknown, the sum is a lower bound.
#[derive(Serialize)]
pub(super) struct JsonTotal<'r> {
    currency: &'r str,
    first_hour: Option<f64>,
    most_hour: Option<f64>,
    at_least: f64,
    unknown_rows: usize,
}

impl<'r> JsonTotal<'r> {
    fn or_unknown(self, is_unknown: bool) -> Self {
        if !is_unknown {
            return self;
        }
        Self {
            first_hour: None,
            most_hour: None,
            ..self
        }
    }

    pub(super) fn new(total: &TotalPrice, prices: &'r PriceList) -> Self {
        let is_known = total.unknown == 0;
        Self {
            currency: &prices.currency,
            first_hour: is_known.then(|| cents(total.first_hour)),
            most_hour: total.most_hour.filter(|_| is_known).map(cents),
            at_least: cents(total.first_hour),
            unknown_rows: total.unknown,
        }
    }
}

#[derive(Serialize)]
struct JsonRefusal<'r> {
    stage: &'r str,
    message: &'r str,
}

impl<'r> JsonPod<'r> {
    fn new(
        path: &'r str,
        way: Option<&'r str>,
        row: &'r PodPlan,
        prices: Option<&'r PriceList>,
    ) -> Self {
        let millis = |cpu: Option<MilliCpu>| cpu.map(|cpu| cpu.0);
        let mib = |memory: Option<Mib>| memory.map(|memory| memory.0);
        let memory = &row.memory;
        let part = |name| memory.sum.as_ref().and_then(|sum| sum.part(name));
        let row_price = prices.map(|prices| row.price(prices));
        let price = prices.and_then(|prices| Some((prices, row_price?.known()?)));
        let price_unknown = match row_price {
            Some(RowPrice::Unknown(why)) => Some(why.name()),
            _ => None,
        };
        Self {
            path,
            way,
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
            placement: row.landing.name(),
            placement_reason: row.landing.reason(),
            price_unknown,
            runs: JsonRuns::new(row, price.and_then(|(_, price)| price.first_hour)),
            price: price.map(|(prices, price)| JsonPrice {
                currency: &prices.currency,
                as_of: &prices.as_of,
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

/// Removes rounding errors of floating-point numbers.
fn cents(price: f64) -> f64 {
    (price * 1e6).round() / 1e6
}
