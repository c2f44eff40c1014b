//! From files' bytes to findings, in an order that depends on nothing else.

pub(crate) mod documents;
mod file;
mod kustomization;
mod run;

pub(crate) use file::subject;
pub use file::{FileReport, LintOptions, lint_bytes, may_matter};
pub use kustomization::{KUSTOMIZATION_FILES, patch_files};
pub use run::{LintedFile, Run};
