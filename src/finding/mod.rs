//! What a rule says: the one form that rules write and reports read.

mod fix;
mod found;
mod label;
mod rule_info;
mod severity;

pub use fix::{Fix, Safety};
pub use found::{Draft, Finding, Subject};
pub use label::Label;
pub use rule_info::{FixKind, RuleInfo, RuleOption, RuleTag};
pub use severity::Severity;
