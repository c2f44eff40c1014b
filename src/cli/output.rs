//! Where text goes: standard output, standard error and files.

use std::{
    fmt, fs,
    io::{self, BufWriter, IsTerminal, Write},
    path::Path,
};

use anstream::{AutoStream, ColorChoice};
use tempfile::NamedTempFile;

use super::exit;
use crate::{
    project::Project,
    report::{Style, printable, write_config_errors},
    source::{Encoding, SourceText},
    walk::reason,
};

/// Columns where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 100;

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
        width: terminal_size::terminal_size()
            .filter(|_| stdout.is_terminal())
            .map_or(DEFAULT_WIDTH, |(width, _)| width.0.into()),
    }
}

/// How a report looks in a file.
pub(super) const FILE_STYLE: Style = Style {
    color: false,
    hyperlinks: false,
    width: DEFAULT_WIDTH,
};

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

/// Writes a file as a whole or not at all.
pub(super) fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if path.exists() && !path.is_file() {
        // A device or a pipe cannot be put in place of another.
        let mut out = BufWriter::new(std::fs::OpenOptions::new().write(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = new_file(folder)?;
    let mut out = BufWriter::new(&mut file);
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Puts a new text in the place of a file's, as a whole or not at all: through links, with the
/// permissions that the file has, and only if it still holds what was read.
pub(super) fn replace_file(path: &Path, read: &SourceText, text: &str) -> Result<(), String> {
    let error = |error: io::Error| reason(&error);
    let target = fs::canonicalize(path).map_err(error)?;
    let now = fs::read(&target).map_err(error)?;
    let is_same = SourceText::from_bytes(&now)
        .is_ok_and(|now| now.as_str() == read.as_str() && now.encoding() == read.encoding());
    if !is_same {
        return Err("it was changed by somebody else in the meantime".to_owned());
    }
    let permissions = fs::metadata(&target).map_err(error)?.permissions();
    if permissions.readonly() {
        return Err("it is read-only".to_owned());
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = new_file(folder).map_err(error)?;
    let mark: &[u8] = match read.encoding() {
        Encoding::Utf8Bom => "\u{feff}".as_bytes(),
        _ => b"",
    };
    file.write_all(mark)
        .and_then(|()| file.write_all(text.as_bytes()))
        .and_then(|()| fs::set_permissions(file.path(), permissions))
        // Some file systems say only now that they are full.
        .and_then(|()| file.as_file().sync_all())
        .map_err(error)?;
    file.persist(&target)
        .map_err(|failed| reason(&failed.error))?;
    Ok(())
}

/// A temporary file with the permissions that any other new file would have.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::{fs::Permissions, os::unix::fs::PermissionsExt};
        builder.permissions(Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
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
        let mut out = String::new();
        match write_config_errors(&error.path, &source, &error.diagnostics, &mut out) {
            Ok(()) => note(format_args!(
                "error: invalid configuration {}\n{out}",
                error.path
            )),
            Err(_) => note(format_args!("error: invalid configuration {}", error.path)),
        }
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
