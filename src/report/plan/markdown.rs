//! The plan as a Markdown table.

use std::io::{self, Write};

use super::text;
use crate::{
    eci::PriceList,
    plan::{Plan, PodPlan},
    report::printable,
};

/// The table, and the total below it.
pub(in crate::report) fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let prices = plan.prices.as_ref();
    let mut head = vec![
        "application",
        "role",
        "pods",
        "CPU",
        "memory",
        "instance",
        "room",
        "used",
    ];
    let titles = prices.map(|prices| {
        let currency = &prices.currency;
        [format!("{currency}/h a pod"), format!("{currency}/h all")]
    });
    head.extend(titles.iter().flatten().map(String::as_str));
    writeln!(out, "| {} |", head.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(head.len()))?;
    for row in plan.files.iter().flat_map(|file| &file.plan.pods) {
        let cells = cells(row, prices);
        let cells: Vec<String> = cells.iter().map(|cell| escape(cell)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    match text::total(plan) {
        Some(total) => writeln!(out, "\n{}", escape(&total)),
        None => Ok(()),
    }
}

fn cells(row: &PodPlan, prices: Option<&PriceList>) -> Vec<String> {
    let used = text::shares(row).map_or_else(
        || "?".to_owned(),
        |(cpu, memory)| format!("CPU {cpu} %, memory {memory} %"),
    );
    let room = match &row.refused {
        Some(refused) => format!("refused ({}): {}", refused.stage, refused.message),
        None => text::room(row),
    };
    let mut cells = vec![
        text::application(&row.application),
        row.role.to_owned(),
        text::pods(row),
        text::cpu(row),
        text::memory(row),
        text::given(row),
        room,
        used,
    ];
    if let Some(prices) = prices {
        cells.extend(text::prices(row, prices));
    }
    cells
}

/// Text from a manifest must stay text in a table: no links, no HTML, no new cells.
pub(in crate::report) fn escape(text: &str) -> String {
    let mut safe = String::new();
    for letter in printable(text).chars() {
        if matches!(
            letter,
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '&' | '@' | '!'
        ) {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}
