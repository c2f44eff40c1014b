//! Values: from files and settings to what the templates of each chart see.

mod block;
pub(super) mod coalesce;
pub(super) mod given;
pub(super) mod read;
pub(super) mod set;
pub(super) mod table;
#[cfg(test)]
mod trace_tests;

pub(crate) use block::Block;
pub use given::{Part, Values, check, check_settings};
pub use set::{Setting, SettingKind};
