//! Compares the applications in two versions of a file, except for intended changes.

use super::{
    FileForm,
    documents::{parts, whole_lines},
    regions,
    template::read_template,
};
use crate::{
    source::{OriginMap, Span},
    spark,
    yaml::{self, Document, Node, ParseError},
};

/// True if the documents of two texts, and the manifests inside them, have the same values.
#[must_use]
pub fn same_values(old: &str, new: &str, form: FileForm) -> bool {
    changed_only(old, new, &[], form)
}

/// True if everything that differs was replaced by edits: each is a part of the old text and a part of the new one, in
/// order. Manifests in strings and templates are compared by their meaning.
#[must_use]
pub fn changed_only(old: &str, new: &str, edits: &[(Span, Span)], form: FileForm) -> bool {
    let (olds, news) = (parts(old, form), parts(new, form));
    olds.len() == news.len()
        && olds.iter().zip(&news).all(|(one, other)| {
            let edits = within(edits, one.span, other.span);
            document(&old[one.span.range()], &new[other.span.range()], &edits)
        })
}

fn document(old: &str, new: &str, edits: &[(Span, Span)]) -> bool {
    if old == new {
        return true;
    }
    let (one, other) = (parse(old), parse(new));
    let texts = |one: Node<'_>, other: Node<'_>| text(old, new, edits, one, other);
    if one.is_ok() && other.is_ok() {
        return yaml::both_changed_only(one.as_ref(), other.as_ref(), edits, &texts);
    }
    let read = |text: &str| read_template(text, &|_| None);
    let (old, new) = (read(old), read(new));
    let judged = |map: &OriginMap, span: Span| map.judged(span);
    let edits: Option<Vec<_>> = edits
        .iter()
        .map(|(one, other)| Some((judged(&old.map, *one)?, judged(&new.map, *other)?)))
        .collect();
    let (one, other) = (parse(&old.text), parse(&new.text));
    match (&one, &other, edits) {
        (Err(_), Err(_), _) => true,
        (_, _, Some(edits)) => {
            let texts =
                |one: Node<'_>, other: Node<'_>| text(&old.text, &new.text, &edits, one, other);
            yaml::both_changed_only(one.as_ref(), other.as_ref(), &edits, &texts)
        }
        _ => false,
    }
}

/// Whether a string in a document may differ; `None` if it is not a manifest.
fn text(
    old: &str,
    new: &str,
    edits: &[(Span, Span)],
    one: Node<'_>,
    other: Node<'_>,
) -> Option<bool> {
    let is_manifest = |node: Node<'_>| {
        node.is_literal() && node.scalar_text().is_some_and(spark::may_hold_application)
    };
    if !is_manifest(one) || !is_manifest(other) {
        return None;
    }
    let (one, other) = (whole_lines(old, one.span()), whole_lines(new, other.span()));
    let (olds, news) = (manifests(old, one), manifests(new, other));
    let is_same = olds.len() == news.len()
        && olds.iter().zip(&news).all(|(one, other)| {
            let edits = within(edits, *one, *other);
            document(&old[one.range()], &new[other.range()], &edits)
        });
    Some(is_same)
}

/// The manifests in the lines of a text.
fn manifests(text: &str, lines: Span) -> Vec<Span> {
    let mut found = Vec::new();
    for document in regions::documents(text, lines) {
        let body = &text[document.range()];
        let regions = regions::regions(body).into_iter();
        let inner: Vec<Span> = regions
            .flat_map(|region| regions::documents(body, region))
            .filter(|region| spark::may_hold_application(&body[region.range()]))
            .map(|region| region.moved(document.start))
            .collect();
        if parse(body).is_ok() || inner.is_empty() {
            found.push(document);
        } else {
            found.extend(inner);
        }
    }
    found
}

/// The edits within a part, relative to it.
fn within(edits: &[(Span, Span)], old: Span, new: Span) -> Vec<(Span, Span)> {
    let is_in = |whole: Span, part: Span| whole.contains(part);
    // They are sorted, and a file can have thousands of parts with thousands of edits.
    let first = edits.partition_point(|(one, _)| one.start < old.start);
    edits[first..]
        .iter()
        .take_while(|(one, _)| one.start <= old.end)
        .filter(|(one, other)| is_in(old, *one) && is_in(new, *other))
        .map(|(one, other)| {
            let back = |span: Span, by: u32| Span::new(span.start - by, span.end - by);
            (back(*one, old.start), back(*other, new.start))
        })
        .collect()
}

fn parse(text: &str) -> Result<Option<Document<'_>>, ParseError> {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    yaml::parse(text, Span::new(0, end))
}
