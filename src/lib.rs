//! spark-eci-lint
pub mod source;
pub mod yaml;
