//! Values: from files and settings to what the templates of each chart see.

pub(super) mod coalesce;
pub(super) mod read;
pub(super) mod set;
pub(super) mod table;
#[cfg(test)]
mod trace_tests;

pub use set::{Setting, SettingKind};
