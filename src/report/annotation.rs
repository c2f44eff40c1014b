//! Errors of the program itself as annotations.

use super::printable;
use crate::source::Position;

pub(super) struct Place<'p> {
    /// The path, from the root of the repository.
    pub(super) path: &'p str,
    /// Line and column, in code points.
    pub(super) position: Option<Position>,
}

/// Escapes a text line by line, so that its line breaks stay.
pub(super) fn lines(text: &str) -> String {
    let lines = text.trim_end().lines().map(printable);
    lines.collect::<Vec<_>>().join("\n")
}
