//! The language server: the same rules, while a manifest is typed.
//!
//! One file per request. Requests are answered one after the other, in the order in which they come:
//! what is known about a document is kept part by part, so each takes little. Only the walk over whole
//! folders has a thread of its own.

mod actions;
mod analysis;
mod capabilities;
mod carry;
mod client;
mod completion;
mod context;
mod cursor;
mod diagnostics;
mod documents;
mod folders;
mod hover;
mod inlay_hints;
mod server;
mod settings;
mod snippet;
mod stdio;
mod symbols;
mod text;
mod words;
mod workspace;

pub use server::serve;
pub use stdio::stdio;

use crate::{config::Flags, project::Choice};

/// How the server was started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where configurations come from.
    pub choice: Choice,
    /// What the command line says about how files are linted.
    pub flags: Flags,
}
