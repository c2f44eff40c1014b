//! The text of scalars, with the place of every part.

use super::values::Block;
use crate::{
    gotemplate::{Text, TextBuilder, Trace, float},
    source::{FileId, Origin, Quality, Span, offset},
    yaml::{Node, Scalar},
};

/// A file that is parsed as YAML.
#[derive(Clone, Copy)]
pub(super) struct Written<'t> {
    pub(super) file: FileId,
    pub(super) text: &'t str,
    /// Set if the text is only a part of the file.
    block: Option<&'t Block>,
}

impl<'t> Written<'t> {
    pub(super) fn new(file: FileId, text: &'t str) -> Self {
        Self {
            file,
            text,
            block: None,
        }
    }

    /// A string that is a value in a file.
    pub(super) fn within(file: FileId, text: &'t str, block: &'t Block) -> Self {
        Self {
            file,
            text,
            block: Some(block),
        }
    }

    pub(super) fn trace(self, span: Span, quality: Quality) -> Trace {
        let (span, quality) = match self.block {
            None => (span, quality),
            Some(block) => {
                let (span, of_block) = block.place(span);
                (span, quality.max(of_block))
            }
        };
        Trace::of_value(Origin {
            file: self.file,
            span,
            quality,
        })
    }

    /// The place in the file for a span of the text.
    pub(super) fn place(self, span: Span) -> Span {
        self.block.map_or(span, |block| block.place(span).0)
    }

    /// The trace of a scalar that a template prints as `printed`.
    pub(super) fn scalar_trace(self, node: Node<'_>, printed: &str) -> Trace {
        let is_written = !node.is_alias() && self.text[node.span().range()] == *printed;
        let quality = if is_written {
            Quality::Exact
        } else {
            Quality::Made
        };
        self.trace(node.span(), quality)
    }

    pub(super) fn key_trace(self, key: &str, span: Span) -> Trace {
        let written = &self.text[span.range()];
        let quotes = u32::from(written.len() == key.len() + 2 && written.starts_with(['"', '\'']));
        let inside = Span::new(span.start + quotes, span.end - quotes);
        if self.text[inside.range()] == *key {
            self.trace(inside, Quality::Exact)
        } else {
            self.trace(span, Quality::Made)
        }
    }

    pub(super) fn string(self, node: Node<'_>, text: &str) -> Text {
        if node.is_alias() {
            return Text::new(text, self.trace(node.span(), Quality::Made));
        }
        if node.is_literal()
            && let Some(text) = self.literal(node.span(), text)
        {
            return text;
        }
        let inside = node.part_span(self.text, 0..text.len());
        let is_exact = self.text[inside.range()] == *text;
        let quality = if is_exact {
            Quality::Exact
        } else {
            Quality::Made
        };
        Text::new(text, self.trace(inside, quality))
    }

    /// The text of a literal block; each line starts after its indentation.
    fn literal(self, span: Span, text: &str) -> Option<Text> {
        let mut builder = TextBuilder::default();
        // The span of a block starts at its first line that is not blank.
        let blank = text.len() - text.trim_start_matches('\n').len();
        let mut starts = self.text[..span.start as usize].rmatch_indices('\n');
        let mut at = starts.nth(blank).map_or(0, |(at, _)| at + 1);
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches('\n');
            let rest = self.text.get(at..)?;
            let (written, length) = match rest.find('\n') {
                Some(end) => (&rest[..end], end + 1),
                None => (rest, rest.len()),
            };
            let bare = written.strip_suffix('\r').unwrap_or(written);
            let is_blank = content.is_empty() && bare.trim().is_empty();
            if !is_blank && !bare.ends_with(content) {
                return None;
            }
            let indentation = if is_blank {
                bare.len()
            } else {
                bare.len() - content.len()
            };
            let start = at + indentation;
            let has_same_end = self.text[start..].starts_with(line);
            let end = start
                + if has_same_end {
                    line.len()
                } else {
                    content.len()
                };
            let place = Span::new(offset(start), offset(end));
            builder.push(&line[..end - start], self.trace(place, Quality::Exact));
            builder.push(&line[end - start..], self.trace(span, Quality::Made));
            at += length;
        }
        Some(builder.finish())
    }

    /// A scalar as a string; sigs.k8s.io/yaml converts numbers and booleans where Go expects a string. `None` for null
    /// and for what is not a scalar.
    pub(super) fn as_string(self, node: Node<'_>) -> Option<Text> {
        let crate::yaml::Kind::Scalar(scalar) = node.kind() else {
            return None;
        };
        let text = match scalar {
            Scalar::Null => return None,
            Scalar::Str(text) => return Some(self.string(node, text)),
            Scalar::Bool(is_so) => is_so.to_string(),
            Scalar::Int(number) => number.to_string(),
            Scalar::Float(number) => printed(number),
        };
        Some(Text::new(&text, self.scalar_trace(node, &text)))
    }
}

/// A number in Go's format.
pub(super) fn printed(number: f64) -> String {
    float(number, 'g', None)
}
