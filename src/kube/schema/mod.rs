//! The API server's requirements on the fields of each kind of Spark application, and the types of pod templates.
//!
//! Source: the operators' custom resource definitions and the schemas of Kubernetes. `.ci/schemas` writes them to
//! `rules/catalog/schemas.json`, which has their versions.

mod mismatch;
mod part;
mod walk;

pub use mismatch::{Mismatch, Wanted};
pub use part::{Part, PartKind, pod_template, schema};
pub use walk::{Place, PlaceStep, walk};
