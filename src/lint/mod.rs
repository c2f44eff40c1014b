//! Checks the bytes of files. The order of findings is deterministic.

mod add_ignores;
mod baseline;
mod document;
mod elsewhere;
mod file;
mod filing;
mod ignore;
mod precedence;
mod run;
mod run_settings;
mod settings;
mod suppression;
mod sweep;

pub use add_ignores::add_ignores;
pub use baseline::{Baseline, BaselineOutcome};
pub(crate) use document::subject;
pub use document::{DocumentReport, input_finding, lint_document};
pub use elsewhere::NeededElsewhere;
pub use file::{FileReport, lint_bytes, may_matter};
pub use ignore::{Ignore, ignore};
pub use precedence::Shielded;
pub use run::{LintedFile, Run};
pub use run_settings::{FailOn, RunSettings};
pub use settings::{Level, LintOptions, RuleSetting, Selection, Settings};
pub use suppression::ANNOTATION;
