//! The input files of a build, limits on them, and the reasons why a build fails.

mod files;
mod paths;
mod problem;

pub use files::{Files, Limits, Reader, Unread};
pub use paths::{Boundary, clean};
pub use problem::{Problem, ProblemKind};
