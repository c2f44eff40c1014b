//! Go's template language, with the source of each part of the output.
//!
//! Source: `text/template` of Go 1.25, with which Helm 4 is built.

pub mod arguments;
mod builtin;
mod call;
mod constant;
mod execute;
mod float;
mod lex;
mod literals;
mod parse;
mod print;
mod printf;
mod problem;
mod quote;
#[cfg(test)]
mod tests;
mod text;
mod trace;
mod tree;
mod value;

pub use call::{Function, Functions};
pub use execute::{Budget, NO_VALUE, Templates};
pub use float::float;
pub use literals::{Literal, literals};
pub use print::written;
pub use problem::Problem;
pub use quote::quoted;
pub use text::{Text, TextBuilder};
pub use trace::Trace;
pub use value::{Call, Entries, Entry, Host, List, Map, Object, Value};

/// The stack size for rendering, in bytes: templates, controls and values nest, each up to a limit.
pub const STACK: usize = 256 << 20;
