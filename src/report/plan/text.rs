//! Texts about pods, shared by the formats for people.

use std::{borrow::Cow, collections::BTreeSet, fmt, time::Duration};

use crate::{
    eci::{PriceList, Unpriced},
    finding::Subject,
    kube::{Mib, MilliCpu},
    named::Named,
    plan::{GivenBy, Landing, MemorySum, Plan, PlannedFile, PodPlan, RowPrice, TotalPrice},
    report::printable,
};

/// The most characters of a text that are shown: a name may be as long as a file.
pub(super) const SHOWN: usize = 500;

/// A text from a manifest, escaped and shortened.
pub(in crate::report) fn shown(text: &str) -> Cow<'_, str> {
    let text = printable(text);
    match text.char_indices().nth(SHOWN) {
        None => text,
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// The application's name, with its namespace if it has one.
#[must_use]
pub fn application(application: &Subject) -> String {
    let name = match application.name.as_str() {
        "" => "(no name)",
        name => name,
    };
    match &application.namespace {
        Some(namespace) => format!("{namespace}/{name}"),
        None => name.to_owned(),
    }
}

/// `4`, `2, at most 10`, `2 or more`: the number of pods at the start, then the maximum.
#[must_use]
pub fn pods(row: &PodPlan) -> String {
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
#[must_use]
pub fn cpu(row: &PodPlan) -> String {
    let request = row
        .cpu_request
        .map_or_else(|| "?".to_owned(), |cpu| cpu.to_string());
    match row.cpu_limit {
        Some(limit) => format!("{request} (limit {limit})"),
        None => request,
    }
}

/// `2 vCPU`: the request of Spark's container.
pub(super) fn cpu_of_spark(row: &PodPlan) -> String {
    format!("{} vCPU", cpu(row))
}

/// `4096 + 409 = 4505 MiB`.
pub fn memory(row: &PodPlan) -> String {
    let sum = row.memory.sum.as_ref();
    sum.map_or_else(|| "?".to_owned(), MemorySum::to_string)
}

/// `4505 MiB`.
pub(super) fn memory_total(row: &PodPlan) -> String {
    let sum = row.memory.sum.as_ref();
    sum.map_or_else(|| "?".to_owned(), |sum| sum.total.to_string())
}

/// `2-4Gi`, `2-8Gi (rounded)`, `2-4Gi or other nodes` or `not on ECI (by configuration)`.
#[must_use]
pub fn given(row: &PodPlan) -> String {
    given_parts(row).join(" ")
}

/// The instance, and notes about it.
pub(super) fn given_parts(row: &PodPlan) -> Vec<String> {
    if let Landing::Elsewhere(_) = row.landing {
        let reason = row.landing.reason().unwrap_or_default();
        return vec!["not on ECI".to_owned(), format!("({reason})")];
    }
    let given = row.given.as_ref();
    let mut parts = vec![given.map_or_else(|| "?".to_owned(), |given| given.name.clone())];
    if given.is_some_and(|given| given.by == GivenBy::Rounded) {
        parts.push("(rounded)".to_owned());
    }
    if let Landing::Maybe(_) = row.landing {
        parts.push("or other nodes".to_owned());
    }
    parts
}

/// What an instance has in excess of the requests of its pod, or lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    cpu_short: MilliCpu,
    memory_short: Mib,
    memory_free: Mib,
}

impl Room {
    /// `None` if the instance or the requests are unknown.
    pub(crate) fn from_row(row: &PodPlan) -> Option<Self> {
        let (given, (cpu, memory)) = (row.given.as_ref()?, row.needs?);
        Some(Self {
            cpu_short: MilliCpu(cpu.0.saturating_sub(given.vcpu.0)),
            memory_short: Mib(memory.0.saturating_sub(given.memory.0)),
            memory_free: Mib(given.memory.0.saturating_sub(memory.0)),
        })
    }

    /// The free memory; negative if something is short.
    #[expect(clippy::cast_precision_loss, reason = "sizes stay far below 2^52")]
    pub(super) fn memory(self) -> f64 {
        if self.is_short() {
            -0.5 - self.memory_short.0 as f64
        } else {
            self.memory_free.0 as f64
        }
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

/// What the instance has in excess of the pod's requests, or lacks; `?` if one of the two is unknown.
#[must_use]
pub fn room(row: &PodPlan) -> String {
    Room::from_row(row).map_or_else(|| "?".to_owned(), |room| room.to_string())
}

/// The shares of the instance's CPU and memory that the pod requests, in percent.
#[must_use]
pub fn shares(row: &PodPlan) -> Option<(u64, u64)> {
    let (given, (cpu, memory)) = (row.given.as_ref()?, row.needs?);
    let share = |part: u64, whole: u64| part.saturating_mul(100).checked_div(whole);
    Some((
        share(cpu.0, given.vcpu.0)?,
        share(memory.0, given.memory.0)?,
    ))
}

/// The placeholder for a number that does not exist, such as the price of a pod that is not billed.
pub(super) const NOTHING: &str = "–";

/// Like [`room`], but a dash for a pod without an instance of ECI.
#[must_use]
pub fn room_or_dash(row: &PodPlan) -> String {
    let room = Room::from_row(row).map(|room| room.to_string());
    room.unwrap_or_else(|| unknown_or_dash(row).to_owned())
}

/// The placeholder for a property of an instance: `?` if it is unknown, a dash without an instance.
pub(super) fn unknown_or_dash(row: &PodPlan) -> &'static str {
    match row.landing {
        Landing::Elsewhere(_) => NOTHING,
        _ => "?",
    }
}

/// A price, or `?`.
#[must_use]
pub fn amount(amount: Option<f64>) -> String {
    amount.map_or_else(|| "?".to_owned(), |amount| format!("{amount:.3}"))
}

/// The prices of one pod and of all pods at the start.
pub(super) fn prices(row: &PodPlan, prices: &PriceList) -> [String; 2] {
    match row.price(prices) {
        RowPrice::NotOnEci => [NOTHING, NOTHING].map(str::to_owned),
        RowPrice::Unknown(Unpriced::Spot) => ["spot", "?"].map(str::to_owned),
        RowPrice::Unknown(_) => ["?", "?"].map(str::to_owned),
        RowPrice::Known(price) => [amount(Some(price.pod_hour)), amount(price.first_hour)],
    }
}

/// `, at most 4.41`: follows a price at the start. Empty if the price cannot grow.
#[must_use]
pub fn bound(first: f64, most: Option<f64>) -> String {
    match most {
        Some(most) if (most - first).abs() < 0.0005 => String::new(),
        Some(most) => format!(", at most {most:.2}"),
        None => ", and more as executors are added".to_owned(),
    }
}

/// The price of all applications together; `None` without prices or without pods.
#[must_use]
pub fn total(plan: &Plan) -> Option<String> {
    let prices = plan.prices.as_ref()?;
    let total = TotalPrice::new(plan.rows(), prices);
    if total.priced + total.unknown == 0 {
        let nothing = "no ECI cost: no pod runs there".to_owned();
        return (total.elsewhere > 0).then_some(nothing);
    }
    if total.priced == 0 {
        return unknown(plan, prices);
    }
    let first = total.first_hour;
    let at_least = if total.unknown > 0 { "at least " } else { "" };
    let currency = &prices.currency;
    let notes = total_notes(plan, prices, &total);
    Some(format!(
        "{at_least}{currency} {first:.2} an hour when all have started{} ({})",
        bound_of_total(&total),
        notes.join("; ")
    ))
}

/// Like [`bound`], for the total: it is unknown if the price of a row is.
fn bound_of_total(total: &TotalPrice) -> String {
    if total.unknown > 0 {
        return String::new();
    }
    bound(total.first_hour, total.most_hour)
}

/// Notes about the total: its price list, and what it leaves open.
pub(super) fn total_notes(plan: &Plan, prices: &PriceList, total: &TotalPrice) -> Vec<String> {
    let mut notes = vec![prices.described()];
    if plan.guesses_currency {
        notes.push("the currency depends on the site of the account".to_owned());
    }
    if total.maybe_first_hour > 0.0 {
        notes.push(format!(
            "{:.2} of it for pods that may also run on other nodes",
            total.maybe_first_hour
        ));
    }
    if plan.files.iter().any(|file| file.way.is_some()) {
        notes.push("a chart counts once for each set of values".to_owned());
    }
    notes.extend(unknown(plan, prices));
    notes
}

/// `2 rows have no known price (spot: billed at the market price of the instance type)`.
fn unknown(plan: &Plan, prices: &PriceList) -> Option<String> {
    let mut rows = 0;
    let mut reasons = BTreeSet::new();
    for row in plan.rows() {
        match row.price(prices) {
            RowPrice::Unknown(why) => {
                rows += 1;
                reasons.insert(why);
            }
            RowPrice::Known(price) if price.first_hour.is_none() => rows += 1,
            RowPrice::Known(_) | RowPrice::NotOnEci => {}
        }
    }
    let have = match rows {
        0 => return None,
        1 => "1 row has no known price".to_owned(),
        many => format!("{many} rows have no known price"),
    };
    let reasons: Vec<_> = reasons.into_iter().map(Named::summary).collect();
    Some(match &reasons[..] {
        [] => have,
        reasons => format!("{have} ({})", reasons.join("; ")),
    })
}

/// When an application runs and what a run costs: `12 runs a day, CNY 0.37 a run, 132.30 a month`. `None`
/// without a schedule and a runtime.
#[must_use]
pub fn runs(rows: &[&PodPlan], prices: Option<&PriceList>) -> Option<String> {
    let runs = &rows.first()?.runs;
    let mut parts = Vec::new();
    if let Some(schedule) = &runs.schedule {
        parts.push(match runs.a_day {
            None if runs.problems.is_empty() => format!("schedule {schedule}"),
            None => format!("invalid schedule {schedule}"),
            Some(0.0) => format!("schedule {schedule} never runs"),
            Some(a_day) => format!("schedule {schedule}, {} a day", number_of_runs(a_day)),
        });
    }
    if let (Some(length), Some(prices)) = (runs.length, prices) {
        let total = TotalPrice::new(rows.iter().copied(), prices);
        let length = duration(length);
        let price = runs.price(total.first_hour).filter(|_| total.priced > 0);
        parts.push(match price {
            None => format!("a run of {length}"),
            Some(price) => {
                let least = if total.unknown > 0 { "at least " } else { "" };
                let currency = &prices.currency;
                let most = total.most_hour.and_then(|most| runs.price(most));
                let bound = bound(price, most);
                let month = runs.price_of_month(total.first_hour);
                let month = month.map(|month| format!(", {month:.2} in 30 days"));
                let month = month.unwrap_or_default();
                format!("{least}{currency} {price:.2}{bound} for a run of {length}{month}")
            }
        });
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The applications with a schedule or a runtime, each with the text about it.
pub(super) fn all_runs(plan: &Plan) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for rows in plan.files.iter().flat_map(by_application) {
        let rows: Vec<&PodPlan> = rows.iter().collect();
        if let Some(runs) = runs(&rows, plan.prices.as_ref()) {
            all.push((application(&rows[0].application), runs));
        }
    }
    all
}

/// The rows of a file, grouped by application.
pub(super) fn by_application(file: &PlannedFile) -> impl Iterator<Item = &[PodPlan]> {
    file.plan.pods.chunk_by(|one, other| {
        one.application == other.application && one.places.object == other.places.object
    })
}

/// `1 run`, `288 runs`, `0.14 runs`.
fn number_of_runs(a_day: f64) -> String {
    match (a_day * 100.0).round() / 100.0 {
        1.0 => "1 run".to_owned(),
        rounded => format!("{rounded} runs"),
    }
}

/// `1h 30m`.
fn duration(length: Duration) -> String {
    let length = jiff::SignedDuration::try_from(length).unwrap_or(jiff::SignedDuration::MAX);
    format!("{length:#}")
}
