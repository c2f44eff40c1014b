//! Colours of a table. The library without the feature `cli` has none.

use comfy_table::{Cell, Table};

#[derive(Clone, Copy)]
pub(super) enum Tint {
    Green,
    Yellow,
    Red,
}

/// Overrides the detection of a terminal by comfy-table.
#[cfg(feature = "cli")]
pub(super) fn set_colors(table: &mut Table, are_wanted: bool) {
    if are_wanted {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
}

#[cfg(feature = "cli")]
pub(super) fn tinted(cell: Cell, tint: Tint) -> Cell {
    use comfy_table::Color;

    cell.fg(match tint {
        Tint::Green => Color::Green,
        Tint::Yellow => Color::Yellow,
        Tint::Red => Color::Red,
    })
}

#[cfg(not(feature = "cli"))]
pub(super) fn set_colors(_: &mut Table, _: bool) {}

#[cfg(not(feature = "cli"))]
pub(super) fn tinted(cell: Cell, _: Tint) -> Cell {
    cell
}
