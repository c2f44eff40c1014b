//! `spark-eci-lint lsp`.

use std::io::{self, IsTerminal};

use super::{
    args::Lsp,
    exit, language,
    output::{failed, note},
};
use crate::{
    finding::Language,
    lsp::{self, Options},
    walk::reason,
};

pub(super) fn run(arguments: &Lsp, language: Option<Language>) -> u8 {
    let options = Options {
        choice: arguments.config_args.choice(),
        flags: arguments.config_args.flags(),
        language,
        usual_language: language::usual(),
    };
    if io::stdin().is_terminal() {
        note(
            "waiting for an editor (Language Server Protocol on standard input); press Ctrl-C to quit",
        );
    }
    let (connection, writer) = lsp::stdio();
    let has_said_goodbye = lsp::serve(&connection, options);
    drop(connection);
    match writer.finish() {
        Err(error) => failed(format_args!(
            "cannot write to standard output: {}",
            reason(&error)
        )),
        // The protocol requires exit code 1 if `exit` comes without `shutdown`.
        Ok(()) if !has_said_goodbye => exit::FINDINGS,
        Ok(()) => exit::CLEAN,
    }
}
