//! The plan: what each role of each application requests, what ECI provides, and what that costs.

mod build;
mod difference;
mod files;
mod price;
mod row;
mod runs;
mod schedule;
mod written;

pub use crate::judged::{Given, GivenBy, Landing, MemorySum, PartName};
pub use build::{plan_bytes, plan_document};
pub use difference::{Cause, Change, ChangeKind, Difference, PriceDifference, Uncompared};
pub use files::{Configuration, Plan, PlannedFile, PriceChoice};
pub use price::{Price, RowPrice, TotalPrice};
pub use row::{FilePlan, MemoryPlan, PodPlaces, PodPlan, RefusedBy, SpecPlan};
pub use runs::{Runs, RunsProblem};
pub use written::WrittenValue;
