//! The rules, one file each. A rule looks at a pod or an application and drafts findings; its page
//! in `rules/` says what it is called, how bad its findings are, and everything that a person is
//! told about it.

mod annotations;
mod capacity;
mod documents;
mod environment;
mod features;
mod judge;
mod page;
mod placement;
mod registry;
mod settings;
mod spec;
mod subject;

pub use documents::{invalid_yaml, not_judged, unused_suppression};
pub use environment::{Cluster, Environment, Placement};
pub use judge::{judge, look_at};
pub use registry::{Check, Rule, alike, all, find};
pub use subject::{Form, JudgedApplication, JudgedPod, SizedEntry};
