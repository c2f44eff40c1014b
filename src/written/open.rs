//! Marks the incomplete parts of a template that was parsed without rendering.

use std::collections::HashMap;

use super::{actions::Block, template::Insertion};
use crate::{
    source::Span,
    yaml::{Document, Kind, Node, Openness, Step},
};

/// Finds the nodes into which unknown content is inserted, and those with a conditional part.
pub(super) fn find_open(
    text: &str,
    document: &Document<'_>,
    insertions: &[Insertion],
    blocks: &[Block],
) -> Vec<(Span, Openness)> {
    let mut found = Vec::new();
    let mut known = HashMap::new();
    for insertion in insertions {
        insert(text, document.root(), *insertion, &mut known, &mut found);
    }
    let conditions = Conditions::new(blocks);
    let root = document.root();
    conditions.look_at(root, root.span(), &mut found);
    found.sort();
    // Of two entries, the worse one comes last.
    found.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 = next.1;
        }
        is_same
    });
    found
}

/// The steps of nodes, by place: a cache, because many insertions go through the same large node.
type KnownSteps<'d> = HashMap<Span, Vec<Step<'d>>>;

/// Descends to the node into which an insertion writes, by its indentation.
fn insert<'d>(
    text: &str,
    root: Node<'d>,
    insertion: Insertion,
    known: &mut KnownSteps<'d>,
    found: &mut Vec<(Span, Openness)>,
) {
    let column = |at: u32| {
        let before = &text[..at as usize];
        before.len() - before.rfind('\n').map_or(0, |line| line + 1)
    };
    let mut node = root;
    loop {
        let steps = known.entry(node.span()).or_insert_with(|| node.steps());
        let start = |step: &Step<'_>| match step {
            Step::Entry(entry) => entry.key_span.start,
            Step::Item(item) => item.span().start,
        };
        let behind = steps.partition_point(|step| start(step) < insertion.at);
        let Some(last) = behind.checked_sub(1).map(|at| &steps[at]) else {
            break;
        };
        let (child, outer) = match last {
            Step::Entry(entry) => (entry.value, column(entry.key_span.start)),
            // The dash of an item is at least two columns before it.
            Step::Item(item) => (*item, column(item.span().start).saturating_sub(1)),
        };
        let is_within = insertion.indentation > outer;
        // Items may be in the column of their key.
        let is_list_beside = insertion.indentation == outer
            && child.kind() == Kind::Sequence
            && matches!(last, Step::Entry(_));
        if is_list_beside {
            found.push((child.span(), Openness::Incomplete));
        }
        if !is_within {
            break;
        }
        node = child;
    }
    found.push((node.span(), Openness::Incomplete));
}

/// The innermost block at each place of a text.
struct Conditions<'b> {
    blocks: &'b [Block],
    /// The starts and ends of blocks, each with the innermost block that follows.
    edges: Vec<(u32, Option<usize>)>,
}

impl<'b> Conditions<'b> {
    fn new(blocks: &'b [Block]) -> Self {
        let mut edges = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for (index, block) in blocks.iter().enumerate() {
            while let Some(last) = open.pop_if(|last| blocks[*last].span.end <= block.span.start) {
                edges.push((blocks[last].span.end, open.last().copied()));
            }
            edges.push((block.span.start, Some(index)));
            open.push(index);
        }
        while let Some(last) = open.pop() {
            edges.push((blocks[last].span.end, open.last().copied()));
        }
        Self { blocks, edges }
    }

    fn innermost(&self, at: u32) -> Option<&'b Block> {
        let behind = self.edges.partition_point(|(edge, _)| *edge <= at);
        let index = self.edges[behind.checked_sub(1)?].1?;
        Some(&self.blocks[index])
    }

    /// `holder` is the place that must be in the same block as the contents of the node.
    fn look_at(&self, node: Node<'_>, holder: Span, found: &mut Vec<(Span, Openness)>) {
        if self.blocks.is_empty() {
            return;
        }
        for step in node.steps() {
            let (place, child) = match &step {
                Step::Entry(entry) => (entry.key_span, entry.value),
                Step::Item(item) => (item.span(), *item),
            };
            if let Some(block) = self.innermost(place.start)
                && !block.span.contains(holder)
            {
                // The contents of the other branches are not known here.
                let openness = match block.otherwise {
                    Some(_) => Openness::Incomplete,
                    None => Openness::Conditional,
                };
                found.push((node.span(), openness));
            }
            self.look_at(child, place, found);
        }
    }
}
