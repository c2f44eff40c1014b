//! The reports: one file per format, all over the same findings.

mod concise;
mod format;
mod github;
mod human;
mod json;
mod json_application;
mod place;
mod plan;
mod printable;
mod sarif;
mod snippet;

pub use format::{Context, Format, write};
pub use human::{Style, write_config_errors};
pub(crate) use plan::text as plan_words;
pub use plan::{PlanReport, write_plan};
pub use printable::printable;
