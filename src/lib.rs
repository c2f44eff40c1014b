//! Finds Apache Spark driver and executor pods that Alibaba Cloud ECI will refuse, misplace, starve or
//! overcharge.
//!
//! # Embedding
//!
//! [`Linter`] checks a text: `Linter::default().lint(name, text)` returns a [`Report`], which can be written in any
//! [`Format`]. [`Linter::plan`] returns the pods with their instances and prices, [`Linter::fix`] the fixed text.
//!
//! The command line (`cli`) and the language server (`lsp`) are features, on by default. Without them the library depends on
//! no terminal, argument parser or server, and compiles for WebAssembly:
//!
//! ```toml
//! spark-eci-lint = { version = "0.1", default-features = false }
//! ```
//!
//! # Internals
//!
//! Everything below the root of this crate is hidden and changes without notice. The stages, each of which may only use
//! those before it: `source`, `yaml`, `kube`, `cel`, `spark` and `eci`, `written`, `inputs`, `kustomize`, `gotemplate`,
//! `helm`, `finding`, `facts`, `rules`, `lint`, `fix`, `config`, `project`, `plan`, `report`, `linter`; `walk` finds the
//! files, and `cli` and `lsp` use all of them.

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

#[cfg(feature = "custom-rules")]
#[doc(hidden)]
pub mod cel;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod eci;
#[cfg(feature = "custom-rules")]
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
