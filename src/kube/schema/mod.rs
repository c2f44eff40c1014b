//! What the API server demands of the fields of a Spark application of each kind, and what Kubernetes itself
//! can read of a pod template.
//!
//! Source: the operators' custom resource definitions and the schemas of Kubernetes, as `.ci/schemas`
//! writes them to `rules/catalog/schemas.json`, which names their versions.

mod mismatch;
mod part;
mod walk;

pub use mismatch::{Mismatch, Wanted};
pub use part::{Part, PartKind, pod_template, schema};
pub use walk::{Place, PlaceStep, walk};
