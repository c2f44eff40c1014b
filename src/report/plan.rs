//! The formats of the plan.

mod difference;
mod html;
mod human;
mod json;
pub(super) mod markdown;
mod table;
pub mod text;
mod tint;

use std::io::{self, Write};

pub use json::write as write_plan_json;

use super::Style;
use crate::plan::{Difference, Plan};

/// The format of a plan.
#[derive(Clone, Copy, Debug)]
pub enum PlanReport {
    /// A table for people.
    Human(Style),
    /// A self-contained HTML page.
    Html,
    /// JSON, version 1.
    Json,
    /// A table for pull requests.
    Markdown,
}

/// Writes a plan.
///
/// # Errors
/// Errors of the writer.
pub fn write_plan(plan: &Plan, format: PlanReport, out: &mut dyn Write) -> io::Result<()> {
    match format {
        PlanReport::Human(style) => human::write(plan, style, out),
        PlanReport::Html => html::write(plan, None, out),
        PlanReport::Json => json::write(plan, out),
        PlanReport::Markdown => markdown::write(plan, out),
    }
}

/// Writes the difference to the plan of a base.
///
/// # Errors
/// Errors of the writer.
pub fn write_difference(
    plan: &Plan,
    difference: &Difference,
    format: PlanReport,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        PlanReport::Human(style) => difference::human(difference, style, out),
        PlanReport::Html => html::write(plan, Some(difference), out),
        PlanReport::Json => json::write_difference(difference, out),
        PlanReport::Markdown => difference::markdown(difference, out),
    }
}
