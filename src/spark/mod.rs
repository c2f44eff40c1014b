//! Spark on Kubernetes: finds Spark applications and builds their driver and executor pods like the Spark operator and
//! Spark.
//!
//! The steps are the original ones: the operator turns an application's spec into Spark settings ([`Conf`]), Spark
//! builds pods from settings and pod templates, and the operator's webhook adds the remaining fields (`submission`).

mod allocation;
mod application;
mod arithmetic;
mod byte_size;
mod conf;
mod count;
mod duration;
mod field_path;
mod fields;
mod kind;
mod known_settings;
mod meant_setting;
mod mention;
mod mismatches;
mod missing_field;
mod operator;
#[cfg(test)]
mod oracle_tests;
mod origin;
mod pod;
#[cfg(test)]
mod pod_tests;
mod pods;
mod role;
mod submission;
mod submit_spark;
mod trim;
mod value_type;
mod version;
mod violations;
mod webhook;

pub use allocation::AllocationBatch;
pub use application::{Application, ItemType, Launcher, LostField, Stop, application};
pub use arithmetic::{Factor, Language, Memory, Overhead, OverheadReason};
pub use conf::{ANNOTATION_PREFIXES, Conf, Master, Overridden, Setting};
pub use count::Count;
pub use fields::{Home, Level, Meaning, Owner, UnknownField, is_role_field};
pub use kind::{KINDS, Kind, KindSpec, NameLimit};
pub use known_settings::{KnownSetting, NEWEST_SPARK, OLDEST_SPARK, known_setting, known_settings};
pub use meant_setting::{is_of_pods, meant_settings};
pub use mention::{
    Mention, Placeholder, has_escapes, holds_application, is_version, may_hold_application,
    may_mention, names_spark,
};
pub use mismatches::{Mismatches, mismatches};
pub use missing_field::{MissingField, RepeatedItem};
pub use operator::Operator;
pub use origin::{Origin, Problem, Sourced, Stage, Unjudged};
pub use pod::{
    AddedVolumes, Container, ContainerMemory, Field, Gpus, HostPort, Image, Mount, MountedBy, Pair,
    Pod, Port, Resources, SparkContainer, StorageClass, Toleration, Volume, WrittenName,
};
pub use pods::{PodOptions, Submission, is_local_dir};
pub use role::{Paths, Role, RoleSpec};
pub use submission::submission;
pub use submit_spark::SubmitSpark;
pub use value_type::{Least, ValueType};
pub use version::SparkVersion;
pub use violations::{Found, TooDeep, Violation};
pub use webhook::Webhook;
