use std::borrow::Cow;

use super::{
    Node,
    scalar::{CoreTag, Resolved},
};
use crate::source::{Span, offset};

/// The index of a node in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(pub(super) u32);

/// A parsed document: a compact tree with the place of every key and every value.
///
/// Aliases and merge keys are not resolved here; [`Node`] follows them.
#[derive(Debug)]
pub struct Document<'s> {
    pub(super) nodes: Vec<NodeData<'s>>,
    pub(super) entries: Vec<(NodeId, NodeId)>,
    pub(super) items: Vec<NodeId>,
    pub(super) root: NodeId,
    comments: Vec<Comment>,
    /// The targets of aliases, without duplicates, sorted by place.
    pub(super) alias_targets: Vec<AliasTarget>,
    /// The incomplete nodes, by place.
    open: Vec<(Span, Openness)>,
}

/// How a node of a template is incomplete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Openness {
    /// A part of it depends on a condition.
    Conditional,
    /// Unknown content is inserted.
    Incomplete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From `#` to the end of the line, without the line break.
    pub span: Span,
}

/// The target of an alias.
#[derive(Clone, Copy, Debug)]
pub(super) struct AliasTarget {
    pub(super) span: Span,
    /// The largest end of this target and all before it.
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
    /// The node of the anchor.
    Alias(NodeId),
}

#[derive(Debug)]
pub(super) struct ScalarData<'s> {
    pub(super) text: Cow<'s, str>,
    pub(super) plain: bool,
    /// True for a literal block scalar, whose lines are verbatim except for their indentation.
    pub(super) literal: bool,
    pub(super) tag: Option<CoreTag>,
    pub(super) resolved: Resolved,
}

/// What is known about the keys of a mapping; it saves most mappings a second pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    /// All strings, without duplicates and without merge keys.
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

    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node::new(self, self.root)
    }

    /// The comments, in the order of the text.
    #[must_use]
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// Marks nodes of a template as incomplete, by place.
    pub fn mark_open(&mut self, mut open: Vec<(Span, Openness)>) {
        open.sort();
        self.open = open;
    }

    /// The incomplete nodes of a template, in the order of the text.
    #[must_use]
    pub fn open(&self) -> &[(Span, Openness)] {
        &self.open
    }

    pub(super) fn node(&self, id: NodeId) -> &NodeData<'s> {
        &self.nodes[id.0 as usize]
    }

    /// The node itself, or the target if it is an alias.
    pub(super) fn target(&self, id: NodeId) -> NodeId {
        // An alias cannot refer to another alias: YAML does not allow an anchor on an alias.
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
