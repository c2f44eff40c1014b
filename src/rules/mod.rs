//! The rules, one file each. A rule looks at a pod and drafts findings; its page in `rules/` says
//! what it is called, how bad its findings are, and everything that a person is told about it.

mod capacity;
mod documents;
mod page;
mod placement;
mod registry;
mod spec;
mod subject;

pub use documents::{invalid_yaml, not_judged};
pub use registry::{Check, Rule, all, find};
pub use subject::{JudgedPod, SizedEntry};
