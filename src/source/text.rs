use std::sync::OnceLock;

use super::{ColumnUnit, Columns, DecodeError, Encoding, Position, Span, decode::decode, offset};

/// The text of a file, with an index to convert byte offsets to lines and columns.
#[derive(Clone, Debug)]
pub struct SourceText {
    text: String,
    encoding: Encoding,
    line_starts: OnceLock<Vec<u32>>,
    columns: OnceLock<Columns>,
}

impl SourceText {
    /// Decodes the bytes of a file: UTF-8 with or without a byte order mark, or UTF-16 with one.
    ///
    /// # Errors
    /// The bytes are not valid text.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (text, encoding) = decode(bytes)?;
        Ok(Self {
            text,
            encoding,
            line_starts: OnceLock::new(),
            columns: OnceLock::new(),
        })
    }

    /// Decodes invalid bytes with replacement characters. Offsets up to the first invalid byte are preserved.
    #[must_use]
    pub fn lossy(bytes: &[u8]) -> Self {
        Self {
            text: String::from_utf8_lossy(bytes).into_owned(),
            encoding: Encoding::Unknown,
            line_starts: OnceLock::new(),
            columns: OnceLock::new(),
        }
    }

    /// The whole text, without a byte order mark.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The encoding of the file.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The text that a span covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// The offset in the file, for a file in UTF-8. For a file in UTF-16, it is the offset that it would have in UTF-8.
    #[must_use]
    pub fn file_offset(&self, offset: u32) -> usize {
        let mark = match self.encoding {
            Encoding::Utf8Bom => '\u{feff}'.len_utf8(),
            Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Unknown => 0,
        };
        offset as usize + mark
    }

    /// Line and column of a byte offset. An offset inside a line terminator belongs to that line.
    #[must_use]
    pub fn position(&self, offset: u32, unit: ColumnUnit) -> Position {
        let line = self.line_index(offset);
        let start = self.line_starts()[line] as usize;
        Position {
            line: line + 1,
            column: 1 + self.length(start, offset as usize, unit),
        }
    }

    fn length(&self, from: usize, to: usize, unit: ColumnUnit) -> usize {
        let columns = self.columns.get_or_init(|| Columns::new(&self.text));
        columns.length(&self.text, from, to, unit)
    }

    /// The index of the line, from 0, that contains a byte offset.
    #[must_use]
    pub fn line_index(&self, offset: u32) -> usize {
        self.line_starts().partition_point(|start| *start <= offset) - 1
    }

    /// The byte offset at which each line starts; never empty.
    #[must_use]
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0)
                .chain(newlines.map(|at| offset(at + 1)))
                .collect()
        })
    }
}

impl From<String> for SourceText {
    fn from(text: String) -> Self {
        Self {
            text,
            encoding: Encoding::Utf8,
            line_starts: OnceLock::new(),
            columns: OnceLock::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> SourceText {
        SourceText::from(text.to_owned())
    }

    fn columns(text: &str, needle: &str) -> [usize; 3] {
        let offset = u32::try_from(text.find(needle).expect("needle")).expect("small");
        [ColumnUnit::Utf8, ColumnUnit::Utf16, ColumnUnit::CodePoint]
            .map(|unit| source(text).position(offset, unit).column)
    }

    #[test]
    fn columns_count_in_the_unit_asked_for() {
        assert_eq!(columns("a: x", "x"), [4, 4, 4]);
        assert_eq!(columns("\ta: x", "x"), [5, 5, 5]);
        assert_eq!(columns("# 中文\n内存: x", "x"), [9, 5, 5]);
        assert_eq!(columns("🦀: x", "x"), [7, 5, 4]);
    }

    #[test]
    fn carriage_returns_belong_to_the_line_they_end() {
        let source = source("a: 1\r\nb: 2\r\n");
        assert_eq!(
            source.position(4, ColumnUnit::CodePoint),
            Position { line: 1, column: 5 }
        );
        assert_eq!(
            source.position(6, ColumnUnit::CodePoint),
            Position { line: 2, column: 1 }
        );
        assert_eq!(
            source.position(12, ColumnUnit::CodePoint),
            Position { line: 3, column: 1 }
        );
    }

    #[test]
    fn byte_order_marks_are_not_text() {
        let utf8 = SourceText::from_bytes(b"\xef\xbb\xbfa: 1").expect("UTF-8");
        assert_eq!((utf8.as_str(), utf8.file_offset(3)), ("a: 1", 6));
        let little = SourceText::from_bytes(b"\xff\xfea\0:\0").expect("UTF-16");
        assert_eq!(
            (little.as_str(), little.encoding()),
            ("a:", Encoding::Utf16Le)
        );
        let big = SourceText::from_bytes(b"\xfe\xff\x4e\x2d").expect("UTF-16");
        assert_eq!(big.as_str(), "中");
    }

    #[test]
    fn bytes_that_are_not_text_are_refused() {
        assert_eq!(
            SourceText::from_bytes(b"a: \xff").map(|_| ()),
            Err(DecodeError::Utf8 { valid_up_to: 3 })
        );
        assert_eq!(
            SourceText::from_bytes(b"\xff\xfea").map(|_| ()),
            Err(DecodeError::Utf16)
        );
        assert_eq!(
            SourceText::from_bytes(b"\xff\xfe\x00\xd8").map(|_| ()),
            Err(DecodeError::Utf16)
        );
    }
}
