//! Where text goes: standard output and standard error.

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

/// A text in bold letters, where there are colours.
pub(super) fn bold(text: &str, style: Style) -> String {
    let bold = clap::builder::styling::Style::new().bold();
    if style.color {
        format!("{bold}{text}{bold:#}")
    } else {
        text.to_owned()
    }
}

/// Where somebody says how wide standard output is that is no terminal.
const COLUMNS: &str = "COLUMNS";

/// How a report may look on standard output.
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

/// A terminal that does not say how wide it is.
const TERMINAL_WIDTH: u16 = 80;

/// The columns of standard output.
fn width() -> Option<usize> {
    width_of(&io::stdout())
}

/// The columns of standard error.
fn stderr_width() -> Option<usize> {
    width_of(&io::stderr())
}

/// The columns of a terminal; of what is no terminal those that the environment names. `None` where nobody says.
fn width_of(stream: &(impl IsTerminal + Columns)) -> Option<usize> {
    let is_terminal = stream.is_terminal();
    let named = || env::var(COLUMNS).ok()?.trim().parse().ok();
    let known = stream.columns().filter(|_| is_terminal).or_else(named);
    let usual = is_terminal.then_some(TERMINAL_WIDTH);
    known.filter(|width| *width > 0).or(usual).map(usize::from)
}

/// A stream that may be a terminal.
trait Columns {
    /// The columns of the terminal, also of one that does not say how many rows it has.
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

/// Writes to standard output. Somebody who closes the pipe has read enough: that is no error.
pub(super) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is buffered has nowhere to go.
            let _ = out.into_parts();
            Ok(())
        }
        other => other,
    }
}

/// What makes more than one of something.
pub(super) fn plural(number: usize) -> &'static str {
    if number == 1 { "" } else { "s" }
}

/// Says something on standard error; whatever it quotes is shown as text only.
pub(super) fn note(text: impl fmt::Display) {
    let text = text.to_string();
    let lines: Vec<_> = text.lines().map(printable).collect();
    let text = lines.join("\n");
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "spark-eci-lint: {text}");
}

/// Says what went wrong, and gives the exit code for it.
pub(super) fn failed(text: impl fmt::Display) -> u8 {
    annotate::error(&text);
    note(format_args!("error: {text}"));
    exit::FAILURE
}

/// Says what is wrong with the configurations; true if nothing can be judged because of it.
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

/// The exit code of a command that only writes to standard output.
pub(super) fn exit_code(written: &io::Result<()>) -> u8 {
    match written {
        Ok(()) => exit::CLEAN,
        Err(error) => failed(format_args!(
            "cannot write to standard output: {}",
            reason(error)
        )),
    }
}
