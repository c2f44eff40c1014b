//! Tabs where a token may start. YAML 1.2 accepts some of them as white space; libyaml, and therefore `kubectl`,
//! rejects all of them, even on otherwise empty lines: only quotes, brackets and the content of block scalars may have
//! a tab before the first text of a line.
//!
//! Source: `yaml_parser_scan_to_next_token` and `yaml_parser_scan_block_scalar_breaks` of go-yaml v2.

use granit_parser::ScalarStyle;

use super::ParseError;
use crate::source::{Span, offset};

/// The parts of a text in which tabs are allowed.
#[derive(Default)]
pub(super) struct Tabs {
    covers: Vec<Cover>,
}

/// Lines on which tabs may be content.
struct Cover {
    span: Span,
    /// The column from which tabs are content.
    indent: usize,
}

impl Tabs {
    /// Records a scalar; the span of a block scalar extends from its first text to the next token.
    pub(super) fn scalar(&mut self, text: &str, span: Span, style: ScalarStyle) {
        self.covers.push(match style {
            ScalarStyle::Plain => return,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Cover { span, indent: 0 },
            ScalarStyle::Literal | ScalarStyle::Folded => block_scalar(text, span),
        });
    }

    /// Records a collection in brackets.
    pub(super) fn brackets(&mut self, span: Span) {
        self.covers.push(Cover { span, indent: 0 });
    }

    /// Checks the part of a text that is the recorded document.
    ///
    /// # Errors
    /// The first tab that is not allowed.
    pub(super) fn check(mut self, text: &str, span: Span) -> Result<(), ParseError> {
        let document = &text[span.range()];
        self.covers.sort_by_key(|cover| cover.span.start);
        // Brackets cover everything inside them.
        self.covers
            .dedup_by(|inner, outer| inner.span.start < outer.span.end);
        let mut start = span.start as usize;
        for line in document.split_inclusive('\n') {
            if let Some(at) = tab(line) {
                let is_before = |cover: &Cover| (cover.span.start as usize) < start;
                let cover = self.covers.partition_point(is_before).checked_sub(1);
                let cover = cover.map(|last| &self.covers[last]);
                let cover = cover.filter(|cover| start < cover.span.end as usize);
                if cover.is_none_or(|cover| at < cover.indent) {
                    return Err(error(start + at));
                }
            }
            start += line.len();
        }
        Ok(())
    }
}

/// A block scalar: covers it from its first text, with that indentation, or all of it if its header sets the
/// indentation.
fn block_scalar(text: &str, span: Span) -> Cover {
    let before = &text[..span.start as usize];
    let (above, line) = before.rsplit_once('\n').unwrap_or_default();
    let head = above.trim_end();
    let head = &head[head.rfind('\n').map_or(0, |at| at + 1)..];
    let head = head.split(" #").next().unwrap_or_default();
    let head = head.rfind(['|', '>']).map_or("", |at| &head[at..]);
    if head.contains(|letter: char| letter.is_ascii_digit()) {
        let start = span.start - u32::try_from(line.len() + 1).unwrap_or_default();
        let span = Span::new(start, span.end);
        return Cover { span, indent: 0 };
    }
    let indent = line.len() - line.trim_start_matches(' ').len();
    Cover { span, indent }
}

fn error(at: usize) -> ParseError {
    let start = offset(at);
    let message = "a tab cannot stand before the text of a line; use spaces";
    ParseError::new(message, Span::new(start, start + 1))
}

/// The first tab before the text of a line: in its indentation or after a structural indicator.
fn tab(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let is_blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t' | b'\r' | b'\n'));
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\t' => return Some(at),
            b' ' => {}
            b'-' | b'?' | b':' if is_blank(at + 1) => {}
            _ => return None,
        }
    }
    None
}
