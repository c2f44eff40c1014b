//! The language server: the same rules, while a manifest is typed.
//!
//! `requests/` and `notifications/` have a file for each; the files beside them work out the answers.
//! Requests are answered one after the other, in the order in which they come. Each is cheap, as the
//! server reuses what it knows about the unchanged parts of a document. Only the walk over whole folders
//! has a thread of its own.

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
mod main_loop;
mod notifications;
mod outbox;
mod protocol;
mod requests;
mod settings;
mod snippet;
mod state;
mod stdio;
mod symbols;
mod text;
mod words;
mod workspace;

pub use main_loop::serve;
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
