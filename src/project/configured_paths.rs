//! The files and folders that a configuration names.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    disk::{Names, boundary},
    from_here,
};
use crate::{
    config::Placed,
    finding::Diagnostic,
    inputs::{Boundary, clean},
    source::{SourceFile, SourceText},
    walk::{SETTINGS, read_file, reason},
};

/// The possible places of a path in a configuration.
pub(super) fn places(folders: &[PathBuf], path: &Placed) -> impl Iterator<Item = PathBuf> {
    folders.iter().map(|folder| clean(&folder.join(&path.text)))
}

/// Reads a rule file, whose path is relative to one of these folders.
pub(super) fn rules(
    folders: &[PathBuf],
    path: &Placed,
) -> Result<Arc<SourceFile>, Box<Diagnostic>> {
    let mut first = None;
    for folder in folders {
        match file(folder, path) {
            Ok(file) => return read(&file, path),
            Err(error) => first = first.or(Some(error)),
        }
    }
    let unnamed = || wrong(path, "not found", format!("cannot find `{}`", path.text));
    Err(first.unwrap_or_else(unnamed))
}

fn read(file: &Path, path: &Placed) -> Result<Arc<SourceFile>, Box<Diagnostic>> {
    let unread = |reason: String| {
        let message = format!("cannot read `{}`: {reason}", path.text);
        wrong(path, "not read", message)
    };
    let mut bytes = Vec::new();
    read_file(file, SETTINGS, &mut bytes).map_err(|error| unread(reason(&error)))?;
    let text = SourceText::from_bytes(&bytes).map_err(|error| unread(error.to_string()))?;
    Ok(Arc::new(SourceFile {
        path: from_here(file),
        text,
    }))
}

/// A file that a configuration names.
pub(super) fn file(base: &Path, path: &Placed) -> Result<PathBuf, Box<Diagnostic>> {
    let file = resolved(base, path)?;
    if file.is_file() {
        Ok(file)
    } else {
        let message = format!("`{}` is not a file", path.text);
        Err(wrong(path, "not a file", message))
    }
}

/// Refuses a path that leads out of the repository or the checked folder.
pub(super) fn resolved(base: &Path, path: &Placed) -> Result<PathBuf, Box<Diagnostic>> {
    let top = Boundary::new(boundary(base, &Names::default()));
    let outside = || {
        let message = format!(
            "`{}` leads out of the repository or the checked folder",
            path.text
        );
        wrong(path, "outside", message)
    };
    let joined = clean(&base.join(&path.text));
    if !top.holds(&joined) {
        return Err(outside());
    }
    let target = fs::canonicalize(&joined).map_err(|error| {
        let message = format!("cannot find `{}`: {}", path.text, reason(&error));
        wrong(path, "not found", message)
    })?;
    if top.holds(&target) {
        Ok(target)
    } else {
        Err(outside())
    }
}

pub(super) fn wrong(path: &Placed, label: &str, message: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::at(path.place, label, message))
}
