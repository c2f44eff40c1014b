//! Go's template language, in which each part of the output knows where it comes from.
//!
//! Source: `text/template` of Go 1.25, with which Helm 4 is built.

mod builtin;
mod call;
mod constant;
mod execute;
mod lex;
mod parse;
mod print;
mod problem;
#[cfg(test)]
mod tests;
mod text;
mod trace;
mod tree;
mod value;

pub use call::{Call, Function, Functions};
pub use execute::{Budget, NO_VALUE, Templates};
pub use problem::Problem;
pub use text::{Text, TextBuilder};
pub use trace::Trace;
pub use value::{Entries, Entry, List, Map, Object, Value};

/// How much stack rendering needs: templates, controls and values nest, each up to a bound.
pub const STACK: usize = 256 << 20;
