//! What goes wrong in the program itself, as an annotation of the pipeline: it reads standard output, where the
//! findings are annotations, too.

use std::{
    env,
    ffi::OsString,
    fmt,
    io::{self, Write},
    sync::OnceLock,
};

use super::pipeline;
use crate::{
    finding::Diagnostic,
    report::{Format, annotation},
    source::SourceText,
};

/// The format of the report on standard output, where it is one of annotations.
static FORMAT: OnceLock<Format> = OnceLock::new();

/// From now on, what goes wrong is an annotation, where this is a format of annotations.
pub(super) fn start(format: Option<Format>) {
    if let Some(format) = format {
        // Set once: a process makes its reports once.
        let _ = FORMAT.set(format);
    }
}

/// Writes an error without a place.
pub(super) fn error(text: &impl fmt::Display) {
    if let Some(format) = FORMAT.get() {
        write(&annotation(*format, None, &text.to_string()));
    }
}

/// Writes what is wrong with a configuration, each error at its place.
pub(super) fn config_error(path: &str, source: &SourceText, diagnostics: &[Diagnostic]) {
    let Some(format) = FORMAT.get() else { return };
    let shown = pipeline::path_in_workspace(path);
    for diagnostic in diagnostics {
        // Something without a place.
        let is_placed = !diagnostic.primary.message.is_empty();
        let span = is_placed.then_some(diagnostic.primary.span);
        let place = Some((shown.as_str(), source, span));
        let text = format!("invalid configuration: {}", diagnostic.message);
        write(&annotation(*format, place, &text));
    }
}

fn write(line: &str) {
    // Where standard output is closed, standard error still says it.
    let _ = writeln!(io::stdout(), "{line}");
}

/// Writes an error of the command line. `usual` is the format of a command line that names none: where this one does
/// and is not understood, only standard error says what is wrong.
pub(super) fn usage_error(error: &clap::Error, usual: Option<Format>) {
    if !error.use_stderr() {
        return;
    }
    let names_format = |argument: OsString| {
        let argument = argument.to_string_lossy();
        argument.starts_with("-f") || argument.starts_with("--format")
    };
    let is_named = || env::args_os().skip(1).any(names_format);
    if FORMAT.get().is_none() && !is_named() && env::var_os("SPARK_ECI_LINT_FORMAT").is_none() {
        start(usual);
    }
    let text = error.to_string();
    self::error(&text.strip_prefix("error: ").unwrap_or(&text));
}
