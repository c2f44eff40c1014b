//! Places in the file for a string that is a value of a document.

use std::ops::Range;

use crate::{
    gotemplate::{Text, Trace},
    source::{Quality, Span, offset},
};

/// A string in a document, such as a block scalar.
pub(crate) struct Block {
    pieces: Vec<(Range<usize>, Trace)>,
    whole: Span,
}

impl Block {
    /// A string, and its place as a whole.
    pub(crate) fn new(text: &Text, whole: Span) -> Self {
        Self {
            pieces: text.pieces().collect(),
            whole,
        }
    }

    /// The place in the file for a part of the string.
    pub(crate) fn place(&self, part: Span) -> (Span, Quality) {
        let (start, end) = (part.start as usize, part.end as usize);
        let Some(first) = self.at(start) else {
            return (self.whole, Quality::Near);
        };
        let (range, trace) = first;
        if let Some(origin) = trace.value
            && end <= range.end
            && origin.quality == Quality::Exact
        {
            let by = part.start - offset(range.start);
            let start = origin.span.start + by;
            let place = Span::new(start, start + (part.end - part.start));
            if place.end <= origin.span.end {
                return (place, Quality::Exact);
            }
        }
        let last = self.at(end.saturating_sub(1).max(start)).unwrap_or(first);
        match (start_of(first, part.start), last.1.value) {
            (Some(start), Some(last)) if start <= last.span.end => {
                (Span::new(start, last.span.end), Quality::Made)
            }
            _ => (self.whole, Quality::Near),
        }
    }

    fn at(&self, offset: usize) -> Option<&(Range<usize>, Trace)> {
        let at = self
            .pieces
            .partition_point(|(range, _)| range.end <= offset);
        self.pieces.get(at)
    }
}

/// The place in the file for an offset into a piece.
fn start_of((range, trace): &(Range<usize>, Trace), start: u32) -> Option<u32> {
    let origin = trace.value?;
    let by = start - offset(range.start);
    Some(match origin.quality {
        Quality::Exact => (origin.span.start + by).min(origin.span.end),
        _ => origin.span.start,
    })
}
