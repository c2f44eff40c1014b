//! The check that go-yaml v2 makes while it expands aliases (`decode.go`): a node inside itself and
//! a document that is nearly all expansion are refused. Behind this check no walk through aliases
//! is deep or long.

use super::{
    ParseError,
    document::{Content, Document, NodeId},
};

/// What the walk through the tree does next.
enum Step {
    Enter(NodeId),
    LeaveAlias(NodeId),
}

/// Refuses cyclic aliases and alias bombs.
///
/// # Errors
/// [`ParseError`] at the alias that shows it.
pub(super) fn check(document: &Document<'_>) -> Result<(), ParseError> {
    if !document
        .nodes
        .iter()
        .any(|node| matches!(node.content, Content::Alias(_)))
    {
        return Ok(());
    }
    let mut open = vec![false; document.nodes.len()];
    let mut alias_depth = 0_u64;
    let (mut decoded, mut decoded_in_alias) = (0_u64, 0_u64);
    let mut steps = vec![Step::Enter(document.root)];
    while let Some(step) = steps.pop() {
        let id = match step {
            Step::Enter(id) => id,
            Step::LeaveAlias(target) => {
                open[target.0 as usize] = false;
                alias_depth -= 1;
                continue;
            }
        };
        decoded += 1;
        decoded_in_alias += u64::from(alias_depth > 0);
        if is_excessive(decoded, decoded_in_alias) {
            return Err(ParseError::new(
                "the document contains excessive aliasing",
                document.node(id).span,
            ));
        }
        match &document.node(id).content {
            Content::Scalar(_) => {}
            Content::Sequence(range) => {
                steps.extend(
                    document.items[range.indices()]
                        .iter()
                        .rev()
                        .map(|item| Step::Enter(*item)),
                );
            }
            Content::Mapping(range, _) => {
                let entries = document.entries[range.indices()].iter().rev();
                steps.extend(
                    entries.flat_map(|(key, value)| [Step::Enter(*value), Step::Enter(*key)]),
                );
            }
            Content::Alias(target) => {
                if std::mem::replace(&mut open[target.0 as usize], true) {
                    return Err(ParseError::new(
                        "the anchor's value contains itself",
                        document.node(id).span,
                    ));
                }
                alias_depth += 1;
                steps.push(Step::LeaveAlias(*target));
                steps.push(Step::Enter(*target));
            }
        }
    }
    Ok(())
}

/// go-yaml's `allowedAliasRatio`: 99 % of up to 400,000 steps, falling to 10 % of 4,000,000.
#[expect(clippy::cast_precision_loss, reason = "the counts stay far below 2^52")]
fn is_excessive(decoded: u64, in_alias: u64) -> bool {
    const LOW: u64 = 400_000;
    const HIGH: u64 = 4_000_000;
    let allowed = if decoded <= LOW {
        0.99
    } else if decoded >= HIGH {
        0.10
    } else {
        0.99 - 0.89 * ((decoded - LOW) as f64 / (HIGH - LOW) as f64)
    };
    in_alias > 100 && decoded > 1000 && in_alias as f64 / decoded as f64 > allowed
}
