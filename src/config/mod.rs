//! The configuration file, and the settings that follow from it for a file.

mod charts;
mod check;
mod choice;
#[cfg(feature = "custom-rules")]
mod conjuncts;
mod custom;
mod custom_rule;
mod effective;
mod example;
mod extend;
mod file_form;
mod form;
mod layer;
mod locks;
mod parse;
mod path_patterns;
mod prices;
#[cfg(feature = "custom-rules")]
mod rule_expressions;
mod rule_source;
mod run_paths;
mod schema;
mod settings;
mod starter;
mod values;

pub use charts::{ChartEntry, Placed};
pub use check::OPTIONS;
pub use custom::ReadFile;
pub use effective::{Above, Effective, Flags, Shown, is_of_run};
pub use parse::{Config, check_pattern, parse};
pub use run_paths::FORMATS;
pub use schema::schema;
pub use settings::check_spark_version;
pub use starter::starter;

/// The file names of configurations.
pub const FILE_NAMES: [&str; 2] = ["spark-eci-lint.yaml", ".spark-eci-lint.yaml"];
