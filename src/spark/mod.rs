//! Spark on Kubernetes: which documents are Spark applications, and the driver and executor pods
//! that the Spark operator and Spark make of them.
//!
//! The way there is theirs: the operator turns an application's spec into Spark settings
//! ([`Conf`]), Spark turns settings and pod templates into pods, and the operator's webhook puts
//! the remaining fields on top ([`submission`]).

mod allocation;
mod application;
mod arithmetic;
mod byte_size;
mod conf;
mod count;
mod fields;
mod kind;
mod mention;
mod operator;
#[cfg(test)]
mod oracle_tests;
mod origin;
mod pod;
#[cfg(test)]
mod pod_tests;
mod pods;
mod role;
mod schema;
mod submission;
mod trim;
mod version;
mod violations;

pub use allocation::AllocationBatch;
pub use application::{Application, ItemType, Launcher, LostField, Stop, application};
pub use arithmetic::{Factor, Language, Memory, Overhead, OverheadReason};
pub use conf::{ANNOTATION_PREFIXES, Conf, Master, Overridden, Setting};
pub use count::Count;
pub use fields::{Home, Owner, UnknownField, UnknownKind, is_role_field, unknown_fields};
pub use kind::{KINDS, Kind, KindSpec, NameLimit};
pub use mention::{
    Mention, Placeholder, has_escapes, holds_application, is_version, may_hold_application,
    may_mention, names_spark,
};
pub use operator::Operator;
pub use origin::{Origin, Problem, Sourced, Stage, Unjudged};
pub use pod::{
    AddedVolumes, Container, ContainerMemory, Field, Gpus, HostPort, Pair, Pod, Port, Resources,
    SparkContainer, StorageClass, Toleration, Volume, WrittenName,
};
pub use pods::{PodOptions, Submission};
pub use role::{Paths, Role, RoleSpec};
pub use submission::submission;
pub use version::SparkVersion;
pub use violations::{Found, TooDeep, Violation, Wanted, violations};
