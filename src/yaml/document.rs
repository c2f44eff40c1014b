use std::borrow::Cow;

use super::{
    Node,
    scalar::{CoreTag, Resolved},
};
use crate::source::{Span, offset};

/// Index of a node in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(pub(super) u32);

/// One parsed document: a compact tree in which every key and every value knows its place.
///
/// Aliases stay aliases and merge keys stay merge keys here; [`Node`] follows them.
#[derive(Debug)]
pub struct Document<'s> {
    pub(super) nodes: Vec<NodeData<'s>>,
    pub(super) entries: Vec<(NodeId, NodeId)>,
    pub(super) items: Vec<NodeId>,
    pub(super) root: NodeId,
    comments: Vec<Comment>,
    /// What aliases name, without repetition, in the order of places.
    pub(super) alias_targets: Vec<AliasTarget>,
    /// The nodes that are not all there, by their places.
    open: Vec<(Span, Openness)>,
}

/// In what way a node of a template is not all there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Openness {
    /// A part of it depends on a condition.
    Conditional,
    /// Something that is not known is put into it.
    Incomplete,
}

/// A comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From `#` to the end of the line, without the line break.
    pub span: Span,
}

/// What an alias names.
#[derive(Clone, Copy, Debug)]
pub(super) struct AliasTarget {
    pub(super) span: Span,
    /// The last end of this one and of all before it.
    pub(super) last_end: u32,
}

#[derive(Debug)]
pub(super) struct NodeData<'s> {
    pub(super) span: Span,
    pub(super) content: Content<'s>,
}

#[derive(Debug)]
pub(super) enum Content<'s> {
    Scalar(ScalarData<'s>),
    /// A range of [`Document::items`].
    Sequence(Range),
    /// A range of [`Document::entries`].
    Mapping(Range, Keys),
    /// The node that the anchor names.
    Alias(NodeId),
}

#[derive(Debug)]
pub(super) struct ScalarData<'s> {
    pub(super) text: Cow<'s, str>,
    pub(super) plain: bool,
    /// True for a literal block scalar, whose lines are the text but for their indentation.
    pub(super) literal: bool,
    pub(super) tag: Option<CoreTag>,
    pub(super) resolved: Resolved,
}

/// What is known about the keys of a mapping, so that most mappings need no second look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    /// Strings, none of them twice, and none that merges another mapping.
    Plain,
    /// Any keys.
    Any,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Range {
    start: u32,
    end: u32,
}

impl Range {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self {
            start: offset(start),
            end: offset(end),
        }
    }

    pub(super) fn indices(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl<'s> Document<'s> {
    pub(super) fn new(
        nodes: Vec<NodeData<'s>>,
        entries: Vec<(NodeId, NodeId)>,
        items: Vec<NodeId>,
        root: NodeId,
        comments: Vec<Comment>,
    ) -> Self {
        let mut alias_targets: Vec<Span> = nodes
            .iter()
            .filter_map(|node| match node.content {
                Content::Alias(NodeId(target)) => Some(nodes[target as usize].span),
                _ => None,
            })
            .collect();
        alias_targets.sort_unstable();
        alias_targets.dedup();
        let mut last_end = 0;
        let alias_targets = alias_targets.into_iter().map(|span| {
            last_end = last_end.max(span.end);
            AliasTarget { span, last_end }
        });
        let alias_targets = alias_targets.collect();
        Self {
            nodes,
            entries,
            items,
            root,
            comments,
            alias_targets,
            open: Vec::new(),
        }
    }

    /// The document's top node.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node::new(self, self.root)
    }

    /// The document's comments, in the order of the text.
    #[must_use]
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// Marks nodes of a template that are not all there, by their places.
    pub fn mark_open(&mut self, mut open: Vec<(Span, Openness)>) {
        open.sort();
        self.open = open;
    }

    /// The nodes of a template that are not all there, in the order of the text.
    #[must_use]
    pub fn open(&self) -> &[(Span, Openness)] {
        &self.open
    }

    pub(super) fn node(&self, id: NodeId) -> &NodeData<'s> {
        &self.nodes[id.0 as usize]
    }

    /// The node itself, or what it is an alias of.
    pub(super) fn target(&self, id: NodeId) -> NodeId {
        // An alias names a node that is no alias: YAML gives an alias no anchor of its own.
        match self.node(id).content {
            Content::Alias(target) => target,
            _ => id,
        }
    }

    pub(super) fn is_merge_key(&self, key: NodeId) -> bool {
        matches!(
            &self.node(key).content,
            Content::Scalar(ScalarData { text, plain: true, tag: None, .. }) if text == "<<"
        )
    }
}
