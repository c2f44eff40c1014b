//! Verdicts about a pod: where it runs, what it requests, what ECI gives it. They are computed once. Rules match on them, and the
//! plan shows them.

mod annotations;
mod application;
mod billing;
mod disks;
mod environment;
mod fixer;
mod form;
mod instance;
mod landing;
mod less;
mod limits;
mod near_label;
mod other_nodes;
mod placement;
mod pod;
mod resource_policies;
mod runtime;
mod size;
mod spec_choices;
mod spec_fixes;
mod specs;
mod suitability;

pub use application::{JudgedApplication, judge};
pub use environment::{Cluster, Currency, Environment, Placement};
pub use fixer::{Fixer, toleration_of};
pub use form::Form;
pub use instance::{Given, GivenBy};
pub use landing::{Landing, MaybeEci, NotOnEci};
pub use limits::{LowLimit, Resource};
pub use near_label::NearLabel;
pub use other_nodes::{Obstacle, OtherNodes};
pub use placement::{Mistake, PodPlacement, Route, Tolerance};
pub use pod::JudgedPod;
pub use resource_policies::ResourcePolicies;
pub use runtime::parse_runtime;
pub use size::{MemoryPart, MemorySum, PartName, PodSize};
pub use specs::SizedEntry;
pub use suitability::{Suitability, is_of_spot};
