//! The rules, one file each. A rule looks at a pod or an application and reports diagnostics; its page in `rules/` has its
//! name, its severity and its documentation.

mod annotations;
mod capacity;
mod custom;
mod description;
mod documents;
mod features;
mod options;
mod page;
mod placement;
mod quantities;
mod registry;
mod runner;
mod selector;
mod set;
mod settings;
mod spec;

#[cfg(feature = "custom-rules")]
pub use custom::Expressions;
pub use custom::{CustomRule, Example, GROUP, On};
pub use documents::{custom_rule_not_judged, invalid_yaml, not_judged, unused_suppression};
pub use options::RuleOptions;
pub use page::first_paragraph;
pub use registry::{Check, IsOn, Rule, all};
pub use runner::run;
pub use selector::{Selector, selects};
pub use set::RuleSet;
