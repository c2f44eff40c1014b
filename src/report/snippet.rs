//! A file as miette's source of snippets.
//!
//! miette's own sources read a file from its start for every finding, count columns in bytes, and
//! pass control characters on to the terminal; this one does none of that.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::printable::{is_unprintable, starts_command};
use crate::source::{ColumnUnit, SourceText, Span};

/// From this column on, in bytes, a place is shown without the rest of its line: a manifest may be one line, and
/// miette cannot draw below column 65,535.
const FAR: usize = 1000;
/// How many bytes are then shown around a place, and of a place that is long itself.
const AROUND: usize = 60;

#[derive(Debug)]
pub(super) struct Snippets<'s> {
    name: String,
    source: &'s SourceText,
    /// The text with every unprintable character replaced by as many plain bytes.
    shown: Option<String>,
}

impl<'s> Snippets<'s> {
    pub(super) fn new(name: &str, source: &'s SourceText) -> Self {
        let text = source.as_str();
        let is_replaced = |(at, letter): (usize, char)| match letter {
            '\n' | '\t' => false,
            // Alone, it would send what follows over the start of the line.
            '\r' => !text[at..].starts_with("\r\n"),
            _ => is_unprintable(letter),
        };
        let is_plain = |byte: u8| matches!(byte, b'\n' | b'\t' | b' '..=b'~');
        let is_to_be_shown = text.contains("##")
            || !text.bytes().all(is_plain) && text.char_indices().any(is_replaced);
        let shown = is_to_be_shown.then(|| {
            let mut shown = String::with_capacity(text.len());
            for (at, letter) in text.char_indices() {
                if is_replaced((at, letter)) || starts_command(text, at) {
                    shown.extend(std::iter::repeat_n('?', letter.len_utf8()));
                } else {
                    shown.push(letter);
                }
            }
            shown
        });
        Self {
            name: name.to_owned(),
            source,
            shown,
        }
    }

    /// True for a place that starts or ends far behind the start of its line.
    pub(super) fn is_far(&self, span: Span) -> bool {
        [span.start, span.end]
            .into_iter()
            .any(|at| self.column(at as usize) > FAR)
    }

    /// The bytes before an offset on its line.
    fn column(&self, at: usize) -> usize {
        let offset = u32::try_from(at).unwrap_or(u32::MAX);
        at - self.source.line_starts()[self.source.line_index(offset)] as usize
    }

    /// A span for miette: one that holds nothing is widened so that it shows, one that ends far away is cut.
    pub(super) fn span(&self, span: Span) -> SourceSpan {
        let text = self.source.as_str();
        let Span { start, end } = span;
        if self.is_far(span) && span.range().len() > AROUND {
            let end = text.floor_char_boundary(start as usize + AROUND);
            let line = text[start as usize..end]
                .find('\n')
                .unwrap_or(end - start as usize);
            return (start as usize, line).into();
        }
        if !span.is_empty() {
            return (start as usize, (end - start) as usize).into();
        }
        let next = text[start as usize..]
            .chars()
            .next()
            .filter(|letter| !matches!(letter, '\n' | '\r'));
        let last = || {
            text[..start as usize]
                .chars()
                .next_back()
                .filter(|letter| !matches!(letter, '\n' | '\r'))
        };
        match (next, next.is_none().then(last).flatten()) {
            (Some(letter), _) => (start as usize, letter.len_utf8()).into(),
            (None, Some(letter)) => (start as usize - letter.len_utf8(), letter.len_utf8()).into(),
            (None, None) => (start as usize, 0).into(),
        }
    }
}

impl SourceCode for Snippets<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.shown.as_deref().unwrap_or(self.source.as_str());
        let offset = |at: usize| u32::try_from(at).map_err(|_| MietteError::OutOfBounds);
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let starts = self.source.line_starts();
        let mut first = self
            .source
            .line_index(offset(start)?)
            .saturating_sub(context_lines_before);
        // The last character's line, not the one behind its line feed.
        let last = self
            .source
            .line_index(offset(end.saturating_sub(1).max(start))?)
            + context_lines_after;
        let mut from = starts[first] as usize;
        let mut to = starts
            .get(last + 1)
            .map_or(text.len(), |next| *next as usize);
        let mut line_count = starts.len().min(last + 1) - first;
        if self.column(start) > FAR {
            from = text.floor_char_boundary(start - AROUND);
            first = self.source.line_index(offset(start)?);
            line_count = 1;
        }
        // By the index: to search a long line for its end at each place would take minutes.
        let next_line = self.source.line_index(offset(end)?) + 1;
        let line_end = starts
            .get(next_line)
            .map_or(text.len(), |next| *next as usize - 1);
        let rest = line_end - end;
        if self.column(start) > FAR || rest > FAR {
            to = text.floor_char_boundary(end + rest.min(AROUND));
        }
        // Asked for a bare place, miette wants to know its column.
        let column = if context_lines_before == 0 {
            self.source
                .position(offset(start)?, ColumnUnit::CodePoint)
                .column
                - 1
        } else {
            0
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            &text.as_bytes()[from..to],
            (from, to - from).into(),
            first,
            column,
            line_count,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carriage_return_does_not_hide_the_start_of_its_line() {
        let source = SourceText::from("a: 1\r\nb: \r2\r\rc\r\n".to_owned());
        let snippets = Snippets::new("a.yaml", &source);
        let contents = snippets.read_span(&(9, 1).into(), 0, 0).expect("a line");
        assert_eq!(contents.data(), b"b: ?2??c\r\n");
    }
}
