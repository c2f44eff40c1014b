//! Tells which Apache Spark driver and executor pods Alibaba Cloud ECI will refuse, misplace,
//! starve or overcharge.
//!
//! # Embedding
//!
//! [`Linter`] judges a text: `Linter::default().lint(name, text)` gives a [`Report`], which is written in any [`Format`].
//! [`Linter::plan`] gives the pods with their instances and prices, [`Linter::fix`] the text with its fixes.
//!
//! The program's parts are features, on by default: `cli` is the command line, `lsp` the language server. Without them the
//! library brings no terminal, no argument parser and no server, and compiles for WebAssembly:
//!
//! ```toml
//! spark-eci-lint = { version = "0.1", default-features = false }
//! ```
//!
//! # Inside
//!
//! All that is not at the root of this crate is hidden and changes without notice. The stages, each of which knows only
//! those before it: `source`, `yaml`, `kube`, `cel`, `spark` and `eci`, `written`, `inputs`, `kustomize`, `gotemplate`,
//! `helm`, `finding`, `facts`, `rules`, `lint`, `fix`, `config`, `project`, `plan`, `report`, `linter`; `walk` finds the
//! files, and `cli` and `lsp` put all of it together.

mod go_pattern;
mod linter;

pub use finding::{
    Diagnostic, Finding, Fix, FixKind, Label, Language, RuleInfo, Safety, Severity, Subject,
};
pub use lint::Settings;
pub use linter::{Fixes, InvalidConfig, Linter, PlanFormat, PlanOfText, Report};
pub use report::Format;
pub use source::{Edit, Span};
pub use text::Text;

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[doc(hidden)]
pub mod cel;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod eci;
#[doc(hidden)]
pub mod facts;
#[doc(hidden)]
pub mod finding;
#[doc(hidden)]
pub mod fix;
#[doc(hidden)]
pub mod gotemplate;
#[doc(hidden)]
pub mod helm;
#[doc(hidden)]
pub mod inputs;
#[doc(hidden)]
pub mod judged;
#[doc(hidden)]
pub mod kube;
#[doc(hidden)]
pub mod kustomize;
#[doc(hidden)]
pub mod lint;
#[cfg(feature = "lsp")]
#[doc(hidden)]
pub mod lsp;
#[doc(hidden)]
pub mod named;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod project;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rules;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod spark;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod walk;
#[doc(hidden)]
pub mod written;
#[doc(hidden)]
pub mod yaml;
