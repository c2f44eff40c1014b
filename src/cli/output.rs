//! Writes to standard output and standard error.

use std::{
    env, fmt,
    io::{self, BufWriter, IsTerminal, Write},
};

use anstream::{AutoStream, ColorChoice};

use super::{annotate, exit};
use crate::{
    project::Project,
    report::{Style, printable, write_config_errors},
    source::SourceText,
    walk::reason,
};

/// Bold text, if colours are on.
pub(super) fn bold(text: &str, style: Style) -> String {
    let bold = clap::builder::styling::Style::new().bold();
    if style.color {
        format!("{bold}{text}{bold:#}")
    } else {
        text.to_owned()
    }
}

/// The width of standard output if that is not a terminal.
const COLUMNS: &str = "COLUMNS";

pub(super) fn stdout_style(color: ColorChoice) -> Style {
    let stdout = io::stdout();
    let color = match color {
        ColorChoice::Auto => AutoStream::choice(&stdout) != ColorChoice::Never,
        choice => choice != ColorChoice::Never,
    };
    Style {
        color,
        hyperlinks: color
            && stdout.is_terminal()
            && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        addresses: false,
        width: width(),
    }
}

/// The width of a terminal that does not report one.
const TERMINAL_WIDTH: u16 = 80;

fn width() -> Option<usize> {
    width_of(&io::stdout())
}

fn stderr_width() -> Option<usize> {
    width_of(&io::stderr())
}

/// The columns of a terminal, else the variable `COLUMNS`. `None` without either.
fn width_of(stream: &(impl IsTerminal + Columns)) -> Option<usize> {
    let is_terminal = stream.is_terminal();
    let named = || env::var(COLUMNS).ok()?.trim().parse().ok();
    let known = stream.columns().filter(|_| is_terminal).or_else(named);
    let usual = is_terminal.then_some(TERMINAL_WIDTH);
    known.filter(|width| *width > 0).or(usual).map(usize::from)
}

trait Columns {
    /// Unlike other crates, also for a terminal that does not report its rows.
    fn columns(&self) -> Option<u16>;
}

#[cfg(unix)]
impl<S: std::os::fd::AsFd> Columns for S {
    fn columns(&self) -> Option<u16> {
        let size = rustix::termios::tcgetwinsize(self).ok()?;
        Some(size.ws_col).filter(|width| *width > 0)
    }
}

#[cfg(not(unix))]
impl<S: std::os::windows::io::AsHandle> Columns for S {
    fn columns(&self) -> Option<u16> {
        terminal_size::terminal_size_of(self).map(|(width, _)| width.0)
    }
}

/// Writes to standard output. A closed pipe is not an error: the reader has read enough.
pub(super) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // Drop the buffer without writing it to the closed pipe.
            let _ = out.into_parts();
            Ok(())
        }
        other => other,
    }
}

pub(super) fn plural(number: usize) -> &'static str {
    if number == 1 { "" } else { "s" }
}

/// Prints to standard error, with control characters escaped.
pub(super) fn note(text: impl fmt::Display) {
    let text = text.to_string();
    let lines: Vec<_> = text.lines().map(printable).collect();
    let text = lines.join("\n");
    // Fails only if standard error is closed.
    let _ = writeln!(io::stderr(), "spark-eci-lint: {text}");
}

/// Prints an error and returns the exit code.
pub(super) fn failed(text: impl fmt::Display) -> u8 {
    annotate::error(&text);
    note(format_args!("error: {text}"));
    exit::FAILURE
}

/// Prints errors and warnings of the configurations. Returns true for errors: then nothing is checked.
pub(super) fn report_config_errors(project: &Project) -> bool {
    for warning in project.warnings() {
        note(format_args!("warning: {warning}"));
    }
    let errors = project.errors();
    for error in &errors {
        let source = SourceText::from(error.text.clone());
        if let Some(reason) = &error.unreadable {
            note(format_args!("error: cannot read {}: {reason}", error.path));
            continue;
        }
        let mut out = String::new();
        let style = Style {
            width: stderr_width(),
            ..Style::PLAIN
        };
        // Writing to a string does not fail.
        let _ = write_config_errors(&error.path, &source, &error.diagnostics, style, &mut out);
        annotate::config_error(&error.path, &source, &error.diagnostics);
        note(format_args!(
            "error: invalid configuration {}\n{out}",
            error.path
        ));
    }
    !errors.is_empty()
}

pub(super) fn exit_code(written: &io::Result<()>) -> u8 {
    match written {
        Ok(()) => exit::CLEAN,
        Err(error) => failed(format_args!(
            "cannot write to standard output: {}",
            reason(error)
        )),
    }
}
