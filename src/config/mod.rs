//! The configuration file: what it may say, and what follows from it for a file.

mod effective;
mod file;
mod parse;
mod rule_entry;
mod schema;
mod starter;

pub use effective::{Effective, Flags, Shown};
pub use file::{Cluster, Currency, Placement};
pub use parse::{Config, parse};
pub use schema::schema;
pub use starter::starter;

/// The names under which a configuration is looked for.
pub const FILE_NAMES: [&str; 2] = ["spark-eci-lint.yaml", ".spark-eci-lint.yaml"];
