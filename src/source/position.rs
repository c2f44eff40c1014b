/// What one step of a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnUnit {
    /// Bytes of UTF-8.
    Utf8,
    /// UTF-16 code units, as editors and the language server protocol count by default.
    Utf16,
    /// Unicode code points, as SARIF's `unicodeCodePoints` and our own JSON count.
    CodePoint,
}

impl ColumnUnit {
    /// The length of `text` in this unit.
    #[must_use]
    pub fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::CodePoint => text.chars().count(),
        }
    }
}

/// A place in a text, both numbers counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line; lines end at a line feed.
    pub line: usize,
    /// Column, in the [`ColumnUnit`] that was asked for.
    pub column: usize,
}
