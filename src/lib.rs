//! spark-eci-lint
pub mod eci;
pub mod source;
pub mod spark;
pub mod units;
pub mod yaml;
