//! The language server: applies the rules while a manifest is typed.
//!
//! `requests/` and `notifications/` have a file for each; the files beside them compute what is shown.
//! Requests are answered one after the other, in the order in which they arrive. That is fast enough
//! because the analysis of a document is kept part by part. Only the walk over whole folders runs in a
//! thread of its own.

mod actions;
mod analysis;
mod built;
mod capabilities;
mod carry;
mod client;
mod completion;
mod context;
mod diagnostics;
mod documents;
mod expressions;
mod fields;
mod folders;
mod hover;
mod inlay_hints;
mod main_loop;
mod neovim;
mod notifications;
mod of_builds;
mod outbox;
mod protocol;
mod requests;
mod settings;
mod snippet;
mod spark_settings;
mod state;
mod stdio;
mod symbols;
mod text;
mod words;
mod workspace;

pub use main_loop::serve;
pub use stdio::stdio;

use crate::{config::Flags, finding::Language, project::Choice};

/// How to start the server.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where configurations come from.
    pub choice: Choice,
    /// The settings of the command line.
    pub flags: Flags,
    /// The language that somebody asked for. It comes before the client's own, which editors always send.
    pub language: Option<Language>,
    /// The language of the environment, for clients that name none.
    pub usual_language: Language,
}
