//! Rules about the input itself.

pub(super) mod airflow_template;
pub mod custom_rule_not_judged;
pub(super) mod duplicate_key;
pub(super) mod invalid_field_type;
pub(super) mod invalid_metadata;
pub mod invalid_yaml;
pub(super) mod missing_field;
pub mod not_judged;
pub(super) mod repeated_item;
pub(super) mod unknown_field;
pub(super) mod unserved_api_version;
pub mod unused_suppression;
