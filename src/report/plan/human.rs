//! The plan for the terminal.

use std::io::{self, Write};

use super::{table, text};
use crate::{
    plan::Plan,
    report::{Style, wrap::write_line},
};

/// Before wrapped lines.
const INDENT: &str = "   ";

pub(super) fn write(plan: &Plan, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = Lines { out, style };
    if plan.rows().next().is_some() {
        out.rows(plan)?;
    }
    let rows = plan.rows();
    for (row, refused) in rows.filter_map(|row| Some((row, row.refused.as_ref()?))) {
        out.line(&format!(
            "{} {}: refused at {}: {}",
            text::shown(&text::application(&row.application)),
            row.role,
            refused.stage,
            text::shown(&refused.message)
        ))?;
    }
    for (application, runs) in text::all_runs(plan) {
        out.line(&format!(
            "{}: {}",
            text::shown(&application),
            text::shown(&runs)
        ))?;
    }
    match text::total(plan) {
        Some(total) => out.line(&total),
        None => Ok(()),
    }
}

struct Lines<'o> {
    out: &'o mut dyn Write,
    style: Style,
}

impl Lines<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        write_line(text, INDENT, self.style, self.out)
    }

    /// The rows of all files, below the names of files and applications.
    fn rows(&mut self, plan: &Plan) -> io::Result<()> {
        let table = table::lines(plan, self.style);
        if let Some(table) = &table {
            writeln!(self.out, "{}", table.head)?;
        }
        let is_grouped = table.as_ref().is_none_or(|table| table.is_grouped);
        let mut lines = table.map(|table| table.rows.into_iter());
        let indent = if plan.has_built() { " " } else { "" };
        for file in &plan.files {
            if plan.has_built() && !file.plan.pods.is_empty() {
                self.line(&format!("{}:", text::shown(&file.title())))?;
            }
            for rows in text::by_application(file) {
                if is_grouped {
                    let name = text::application(&rows[0].application);
                    self.line(&format!("{indent}{}", text::shown(&name)))?;
                }
                for row in rows {
                    match &mut lines {
                        Some(lines) => {
                            for line in lines.next().unwrap_or_default() {
                                writeln!(self.out, "{line}")?;
                            }
                        }
                        None => {
                            let (pods, price) = table::sentences(row, plan.prices.as_ref());
                            self.line(&format!("{indent} {pods}"))?;
                            if let Some(price) = price {
                                self.line(&format!("{indent}{INDENT}{price}"))?;
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }
}
