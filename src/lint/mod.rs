//! From files' bytes to findings, in an order that depends on nothing else.

mod file;
mod run;

pub use file::{FileReport, lint_bytes};
pub use run::{LintedFile, Run};
