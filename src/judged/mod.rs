//! Verdicts: what ECI makes of a pod, worked out once and called by name. Rules match on them.

mod environment;
mod subject;

pub use environment::{Cluster, Environment, Placement, RegionalSpecs};
pub use subject::{Form, JudgedApplication, JudgedPod, SizedEntry, fields, judge};
