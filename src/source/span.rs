use std::ops::Range;

/// A half-open byte range into a [`SourceText`](super::SourceText).
///
/// Both ends are inside the text and on character boundaries. An empty span is a position, for example where something
/// is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to but not including `end`.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// True if the span has no bytes.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True if another span is within this one.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The span, moved by this many bytes.
    #[must_use]
    pub fn moved(self, by: u32) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// The span as a range that can index text.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
