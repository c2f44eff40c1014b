//! Compares the values of two texts, except for intended changes.

use std::collections::HashMap;

use super::{Document, Entry, Kind, Node, ParseError, parse, split};
use crate::source::Span;

/// True if the documents of two texts have the same values, or if neither can be parsed.
#[must_use]
pub fn same_values(one: &str, other: &str) -> bool {
    changed_only(one, other, &[])
}

/// True if everything that differs between the documents of two texts was replaced by edits: each is a part of the old
/// text and a part of the new one, in order.
#[must_use]
pub fn changed_only(old: &str, new: &str, parts: &[(Span, Span)]) -> bool {
    let (olds, news) = (split(old), split(new));
    olds.len() == news.len()
        && olds
            .iter()
            .zip(&news)
            .all(|(a, b)| match (parse(old, a.span), parse(new, b.span)) {
                (Err(_), Err(_)) => true,
                (one, other) => {
                    both_changed_only(one.as_ref(), other.as_ref(), parts, &|_, _| None)
                }
            })
}

/// Decides whether two strings in documents may differ; `None` if it has no opinion.
pub type TextsMayDiffer<'w> = &'w dyn Fn(Node<'_>, Node<'_>) -> Option<bool>;

/// The same for two documents. False unless both can be parsed.
#[must_use]
pub fn both_changed_only(
    old: Result<&Option<Document<'_>>, &ParseError>,
    new: Result<&Option<Document<'_>>, &ParseError>,
    parts: &[(Span, Span)],
    texts: TextsMayDiffer<'_>,
) -> bool {
    match (old, new) {
        (Ok(Some(a)), Ok(Some(b))) => Changes { parts, texts }.allow(a.root(), b.root()),
        (Ok(None), Ok(None)) => true,
        _ => false,
    }
}

/// The values of a mapping by key, so that thousands of keys are not compared pairwise.
fn by_key<'e, 'd>(entries: &'e [Entry<'d>]) -> HashMap<&'e str, Node<'d>> {
    let entries = entries.iter().rev();
    entries.map(|entry| (&*entry.key, entry.value)).collect()
}

struct Changes<'p> {
    parts: &'p [(Span, Span)],
    texts: TextsMayDiffer<'p>,
}

impl Changes<'_> {
    fn allow(&self, old: Node<'_>, new: Node<'_>) -> bool {
        match (old.kind(), new.kind()) {
            (Kind::Scalar(a), Kind::Scalar(b)) if a == b => true,
            (Kind::Scalar(_), Kind::Scalar(_)) if (self.texts)(old, new).is_some() => {
                (self.texts)(old, new) == Some(true)
            }
            (Kind::Sequence, Kind::Sequence) => {
                let kept = old.items().filter(|item| !self.is_removed(item.span()));
                // No edit adds an item without text, and an empty item has no place.
                let is_new = |item: &Node<'_>| !item.span().is_empty() && self.is_new(item.span());
                let mut left = new.items().filter(|item| !is_new(item));
                kept.into_iter()
                    .all(|item| left.next().is_some_and(|other| self.allow(item, other)))
                    && left.next().is_none()
            }
            (Kind::Mapping, Kind::Mapping) => {
                let (olds, news) = (old.entries(), new.entries());
                let (known, left) = (by_key(&olds), by_key(&news));
                let is_allowed = olds.iter().all(|entry| match left.get(&*entry.key) {
                    Some(other) => self.allow(entry.value, *other),
                    None => self.touches(entry.key_span),
                });
                let mut added = news.iter().filter(|entry| !known.contains_key(&*entry.key));
                is_allowed && added.all(|entry| self.is_new(entry.key_span))
            }
            // A value replaces another one, or an empty value, which has no place.
            _ => (old.is_null() || self.touches(old.span())) && self.is_new_or_holds(new.span()),
        }
    }

    /// True if an edit overlaps a place of the old text.
    fn touches(&self, place: Span) -> bool {
        self.overlaps(place, |(old, _)| *old)
    }

    /// True if an edit overlaps a place of the new text.
    fn is_new_or_holds(&self, place: Span) -> bool {
        self.overlaps(place, |(_, new)| *new)
    }

    /// True if a place of the old text is inside an edit.
    fn is_removed(&self, place: Span) -> bool {
        self.holds(place, |(old, _)| *old)
    }

    /// True if a place of the new text is inside an edit.
    fn is_new(&self, place: Span) -> bool {
        self.holds(place, |(_, new)| *new)
    }

    fn overlaps(&self, place: Span, side: fn(&(Span, Span)) -> Span) -> bool {
        // The parts are sorted and do not overlap.
        let first = self
            .parts
            .partition_point(|part| side(part).end <= place.start);
        let next = self.parts.get(first).map(side);
        next.is_some_and(|part| part.start < place.end)
    }

    fn holds(&self, place: Span, side: fn(&(Span, Span)) -> Span) -> bool {
        let first = self
            .parts
            .partition_point(|part| side(part).end < place.end);
        let part = self.parts.get(first).map(side);
        part.is_some_and(|part| !part.is_empty() && part.start <= place.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_replaced_parts_may_differ() {
        let old = "a: 1\nb: {c: x, d: [1, 2]}\n";
        // The value of `a`, and a new item of `d`.
        let parts = [
            (Span::new(3, 4), Span::new(3, 4)),
            (Span::new(23, 23), Span::new(23, 26)),
        ];
        assert_eq!(&old[23..24], "]");
        assert!(changed_only(old, "a: 5\nb: {c: x, d: [1, 2, 3]}\n", &parts));
        for wrong in [
            "a: 5\nb: {c: y, d: [1, 2, 3]}\n",
            "a: 5\nb: {c: x, d: [1, 7, 3]}\n",
            "a: 5\nb: {c: x, e: [1, 2, 3]}\n",
            "a: 5\nb: {c: x, d: [1, 2, 3]}\ne: 1\n",
            "a: 5\nb: {c: x}\n",
            "a: 5\nb: {c: x, d: [1, 2, 3]\n",
        ] {
            assert!(!changed_only(old, wrong, &parts), "{wrong}");
        }
        assert!(same_values(old, "{b: {d: [1, 2], c: x}, a: 1}"));
        assert!(!same_values(old, "a: 1\n"));
        // Empty documents, and different numbers of them.
        assert!(same_values("# a\n---\nb: 1\n", "---\n# c\n---\nb: 1\n"));
        assert!(same_values("a: 1\n---\n# b\n", "a: 1\n---\n# c\n"));
        assert!(!same_values("a: 1\n---\n# b\n", "a: 1\n---\nb: 1\n"));
        assert!(!same_values("a: 1\n---\nb: 1\n", "a: 1\n"));
        // Texts that are both invalid have no values that could differ.
        assert!(same_values("a: [\n", "a: {\n"));
        assert!(!same_values("a: [\n", "a: 1\n"));
    }
}
