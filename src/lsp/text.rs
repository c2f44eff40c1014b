//! The text of an open document, with positions as the protocol counts them.

use gen_lsp_types::{Position, Range};

use crate::source::{ColumnUnit, Columns, Span};

/// A text with its lines. Offsets count from the end of a byte order mark.
#[derive(Clone, Debug)]
pub(super) struct DocumentText {
    whole: String,
    /// Where lines start in `whole`; they end at `\n`, `\r\n` or a lone `\r`.
    starts: Vec<usize>,
    columns: Columns,
    /// The length of the byte order mark, which some clients send.
    mark: usize,
    unit: ColumnUnit,
}

const MARK: char = '\u{feff}';

impl DocumentText {
    pub(super) fn new(whole: String, unit: ColumnUnit) -> Self {
        let mut text = Self {
            whole,
            starts: Vec::new(),
            columns: Columns::new(""),
            mark: 0,
            unit,
        };
        text.find_lines();
        text
    }

    fn find_lines(&mut self) {
        let bytes = self.whole.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        self.starts.clear();
        self.starts.push(0);
        self.starts.extend(ends.map(|at| at + 1));
        self.columns = Columns::new(&self.whole);
        self.mark = if self.whole.starts_with(MARK) {
            MARK.len_utf8()
        } else {
            0
        };
    }

    /// The text without a byte order mark.
    pub(super) fn content(&self) -> &str {
        &self.whole[self.mark..]
    }

    /// Replaces a range, or the whole text.
    pub(super) fn change(&mut self, range: Option<Range>, text: &str) {
        match range {
            None => text.clone_into(&mut self.whole),
            Some(range) => {
                let (start, end) = (self.index(range.start), self.index(range.end));
                self.whole
                    .replace_range(start.min(end)..start.max(end), text);
            }
        }
        self.find_lines();
    }

    pub(super) fn position(&self, offset: u32) -> Position {
        let at = (offset as usize + self.mark).min(self.whole.len());
        let line = self.starts.partition_point(|start| *start <= at) - 1;
        let column = (self.columns).length(&self.whole, self.starts[line], at, self.unit);
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Position {
            line: number(line),
            character: number(column),
        }
    }

    pub(super) fn range(&self, span: Span) -> Range {
        Range {
            start: self.position(span.start),
            end: self.position(span.end),
        }
    }

    /// The offset of a position. One after the end of a line means that end, one after the last line the
    /// end of the text, and one inside a character the start of the character.
    pub(super) fn offset(&self, position: Position) -> u32 {
        let at = self.index(position).saturating_sub(self.mark);
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    pub(super) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start.min(end), start.max(end))
    }

    fn index(&self, position: Position) -> usize {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line).copied() else {
            return self.whole.len();
        };
        let end = self.starts.get(line + 1).copied();
        let text =
            self.whole[start..end.unwrap_or(self.whole.len())].trim_end_matches(['\r', '\n']);
        let part = start..start + text.len();
        let column = position.character as usize;
        self.columns.offset(&self.whole, part, column, self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: [ColumnUnit; 3] = [ColumnUnit::Utf8, ColumnUnit::Utf16, ColumnUnit::CodePoint];

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_in_the_unit_agreed_on() {
        let text = "# 中文\n🦀内存: x\n";
        let offset = u32::try_from(text.find('x').expect("x")).expect("small");
        let columns = UNITS.map(|unit| DocumentText::new(text.to_owned(), unit).position(offset));
        assert_eq!(columns, [at(1, 12), at(1, 6), at(1, 5)]);
        for (unit, position) in UNITS.into_iter().zip(columns) {
            assert_eq!(
                DocumentText::new(text.to_owned(), unit).offset(position),
                offset
            );
        }
    }

    #[test]
    fn lines_end_in_three_ways() {
        let text = DocumentText::new("a\r\nb\rc\nd".to_owned(), ColumnUnit::Utf16);
        let places = [0, 3, 5, 7].map(|offset| text.position(offset));
        assert_eq!(places, [at(0, 0), at(1, 0), at(2, 0), at(3, 0)]);
        assert_eq!(places.map(|place| text.offset(place)), [0, 3, 5, 7]);
    }

    #[test]
    fn places_outside_of_the_text_are_its_ends() {
        let text = DocumentText::new("ab\r\n🦀\n".to_owned(), ColumnUnit::Utf16);
        assert_eq!(text.offset(at(0, 99)), 2);
        assert_eq!(text.offset(at(9, 0)), 9);
        // Between the two halves of a crab.
        assert_eq!(text.offset(at(1, 1)), 4);
        assert_eq!(text.offset(at(1, 2)), 8);
        assert_eq!(text.position(99), at(2, 0));
    }

    #[test]
    fn a_byte_order_mark_is_a_column_and_no_content() {
        let mut text = DocumentText::new("\u{feff}a: 1".to_owned(), ColumnUnit::Utf16);
        assert_eq!(text.content(), "a: 1");
        assert_eq!((text.position(0), text.offset(at(0, 1))), (at(0, 1), 0));
        text.change(
            Some(Range {
                start: at(0, 0),
                end: at(0, 1),
            }),
            "",
        );
        assert_eq!((text.content(), text.position(0)), ("a: 1", at(0, 0)));
    }

    #[test]
    fn changes_may_be_given_backwards() {
        let mut text = DocumentText::new("a中b\n".to_owned(), ColumnUnit::Utf16);
        text.change(
            Some(Range {
                start: at(0, 2),
                end: at(0, 1),
            }),
            "🦀\n",
        );
        assert_eq!(text.content(), "a🦀\nb\n");
        text.change(None, "x");
        assert_eq!((text.content(), text.position(1)), ("x", at(0, 1)));
    }
}
