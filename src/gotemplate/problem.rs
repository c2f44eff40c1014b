use std::ops::Range;

use super::Trace;

/// Why a template cannot be read or rendered.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Where in its files; nothing is known for what has no place.
    pub trace: Trace,
    /// Why: lower case, no full stop.
    pub message: String,
    /// The place in the source, until it is known where that is written.
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
    /// The problem at the place where its part of the source is written.
    pub(super) fn placed(mut self, source: &super::Text) -> Self {
        let text = source.as_str();
        // The end of a source is at its last character.
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
