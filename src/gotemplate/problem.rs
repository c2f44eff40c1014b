use std::ops::Range;

use super::Trace;

/// An error in parsing or rendering a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The place in its files, if there is one.
    pub trace: Trace,
    /// Lower case, no full stop.
    pub message: String,
    /// The place in the source, until [`Self::placed`] resolves it.
    pub(super) range: Range<usize>,
}

impl Problem {
    pub(super) fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            trace: Trace::default(),
            message: message.into(),
            range,
        }
    }
}

impl Problem {
    /// Resolves the place in the source to a place in its file.
    pub(super) fn placed(mut self, source: &super::Text) -> Self {
        let text = source.as_str();
        // The end of a source is reported at its last character.
        let mut start = self.range.start.min(text.len().saturating_sub(1));
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let letter = text[start..].chars().next().map_or(0, char::len_utf8);
        let range = start..self.range.end.max(start + letter);
        self.trace = source.trace_of(range);
        self
    }
}
