//! What will be asked for and what ECI will give: a row for each role of each application.

mod build;
mod row;

pub use build::{PlanOptions, plan_bytes};
pub use row::{
    FilePlan, Given, GivenBy, MemoryPlan, Plan, PlannedFile, PodPlan, Pods, Price, Prices,
    RefusedBy, SpecPlan,
};
