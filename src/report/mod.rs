//! The reports: one file per format.

mod annotation;
mod azure;
mod checkstyle;
mod concise;
mod config_errors;
mod context;
mod fingerprint;
mod fix_lines;
mod format;
mod github;
mod gitlab;
mod human;
mod json;
mod json_application;
mod json_list;
mod junit;
mod markdown;
mod paint;
mod parallel;
mod place;
mod plan;
mod printable;
mod rdjson;
mod sarif;
mod snippet;
mod statistics;
mod style;
mod summary;
mod wrap;
mod xml;

pub use config_errors::write_config_errors;
pub use context::Context;
pub use format::{Format, annotation, write};
pub use markdown::PLANNED;
pub use place::relative_to as path_below;
pub use plan::text as plan_words;
pub use plan::{PlanReport, write_difference, write_plan, write_plan_json};
pub use printable::printable;
pub use statistics::{write_json_statistics, write_statistics};
pub use style::Style;
#[cfg(feature = "cli")]
pub(crate) use wrap::wrapped;
