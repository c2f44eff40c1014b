//! The table for the terminal, with as many columns as fit.

use comfy_table::{Cell, CellAlignment, ContentArrangement, Row, Table, presets};

use super::{
    text::{self, Room},
    tint::{Tint, set_colors, tinted},
};
use crate::{
    eci::PriceList,
    plan::{Plan, PodPlan, RowPrice},
    report::Style,
};

/// The width of a full bar.
const BAR: u64 = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Application,
    Role,
    Pods,
    Cpu,
    MemorySum,
    MemoryTotal,
    Instance,
    /// The instance, with its notes on the lines below.
    InstanceOverNotes,
    Room,
    CpuBar,
    MemoryBar,
    CpuUsed,
    MemoryUsed,
}

/// The forms of the table, the widest one first. In forms without a column for it, the application's name is above its
/// rows. Each form ends with the prices.
const FORMS: [&[Column]; 13] = {
    use Column::{
        Application, Cpu, CpuBar, CpuUsed, Instance, InstanceOverNotes, MemoryBar, MemorySum,
        MemoryTotal, MemoryUsed, Pods, Role, Room,
    };
    [
        &[
            Application,
            Role,
            Pods,
            Cpu,
            MemorySum,
            Instance,
            Room,
            CpuBar,
            MemoryBar,
        ],
        &[
            Role, Pods, Cpu, MemorySum, Instance, Room, CpuBar, MemoryBar,
        ],
        &[
            Role, Pods, Cpu, MemorySum, Instance, Room, CpuUsed, MemoryUsed,
        ],
        &[
            Role,
            Pods,
            Cpu,
            MemorySum,
            InstanceOverNotes,
            Room,
            CpuUsed,
            MemoryUsed,
        ],
        &[Role, Pods, Cpu, MemorySum, Instance, Room],
        &[Role, Pods, Cpu, MemorySum, InstanceOverNotes, Room],
        &[Role, Pods, Cpu, MemoryTotal, Instance, Room],
        &[Role, Pods, Cpu, MemoryTotal, InstanceOverNotes, Room],
        &[Role, Pods, Cpu, MemoryTotal, Instance],
        &[Role, Pods, Cpu, MemoryTotal, InstanceOverNotes],
        &[Role, Pods, MemoryTotal, Instance],
        &[Role, Pods, MemoryTotal, InstanceOverNotes],
        &[Role, Pods, InstanceOverNotes],
    ]
};

pub(super) struct Lines {
    /// True if the rows have no column for the application.
    pub(super) is_grouped: bool,
    pub(super) head: String,
    pub(super) rows: Vec<Vec<String>>,
}

/// The widest form of the table that fits. `None` if none does.
pub(super) fn lines(plan: &Plan, style: Style) -> Option<Lines> {
    let indent = u16::from(plan.has_built());
    FORMS.iter().find_map(|form| {
        let table = table(plan, form, style, indent);
        let fits = style
            .width
            .is_none_or(|width| columns(&table) + usize::from(indent) <= width);
        fits.then(|| Lines::new(plan, form, &table))
    })
}

impl Lines {
    fn new(plan: &Plan, form: &[Column], table: &Table) -> Self {
        let mut lines = table.lines().map(|line| line.trim_end().to_owned());
        let head = lines.next().unwrap_or_default();
        let has_notes_below = form.contains(&Column::InstanceOverNotes);
        let rows = plan.rows().map(|row| {
            let height = if has_notes_below {
                text::given_parts(row).len()
            } else {
                1
            };
            lines.by_ref().take(height).collect()
        });
        Self {
            rows: rows.collect(),
            head,
            is_grouped: !form.contains(&Column::Application),
        }
    }
}

fn table(plan: &Plan, form: &[Column], style: Style, indent: u16) -> Table {
    let prices = plan.prices.as_ref();
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        // No wrapping, which is hard to read: a narrow terminal gets another form.
        .set_content_arrangement(ContentArrangement::Disabled);
    set_colors(&mut table, style.color);
    let head = form.iter().map(|column| column.title().to_owned());
    let titles = prices.map(|prices| {
        let currency = &prices.currency;
        [format!("{currency}/H"), format!("{currency}/H ALL")]
    });
    table.set_header(head.chain(titles.into_iter().flatten()));
    for row in plan.rows() {
        table.add_row(cells(row, form, prices));
    }
    if let Some(column) = table.column_mut(0) {
        column.set_padding((1 + indent, 1));
    }
    table
}

/// The width of a table: one blank on both sides of each column, except the last.
fn columns(table: &Table) -> usize {
    let contents = table.column_max_content_widths();
    let columns = contents.into_iter().map(|width| usize::from(width) + 2);
    columns.sum::<usize>().saturating_sub(1)
}

fn cells(row: &PodPlan, form: &[Column], prices: Option<&PriceList>) -> Row {
    let number = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    let prices = prices.map(|prices| text::prices(row, prices).map(number));
    let cells = form.iter().map(|column| column.cell(row));
    let cells: Vec<Cell> = cells.chain(prices.into_iter().flatten()).collect();
    Row::from(cells)
}

impl Column {
    fn title(self) -> &'static str {
        match self {
            Self::Application => "APPLICATION",
            Self::Role => "ROLE",
            Self::Pods => "PODS",
            Self::Cpu => "CPU",
            Self::MemorySum | Self::MemoryTotal => "MEMORY",
            Self::Instance | Self::InstanceOverNotes => "INSTANCE",
            Self::Room => "ROOM",
            Self::CpuBar | Self::CpuUsed => "CPU USED",
            Self::MemoryBar | Self::MemoryUsed => "MEMORY USED",
        }
    }

    fn cell(self, row: &PodPlan) -> Cell {
        let (cpu, memory) = text::shares(row).unzip();
        match self {
            Self::Application => Cell::new(text::shown(&text::application(&row.application))),
            Self::Role => Cell::new(row.role),
            Self::Pods => Cell::new(text::pods(row)),
            Self::Cpu => Cell::new(text::cpu(row)),
            Self::MemorySum => Cell::new(text::memory(row)),
            Self::MemoryTotal => Cell::new(text::memory_total(row)),
            Self::Instance => Cell::new(text::shown(&text::given(row))),
            Self::InstanceOverNotes => {
                let parts = text::given_parts(row);
                let parts: Vec<_> = parts.iter().map(|part| text::shown(part)).collect();
                Cell::new(parts.join("\n"))
            }
            Self::Room => room(row),
            Self::CpuBar => used(row, cpu, true),
            Self::MemoryBar => used(row, memory, true),
            Self::CpuUsed => used(row, cpu, false),
            Self::MemoryUsed => used(row, memory, false),
        }
    }
}

fn room(row: &PodPlan) -> Cell {
    if row.refused.is_some() {
        return tinted(Cell::new("refused"), Tint::Red);
    }
    let cell = Cell::new(text::room_or_dash(row));
    if Room::from_row(row).is_some_and(Room::is_short) {
        tinted(cell, Tint::Red)
    } else {
        cell
    }
}

/// `███░░ 52 %`, or without the bar `52 %`.
fn used(row: &PodPlan, share: Option<u64>, with_bar: bool) -> Cell {
    let Some(share) = share else {
        return Cell::new(text::unknown_or_dash(row));
    };
    let full = (share * BAR).div_ceil(100).min(BAR);
    let cell = |count: u64, letter: &str| letter.repeat(usize::try_from(count).unwrap_or_default());
    let bar = if with_bar {
        format!("{}{} ", cell(full, "█"), cell(BAR - full, "░"))
    } else {
        String::new()
    };
    let tint = match share {
        101.. => Tint::Red,
        50..=100 => Tint::Green,
        _ => Tint::Yellow,
    };
    tinted(Cell::new(format!("{bar}{share} %")), tint)
}

/// A row as two sentences if no table fits: its pods, and their price.
pub(super) fn sentences(row: &PodPlan, prices: Option<&PriceList>) -> (String, Option<String>) {
    let pods = match row.pods {
        Some(pods) if pods.max == Some(1) => "pod",
        _ => "pods",
    };
    let mut parts = vec![
        format!("{}: {} {pods}", row.role, text::pods(row)),
        text::memory_total(row),
        text::shown(&text::given(row)).into_owned(),
    ];
    if row.refused.is_some() {
        parts.push("refused".to_owned());
    } else if Room::from_row(row).is_some_and(Room::is_short) {
        parts.push(text::room(row));
    }
    let prices = prices.filter(|prices| row.price(prices) != RowPrice::NotOnEci);
    let price = prices.map(|prices| {
        let [pod, all] = text::prices(row, prices);
        format!("{}/h {pod}, all {all}", prices.currency)
    });
    (parts.join(", "), price)
}
