//! The files that a build of several files reads, with bounds, and why it does not come about.

mod files;
mod paths;
mod problem;

pub use files::{Files, Limits, Reader, Unread};
pub use paths::{Boundary, clean};
pub use problem::{Problem, ProblemKind};
