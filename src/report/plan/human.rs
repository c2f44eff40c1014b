//! The plan as a table for the terminal.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, Write},
};

use comfy_table::{Cell, CellAlignment, Color, ContentArrangement, Row, Table, presets};

use super::text::{self, Room};
use crate::{
    eci::PriceList,
    plan::{Plan, PodPlan},
    report::{Style, printable},
};

/// Cells of a bar that is full.
const BAR: u64 = 5;

pub(super) fn write(plan: &Plan, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let prices = plan.prices.as_ref();
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        // A row stays a line: what is cut is easier to read than what is wrapped.
        .set_content_arrangement(ContentArrangement::Disabled);
    if style.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let mut head = vec![
        "APPLICATION",
        "ROLE",
        "PODS",
        "CPU",
        "MEMORY",
        "INSTANCE",
        "ROOM",
        "CPU USED",
        "MEMORY USED",
    ];
    let titles = prices.map(|prices| {
        let currency = &prices.currency;
        [format!("{currency}/H"), "ALL PODS".to_owned()]
    });
    head.extend(titles.iter().flatten().map(String::as_str));
    let mut rows = plan
        .files
        .iter()
        .flat_map(|file| &file.plan.pods)
        .peekable();
    if rows.peek().is_some() {
        table.set_header(head);
    }
    for row in rows {
        table.add_row(table_row(row, prices));
    }
    if table.row_count() > 0 {
        let titles = titles_by_row(plan);
        for (at, line) in table.lines().enumerate() {
            // The first line is the head.
            if let Some(title) = at.checked_sub(1).and_then(|row| titles.get(&row)) {
                writeln!(out, "{}:", printable(title))?;
            }
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    let rows = plan.files.iter().flat_map(|file| &file.plan.pods);
    for (row, refused) in rows.filter_map(|row| Some((row, row.refused.as_ref()?))) {
        writeln!(
            out,
            "{} {}: refused at {}: {}",
            printable(&text::application(&row.application)),
            row.role,
            refused.stage,
            printable(&refused.message)
        )?;
    }
    for (application, runs) in text::all_runs(plan) {
        writeln!(out, "{}: {}", printable(&application), printable(&runs))?;
    }
    match text::total(plan) {
        Some(total) => writeln!(out, "{total}"),
        None => Ok(()),
    }
}

/// The names of kustomizations and files, by the first row of each, where there is a kustomization.
fn titles_by_row(plan: &Plan) -> BTreeMap<usize, Cow<'_, str>> {
    let mut titles = BTreeMap::new();
    if !plan.has_built() {
        return titles;
    }
    let mut row = 0;
    for file in &plan.files {
        if !file.plan.pods.is_empty() {
            titles.insert(row, file.title());
        }
        row += file.plan.pods.len();
    }
    titles
}

fn table_row(row: &PodPlan, prices: Option<&PriceList>) -> Row {
    let plain = |text: String| Cell::new(printable(&text).into_owned());
    let number = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    let is_short = Room::from_row(row).is_some_and(Room::is_short);
    let room = match &row.refused {
        Some(_) => Cell::new("refused").fg(Color::Red),
        None if is_short => Cell::new(text::room_or_dash(row)).fg(Color::Red),
        None => Cell::new(text::room_or_dash(row)),
    };
    let (cpu, memory) = text::shares(row).unzip();
    let mut cells = vec![
        plain(text::application(&row.application)),
        plain(row.role.to_owned()),
        plain(text::pods(row)),
        plain(text::cpu(row)),
        plain(text::memory(row)),
        plain(text::given(row)),
        room,
        bar(cpu),
        bar(memory),
    ];
    if let Some(prices) = prices {
        cells.extend(text::prices(row, prices).map(number));
    }
    Row::from(cells)
}

/// `███░░ 52 %`.
fn bar(share: Option<u64>) -> Cell {
    let Some(share) = share else {
        return Cell::new("?");
    };
    let full = (share * BAR).div_ceil(100).min(BAR);
    let cell = |count: u64, letter: &str| letter.repeat(usize::try_from(count).unwrap_or_default());
    let text = format!("{}{} {share} %", cell(full, "█"), cell(BAR - full, "░"));
    let color = match share {
        101.. => Color::Red,
        50..=100 => Color::Green,
        _ => Color::Yellow,
    };
    Cell::new(text).fg(color)
}
