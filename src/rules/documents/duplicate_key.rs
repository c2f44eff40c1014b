//! A duplicate key of a mapping.

use crate::{finding::Diagnostic, judged::JudgedApplication, yaml::Node};

pub(in crate::rules) const PAGE: &str = page!("ECI004-duplicate-key");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let mappings = judged.application.object.mappings().into_iter();
    mappings
        .flat_map(Node::duplicate_keys)
        .map(|(lost, winner)| {
            let message = format!(
                "duplicate key `{}`: the last value wins, this one is ignored",
                lost.key
            );
            Diagnostic::at(lost.key_span, "ignored", message)
                .related(winner.key_span, "this one wins")
                .help("keep one of the two; with strict validation, `kubectl` rejects the manifest")
                .or(judged.fixer.choice(
                    format!("Remove this `{}`, which is ignored", lost.key),
                    judged.fixer.remove(lost.key_span),
                ))
                .or(judged.fixer.choice(
                    format!("Remove the other `{}`, which wins", lost.key),
                    judged.fixer.remove(winner.key_span),
                ))
        })
        .collect()
}
