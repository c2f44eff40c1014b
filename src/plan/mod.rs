//! What will be asked for and what ECI will give: a row for each role of each application.

mod build;
mod row;

pub use build::{PlanOptions, plan_bytes, plan_document};
pub use row::{
    FilePlan, Given, GivenBy, MemoryPlan, Plan, PlannedFile, PodPlaces, PodPlan, Price, Prices,
    RefusedBy, SpecPlan,
};
