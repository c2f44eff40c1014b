use super::{
    ROWS,
    table::{Cell, Column, Table},
};
use crate::{
    eci::PriceList,
    plan::{Change, Difference, RowPrice},
    report::plan::{difference, text},
};

/// One row for each role that differs from the base. `None` without differences.
pub(super) fn table(of: &Difference) -> Option<Table> {
    if of.changes.is_empty() {
        return None;
    }
    let prices = of.prices.as_ref();
    let mut columns = vec![
        Column::text("Application"),
        Column::text("Role"),
        Column::text("Change"),
        Column::text("Pods"),
        Column::text("Memory"),
        Column::text("Instance"),
    ];
    if let Some(prices) = prices {
        let currency = &prices.currency;
        columns.push(Column::text(format!("{currency}/h all")));
        columns.push(Column::number(format!("{currency}/h difference")));
        columns.push(Column::number(format!("{currency}/h difference at most")));
    }
    columns.push(Column::text("Cause"));
    let changes = of.changes.iter().take(ROWS);
    let left_out = match of.changes.len().saturating_sub(ROWS) {
        0 => String::new(),
        number => format!(" {number} more changes are not shown; the total includes them."),
    };
    Some(Table {
        id: "changes",
        title: "Changes",
        caption: format!(
            "Roles that were added, removed or altered compared with {}.{left_out}",
            text::shown(&of.base)
        ),
        columns,
        rows: changes.map(|change| cells(change, prices)).collect(),
    })
}

fn cells(change: &Change, prices: Option<&PriceList>) -> Vec<Cell> {
    let row = change.row();
    let name = text::application(&row.application);
    let shown = |text: String| Cell::text(text::shown(&text));
    let mut cells = vec![
        shown(name).with_note(text::shown(&change.path)),
        Cell::text(row.role),
        Cell::text(change.kind.name()),
        shown(difference::both(change, text::pods)),
        shown(difference::both(change, difference::needs)),
        shown(difference::both(change, text::given)),
    ];
    if let Some(prices) = prices {
        let all = difference::both(change, |row| difference::all_pods(row, prices));
        cells.push(shown(all));
        let more = change.difference(prices);
        cells.push(amount(more.first_hour));
        let is_unlimited = [&change.before, &change.after]
            .into_iter()
            .flatten()
            .any(|row| {
                let is_priced = matches!(row.price(prices), RowPrice::Known(_));
                is_priced && row.pods.is_some_and(|pods| pods.max.is_none())
            });
        cells.push(match more.most_hour {
            None if is_unlimited => Cell::number("no limit", None),
            most => amount(most),
        });
    }
    cells.push(shown(difference::causes(change).join(", ")));
    cells
}

fn amount(amount: Option<f64>) -> Cell {
    match amount {
        None => Cell::number("?", None),
        Some(amount) if difference::is_zero(amount) => Cell::number("0.00", Some(0.0)),
        Some(amount) => Cell::number(difference::signed(amount), Some(amount)),
    }
}
