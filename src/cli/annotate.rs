//! Errors of the program itself as annotations of a pipeline, on standard output like those of findings.

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

/// The format of the report on standard output, if that format has annotations.
static FORMAT: OnceLock<Format> = OnceLock::new();

/// Errors are annotations from now on, if this format has any.
pub(super) fn start(format: Option<Format>) {
    if let Some(format) = format {
        // Fails only if it is set already, and a process reports once.
        let _ = FORMAT.set(format);
    }
}

pub(super) fn error(text: &impl fmt::Display) {
    if let Some(format) = FORMAT.get() {
        write(&annotation(*format, None, &text.to_string()));
    }
}

pub(super) fn config_error(path: &str, source: &SourceText, diagnostics: &[Diagnostic]) {
    let Some(format) = FORMAT.get() else { return };
    let shown = pipeline::path_in_workspace(path);
    for diagnostic in diagnostics {
        // An error without a place has no label.
        let is_placed = !diagnostic.primary.message.is_empty();
        let span = is_placed.then_some(diagnostic.primary.span);
        let place = Some((shown.as_str(), source, span));
        let text = format!("invalid configuration: {}", diagnostic.message);
        write(&annotation(*format, place, &text));
    }
}

fn write(line: &str) {
    // If standard output is closed, standard error still has the error.
    let _ = writeln!(io::stdout(), "{line}");
}

/// `usual` is the default format. It is not used if the arguments name a format: which one is unknown while they cannot be
/// parsed, so only standard error has the error.
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
