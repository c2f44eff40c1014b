//! YAML and JSON as parsed by `kubectl`, with the place of every key and value.
//!
//! A file is [split](split()) into documents like Kubernetes' own reader does, each document is parsed into a compact
//! [`Document`], and a [`Node`] walks it: anchors, merge keys and duplicate keys have the same result as in go-yaml v2,
//! the decoder of `kubectl`.

mod aliases;
mod document;
mod edit;
#[cfg(test)]
mod edit_tests;
mod error;
mod hoist;
mod indicators;
#[cfg(test)]
mod json;
#[cfg(test)]
mod kubectl_tests;
mod line_breaks;
mod node;
#[cfg(test)]
mod node_tests;
mod parse;
mod read;
mod same;
mod scalar;
mod split;
mod tabs;

pub use document::{Comment, Document, Openness};
pub use edit::{Editor, New, quoted};
pub use error::ParseError;
pub use line_breaks::content_behind_comment;
pub use node::{Entry, Kind, Node, Step};
pub use read::parse;
pub use same::{TextsMayDiffer, both_changed_only, changed_only, same_values};
pub use scalar::{Scalar, looks_like_timestamp, plain};
pub use split::{Chunk, split};
