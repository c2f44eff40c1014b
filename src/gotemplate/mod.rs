//! Go's template language, in which each part of the output knows where it comes from.
//!
//! Source: `text/template` of Go 1.25, with which Helm 4 is built.

mod call;
mod text;
mod trace;
mod value;

pub use call::{Call, Function, Functions};
pub use text::{Text, TextBuilder};
pub use trace::Trace;
pub use value::{Entries, Entry, List, Map, Object, Value};
