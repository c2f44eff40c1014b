/// The unit of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnUnit {
    /// Bytes of UTF-8.
    Utf8,
    /// UTF-16 code units, the default of editors and the language server protocol.
    Utf16,
    /// Unicode code points, the unit of SARIF's `unicodeCodePoints` and of the JSON report.
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

/// A place in a text; both numbers start at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Lines end at a line feed.
    pub line: usize,
    /// In the requested [`ColumnUnit`].
    pub column: usize,
}
