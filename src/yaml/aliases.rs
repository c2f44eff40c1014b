//! The check of go-yaml v2 while it expands aliases (`decode.go`): it rejects a node inside itself and a document that
//! consists mostly of expansions. After this check, every walk through aliases is shallow and short.

use super::{
    ParseError,
    document::{Content, Document, NodeId},
};

/// The next step of the walk through the tree.
enum Step {
    Enter(NodeId),
    LeaveAlias(NodeId),
}

/// Rejects cyclic aliases and alias bombs.
///
/// # Errors
/// The first offending alias.
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
    // go-yaml also requires more than 100 steps in aliases, which is implied by a tenth of 1,000 steps.
    decoded > 1000 && in_alias as f64 / decoded as f64 > allowed
}

#[cfg(test)]
mod tests {
    use super::is_excessive;

    #[test]
    fn the_share_of_aliases_falls_with_the_number_of_steps() {
        for (decoded, allowed, excessive) in [
            (1_000, 1_000, None),
            (1_001, 990, Some(992)),
            (400_000, 396_000, Some(396_001)),
            // A quarter and half of the way from 99 % to 10 %: 76.75 % and 54.5 %.
            (1_300_000, 997_749, Some(997_751)),
            (2_200_000, 1_198_999, Some(1_199_001)),
            (4_000_000, 400_000, Some(400_001)),
            (40_000_000, 4_000_000, Some(4_000_001)),
        ] {
            assert!(!is_excessive(decoded, allowed), "{allowed} of {decoded}");
            if let Some(in_alias) = excessive {
                assert!(is_excessive(decoded, in_alias), "{in_alias} of {decoded}");
            }
        }
    }
}
