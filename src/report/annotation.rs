//! What goes wrong in the program itself, for pipelines that read annotations.

use super::printable;
use crate::source::Position;

/// Where something is wrong.
pub(super) struct Place<'p> {
    /// The path, from the root of the repository.
    pub(super) path: &'p str,
    /// Line and column, in code points.
    pub(super) position: Option<Position>,
}

/// A text of several lines, each as text only.
pub(super) fn lines(text: &str) -> String {
    let lines = text.trim_end().lines().map(printable);
    lines.collect::<Vec<_>>().join("\n")
}
