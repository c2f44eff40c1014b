//! The reports: one file per format, all over the same findings.

mod azure;
mod checkstyle;
mod concise;
mod context;
mod fingerprint;
mod format;
mod github;
mod gitlab;
mod human;
mod json;
mod json_application;
mod json_list;
mod junit;
mod markdown;
mod parallel;
mod place;
mod plan;
mod printable;
mod rdjson;
mod sarif;
mod snippet;
mod style;
mod wrap;
mod xml;

pub use context::Context;
pub use format::{Format, write};
pub use human::write_config_errors;
pub use markdown::PLANNED;
pub(crate) use plan::text as plan_words;
pub use plan::{PlanReport, write_difference, write_plan};
pub use printable::printable;
pub use style::Style;
pub(crate) use wrap::wrapped;
