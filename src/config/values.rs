//! Values as the file writes them.

use crate::yaml::{Kind, Node, Scalar};

/// `true` or `false`; the other words that YAML 1.1 reads as booleans do not count.
pub(super) fn boolean(node: Node<'_>) -> Option<bool> {
    match (node.kind(), node.scalar_text()?) {
        (Kind::Scalar(Scalar::Bool(value)), "true" | "false") => Some(value),
        _ => None,
    }
}

/// The strings of a list.
pub(super) fn texts(mapping: Node<'_>, name: &str) -> Vec<String> {
    let items = mapping.get(name).into_iter().flat_map(Node::items);
    items.filter_map(Node::as_str).map(str::to_owned).collect()
}
