//! What will be asked for and what ECI will give: a row for each role of each application.

mod build;
mod files;
mod price;
mod row;

pub use crate::judged::{MemorySum, PartName};
pub use build::{plan_bytes, plan_document};
pub use files::{Plan, PlannedFile, PriceChoice};
pub use price::{Price, TotalPrice};
pub use row::{
    FilePlan, Given, GivenBy, InstanceKind, MemoryPlan, PodPlaces, PodPlan, RefusedBy, SpecPlan,
};
