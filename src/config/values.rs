//! Reads values of the configuration.

use std::collections::HashSet;

use crate::{
    finding::Diagnostic,
    yaml::{Kind, Node, Scalar},
};

/// Only `true` and `false`, not the other words that YAML 1.1 reads as booleans.
pub(super) fn boolean(node: Node<'_>) -> Option<bool> {
    match (node.kind(), node.scalar_text()?) {
        (Kind::Scalar(Scalar::Bool(value)), "true" | "false") => Some(value),
        _ => None,
    }
}

/// Adds errors, except at places that have one already.
pub(super) fn add_new(errors: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    let path = |error: &Diagnostic| error.primary.file.as_ref().map(|file| file.path.clone());
    let key = |error: &Diagnostic| (path(error), error.primary.span);
    let mut known: HashSet<_> = errors.iter().map(key).collect();
    errors.extend(more.into_iter().filter(|error| known.insert(key(error))));
}

pub(super) fn texts(mapping: Node<'_>, name: &str) -> Vec<String> {
    let items = mapping.get(name).into_iter().flat_map(Node::items);
    items.filter_map(Node::as_str).map(str::to_owned).collect()
}
