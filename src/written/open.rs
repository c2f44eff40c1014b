//! Which parts of a template that was read in place are not all there.

use std::collections::HashMap;

use super::{actions::Block, template::Insertion};
use crate::{
    source::Span,
    yaml::{Document, Kind, Node, Openness, Step},
};

/// Finds the nodes into which something unknown is put, and those with a part under a condition.
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
    // The worse of two comes last.
    found.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 = next.1;
        }
        is_same
    });
    found
}

/// The steps of nodes, by their places: many insertions go through the same large node.
type KnownSteps<'d> = HashMap<Span, Vec<Step<'d>>>;

/// Goes down to the node into which an insertion writes, by its indentation.
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
            // The indicator of an item is at least two columns before it.
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

/// The innermost block of each part of a text.
struct Conditions<'b> {
    blocks: &'b [Block],
    /// Where a block starts or ends, with the innermost one from there on.
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

    /// `holder` is the place that has to be under the same condition as what is in the node.
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
                // What is in the other branches is not known here.
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
