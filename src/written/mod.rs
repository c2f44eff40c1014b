//! Where Spark applications are written: in plain files, inside other objects, in texts and in templates.
//!
//! A file becomes texts to check. Each is YAML, and each has an [`OriginMap`](crate::source::OriginMap) with the place
//! of every part. Checks do not depend on where a text comes from; results are mapped to places once, in
//! `Visit::leave`.
//! what leaves the judgement goes through the map once, in `Visit::leave`.

mod actions;
mod airflow;
mod argo;
mod bytes;
mod chart;
mod documents;
mod embedded;
mod extents;
mod form;
mod inspect;
mod mask;
mod open;
mod regions;
mod same;
mod template;
mod unjudged;

pub use bytes::may_matter;
pub use chart::{Dependency, dependencies};
pub use documents::{Part, applications, parts};
pub(crate) use documents::{Visit, read, visit};
pub use extents::{extents, parts_with_outer_values};
pub use form::{FileForm, is_chart};
pub use inspect::{AtOffset, Origins, Spot, at_offset, find_application};
pub use mask::{with_plain_comments, without_actions};
pub use same::{changed_only, same_values};
pub use unjudged::{Reason, TemplateKind, UnjudgedText};
