//! Rules about the input itself.

pub(super) mod airflow_template;
pub(super) mod duplicate_key;
pub(super) mod invalid_field_type;
pub mod invalid_yaml;
pub mod not_judged;
pub(super) mod unknown_field;
pub(super) mod unserved_api_version;
pub mod unused_suppression;
