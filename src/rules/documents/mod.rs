//! Rules about the input itself.

pub mod invalid_yaml;
pub mod not_judged;
