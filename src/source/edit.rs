use std::sync::Arc;

use super::{OriginMap, Quality, SourceFile, Span, is_one_file, offset};

/// Replaces a part of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes to replace; empty for an insertion.
    pub span: Span,
    /// The new text of that part.
    pub text: String,
}

impl Edit {
    /// Replaces `span` by `text`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }

    /// Inserts `text` at an offset.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self::replace(Span::new(at, at), text)
    }

    /// The same edit, `by` bytes later.
    #[must_use]
    pub fn moved(self, by: u32) -> Self {
        Self {
            span: self.span.moved(by),
            ..self
        }
    }

    /// Moves it to the place where the text is written; `None` unless the replaced part is written verbatim in this
    /// file.
    #[must_use]
    pub fn placed(self, map: &OriginMap, file: Option<&Arc<SourceFile>>) -> Option<Self> {
        let place = map.place(self.span);
        let fits = !map.is_laid_out_anew() || !self.span.is_empty() && !self.text.contains('\n');
        let is_exact = place.quality == Quality::Exact && fits;
        let is_exact = is_exact && is_one_file(place.file.as_ref(), file);
        is_exact.then(|| Self {
            span: place.span,
            text: map.written(self.text),
        })
    }
}

/// The result of edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The new text.
    pub text: String,
    /// For each edit, in the order of the text: its part of the old text and of the new one.
    pub parts: Vec<(Span, Span)>,
}

/// Applies edits that do not overlap, in any order.
#[must_use]
pub fn apply_edits(text: &str, edits: &[Edit]) -> Edited {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort();
    let mut new = String::with_capacity(text.len());
    let mut parts = Vec::with_capacity(edits.len());
    let mut from = 0;
    for edit in edits {
        let range = edit.span.range();
        debug_assert!(from <= range.start, "edits overlap");
        new.push_str(&text[from..range.start]);
        let start = new.len();
        new.push_str(&edit.text);
        parts.push((edit.span, Span::new(offset(start), offset(new.len()))));
        from = range.end;
    }
    new.push_str(&text[from..]);
    Edited { text: new, parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_in_the_order_of_the_text() {
        let edits = [
            Edit::replace(Span::new(4, 6), "XYZ"),
            Edit::insert(0, "<"),
            Edit::replace(Span::new(1, 2), ""),
        ];
        let edited = apply_edits("abcdefg", &edits);
        assert_eq!(edited.text, "<acdXYZg");
        assert_eq!(
            edited.parts,
            [
                (Span::new(0, 0), Span::new(0, 1)),
                (Span::new(1, 2), Span::new(2, 2)),
                (Span::new(4, 6), Span::new(4, 7)),
            ]
        );
    }
}
