//! Splits a file into documents like Kubernetes' `YAMLOrJSONDecoder`: at lines that start with `---`, before any YAML
//! is parsed. A broken document cannot hide the next one.

use memchr::memmem;
use serde::de::IgnoredAny;

use super::ParseError;
use crate::source::{Span, offset};

/// The part of a file that is one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The text to parse: from the end of one separator line to the next one. An invalid separator line is included.
    pub span: Span,
    /// The error in the separator line, if any; its place is relative to the chunk.
    pub error: Option<ParseError>,
}

/// The documents of a file, in order, without empty ones.
///
/// The text must be shorter than 4 GiB.
#[must_use]
pub fn split(text: &str) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut start = 0;
    let mut error = None;
    for separator in separators(text) {
        push(&mut chunks, text, start, separator, error.take());
        let line_end = memchr::memchr(b'\n', &text.as_bytes()[separator..])
            .map_or(text.len(), |at| separator + at + 1);
        let rest = text[separator + 3..line_end].trim();
        start = line_end;
        if !rest.is_empty() && !rest.starts_with('#') {
            start = separator;
            let line = text[separator..line_end].trim_end();
            error = Some(ParseError::new(
                format!(
                    "`{rest}` follows the document separator `---`, where kubectl allows only a comment"
                ),
                span(0, line.len()),
            ));
        }
    }
    push(&mut chunks, text, start, text.len(), error);
    chunks
}

/// The offsets of the lines that start with `---`.
fn separators(text: &str) -> impl Iterator<Item = usize> + '_ {
    let at_start = text.starts_with("---").then_some(0);
    at_start
        .into_iter()
        .chain(memmem::find_iter(text.as_bytes(), b"\n---").map(|at| at + 1))
}

fn push(chunks: &mut Vec<Chunk>, text: &str, start: usize, end: usize, error: Option<ParseError>) {
    let body = &text[start..end];
    if error.is_some() {
        chunks.push(Chunk {
            span: span(start, end),
            error,
        });
        return;
    }
    if body.trim().is_empty() {
        return;
    }
    let mut ends = json_values(body);
    ends.push(body.len());
    let mut from = 0;
    for to in ends {
        chunks.push(Chunk {
            span: span(start + from, start + to),
            error: None,
        });
        from = to;
    }
}

/// The boundaries between JSON values: `kubectl` accepts a stream of JSON objects without separators. Empty unless the
/// text is such a stream.
fn json_values(body: &str) -> Vec<usize> {
    if !body.trim_start().starts_with('{') {
        return Vec::new();
    }
    let mut stream = serde_json::Deserializer::from_str(body).into_iter::<IgnoredAny>();
    let mut ends = Vec::new();
    while let Some(value) = stream.next() {
        if value.is_err() {
            return Vec::new();
        }
        ends.push(stream.byte_offset());
    }
    // The last value includes the white space after it.
    ends.pop();
    ends
}

fn span(start: usize, end: usize) -> Span {
    Span::new(offset(start), offset(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        split(text)
            .into_iter()
            .map(|chunk| &text[chunk.span.range()])
            .collect()
    }

    #[test]
    fn separators_are_at_the_start_of_a_line() {
        assert_eq!(texts("a: 1\n---\nb: 2\n"), ["a: 1\n", "b: 2\n"]);
        assert_eq!(
            texts("---\na: |\n  ---\n  b\n--- # next\nc: 3"),
            ["a: |\n  ---\n  b\n", "c: 3"]
        );
        assert_eq!(texts("a: 1\r\n---\r\nb: 2\r\n"), ["a: 1\r\n", "b: 2\r\n"]);
        assert_eq!(texts("---\n---\n\n---\n"), [""; 0]);
    }

    #[test]
    fn content_after_a_separator_is_an_error_with_a_place() {
        let text = "a: 1\n--- {b: 2}\nc: 3\n";
        let chunks = split(text);
        assert_eq!(chunks[0].error, None);
        let error = chunks[1].error.as_ref().expect("an error");
        let place = error.span.moved(chunks[1].span.start);
        assert_eq!(&text[place.range()], "--- {b: 2}");
    }

    #[test]
    fn json_objects_may_follow_each_other() {
        assert_eq!(
            texts("{\"a\": \"}{\"}{\"b\": 2}\n{}\n"),
            ["{\"a\": \"}{\"}", "{\"b\": 2}", "\n{}\n"]
        );
        assert_eq!(texts("{a: 1}\n"), ["{a: 1}\n"]);
    }
}
