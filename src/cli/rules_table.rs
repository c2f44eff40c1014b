//! The table of rules, fitted to the terminal.

use std::io::{self, Write};

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};

use super::output::bold;
use crate::{
    finding::{FixKind, Language, RuleInfo, Severity},
    named::Named as _,
    report::{Style, printable, wrapped},
};

/// The indentation of a summary on a line of its own.
const INDENT: &str = "       ";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// One line per rule.
    Wide,
    /// One line per rule, with groups as headings instead of a column.
    Grouped,
    /// Groups as headings, and each summary below the other columns.
    Stacked,
}

/// Writes the widest form that fits. Without a known width, one line per rule, for `grep`.
pub(super) fn write(
    infos: &[&RuleInfo],
    language: Language,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let fits = |form: &Form| {
        let table = table(infos, *form, language, style);
        style.width.is_none_or(|width| columns(&table) <= width)
    };
    let form = [Form::Wide, Form::Grouped].into_iter().find(fits);
    let form = form.unwrap_or(Form::Stacked);
    let table = table(infos, form, language, style);
    let mut lines = table.lines().map(|line| line.trim_end().to_owned());
    writeln!(out, "{}", lines.next().unwrap_or_default())?;
    let mut group = None;
    for (info, line) in infos.iter().zip(lines) {
        if form != Form::Wide && group != Some(&info.group) {
            group = Some(&info.group);
            let name = printable(&info.group);
            writeln!(out, "\n{}", bold(&name, style))?;
        }
        writeln!(out, "{line}")?;
        if form == Form::Stacked {
            let summary = format!("{INDENT}{}", printable(info.summary_in(language)));
            writeln!(out, "{}", wrapped(&summary, style.columns(), INDENT))?;
        }
    }
    Ok(())
}

fn table(infos: &[&RuleInfo], form: Form, language: Language, style: Style) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    if style.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let columns = |id, name, group, severity, fix, summary| {
        let group = (form == Form::Wide).then_some(group);
        let summary = (form != Form::Stacked).then_some(summary);
        [
            Some(id),
            Some(name),
            group,
            Some(severity),
            Some(fix),
            summary,
        ]
        .into_iter()
        .flatten()
    };
    table.set_header(columns(
        Cell::new("ID"),
        Cell::new("NAME"),
        Cell::new("GROUP"),
        Cell::new("SEVERITY"),
        Cell::new("FIX"),
        Cell::new("SUMMARY"),
    ));
    for info in infos {
        table.add_row(columns(
            Cell::new(&info.id).add_attribute(Attribute::Bold),
            Cell::new(printable(&info.name)),
            Cell::new(printable(&info.group)),
            Cell::new(info.severity.name()).fg(color(info.severity)),
            Cell::new(fix(info.fix)),
            Cell::new(printable(info.summary_in(language))),
        ));
    }
    for (at, column) in table.column_iter_mut().enumerate() {
        let is_close = at == 0 || form == Form::Stacked;
        column.set_padding((u16::from(!is_close), 1));
    }
    table
}

/// The width of a table: one blank on both sides of each column, except at the outer edges.
fn columns(table: &Table) -> usize {
    let contents = table.column_max_content_widths();
    let columns = contents.into_iter().map(|width| usize::from(width) + 2);
    columns.sum::<usize>().saturating_sub(2)
}

/// One of the 16 colours that the terminal's theme makes readable.
fn color(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::DarkRed,
        Severity::Warning => Color::DarkYellow,
        Severity::Info => Color::DarkCyan,
    }
}

fn fix(kind: FixKind) -> &'static str {
    match kind {
        FixKind::None => "",
        FixKind::Safe => "safe",
        FixKind::Unsafe => "unsafe",
        FixKind::Display => "shown",
    }
}
