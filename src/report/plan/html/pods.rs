use super::{
    Shown,
    table::{Cell, Column, Table},
};
use crate::{
    eci::PriceList,
    plan::{Landing, Plan, PlannedFile, PodPlan, RowPrice},
    report::plan::text::{self, Room},
};

/// One row for each role of each application.
pub(super) fn table(plan: &Plan, shown: &Shown<'_>) -> Table {
    let prices = plan.prices.as_ref();
    let mut columns = vec![
        Column::text("Application"),
        Column::text("Role"),
        Column::text("Runs on"),
        Column::number("Pods"),
        Column::number("CPU"),
        Column::number("Memory"),
        Column::text("Instance"),
        Column::number("Room"),
        Column::number("CPU used"),
        Column::number("Memory used"),
    ];
    if let Some(prices) = prices {
        let labels = ["per pod", "all at start", "all at most"];
        columns
            .extend(labels.map(|label| Column::number(format!("{}/h {label}", prices.currency))));
    }
    let rows = shown.applications.iter().flat_map(|(file, rows)| {
        let file = plan.has_built().then_some(*file);
        rows.iter().map(move |row| cells(file, row, prices))
    });
    let left_out = match shown.left_out {
        0 => String::new(),
        number => format!(
            " {number} more rows are not shown; the total includes them, and `--format json` lists them."
        ),
    };
    Table {
        id: "pods",
        title: "Pods",
        caption: format!("What each role requests, and what ECI provides.{left_out}"),
        columns,
        rows: rows.collect(),
    }
}

fn cells(file: Option<&PlannedFile>, row: &PodPlan, prices: Option<&PriceList>) -> Vec<Cell> {
    let name = text::application(&row.application);
    let file = file.map(|file| text::shown(&file.title()).into_owned());
    let mut given = text::given_parts(row).into_iter();
    let is_on_eci = !matches!(row.landing, Landing::Elsewhere(_));
    let instance = given.next().filter(|_| is_on_eci);
    let instance = instance.unwrap_or_else(|| text::unknown_or_dash(row).to_owned());
    let rounded = given.find(|part| is_on_eci && part == "(rounded)");
    let (cpu, memory) = text::shares(row).unzip();
    let mut cells = vec![
        Cell::text(text::shown(&name)).with_note(file.unwrap_or_default()),
        Cell::text(row.role),
        lands(row),
        pods(row),
        Cell::number(text::cpu(row), row.cpu_request.map(|cpu| number(cpu.0))).broken(),
        memory_asked(row),
        Cell::text(text::shown(&instance)).with_note(rounded.unwrap_or_default()),
        room(row),
        used(row, cpu),
        used(row, memory),
    ];
    if let Some(prices) = prices {
        cells.extend(cost(row, prices));
    }
    cells
}

fn lands(row: &PodPlan) -> Cell {
    let place = match row.landing {
        Landing::Eci => "ECI",
        Landing::Maybe(_) => "possibly ECI",
        Landing::Elsewhere(_) => "not on ECI",
    };
    Cell::text(place).with_note(row.landing.reason().unwrap_or_default())
}

fn pods(row: &PodPlan) -> Cell {
    let pods = text::pods(row);
    let (first, most) = pods.split_once(", ").unwrap_or((&pods, ""));
    Cell::number(first, row.pods.map(|pods| pods.initial.into())).with_note(most)
}

fn memory_asked(row: &PodPlan) -> Cell {
    let sum = row.memory.sum.as_ref();
    let total = Cell::number(text::memory_total(row), sum.map(|sum| number(sum.total.0)));
    match sum {
        Some(sum) if sum.parts.len() > 1 => {
            let sum = text::memory(row);
            let parts = sum.split_once(" = ").map_or("", |(parts, _)| parts);
            total.with_note(parts)
        }
        _ => total,
    }
}

fn room(row: &PodPlan) -> Cell {
    let room = Room::from_row(row);
    let text = match &row.refused {
        Some(_) => "refused".to_owned(),
        None => text::room_or_dash(row),
    };
    let is_bad = row.refused.is_some() || room.is_some_and(Room::is_short);
    Cell::number(text, room.map(Room::memory))
        .broken()
        .marked(is_bad)
}

pub(super) fn used(row: &PodPlan, share: Option<u64>) -> Cell {
    match share {
        None => Cell::number(text::unknown_or_dash(row), None),
        Some(share) => Cell::number(format!("{share} %"), Some(number(share))).marked(share > 100),
    }
}

/// The price of one pod, of all at the start, and of the maximum number.
fn cost(row: &PodPlan, prices: &PriceList) -> [Cell; 3] {
    let known = row.price(prices).known();
    let [pod, first] = text::prices(row, prices);
    let most = match (row.price(prices), row.pods) {
        (RowPrice::Known(price), Some(pods)) if pods.max.is_some() => text::amount(price.most_hour),
        (RowPrice::Known(_), Some(_)) => "no limit".to_owned(),
        _ => text::unknown_or_dash(row).to_owned(),
    };
    [
        Cell::number(pod, known.map(|price| price.pod_hour)),
        Cell::number(first, known.and_then(|price| price.first_hour)),
        Cell::number(most, known.and_then(|price| price.most_hour)),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "sizes stay far below 2^52")]
fn number(number: u64) -> f64 {
    number as f64
}
