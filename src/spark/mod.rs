//! Spark on Kubernetes: which documents are Spark applications, and the driver and executor pods
//! that the Spark operator and Spark make of them.
//!
//! The way there is theirs: the operator turns an application's spec into Spark settings
//! ([`Conf`]), Spark turns settings and pod templates into pods, and the operator's webhook puts
//! the remaining fields on top ([`submission`]).

mod application;
mod arithmetic;
mod byte_size;
mod conf;
mod count;
pub(crate) mod documents;
mod extents;
mod fields;
mod mention;
#[cfg(test)]
mod oracle_tests;
mod origin;
mod pod;
#[cfg(test)]
mod pod_tests;
mod pods;
mod schema;
mod version;

pub use application::{Application, Kind, applications};
pub use arithmetic::{Factor, Language, Memory, Overhead, OverheadReason};
pub use conf::{Conf, Overridden, Setting};
pub use count::Count;
pub use extents::extents;
pub use fields::{UnknownField, unknown_fields};
pub use mention::{Mention, Placeholder, may_mention};
pub use origin::{Origin, Problem, Sourced, Stage, Unjudged};
pub use pod::{
    Container, ContainerMemory, Field, Gpus, Pair, Paths, Pod, Port, Resources, Role,
    SparkContainer, Toleration, Volume,
};
pub use pods::{PodOptions, Submission, submission};
pub use schema::{Violation, Wanted, violations};
pub use version::SparkVersion;
