//! A key stands twice in a mapping.

use crate::{finding::Diagnostic, judged::JudgedApplication, yaml::Node};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI004-duplicate-key.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let mappings = judged.application.object.mappings().into_iter();
    mappings
        .flat_map(Node::duplicate_keys)
        .map(|(lost, winner)| {
            let message = format!(
                "`{}` appears twice in this mapping: the last one counts, this one is lost",
                lost.key
            );
            Diagnostic::at(lost.key_span, "lost", message)
                .related(winner.key_span, "this one counts")
                .help("keep one of the two; with strict validation `kubectl` refuses the manifest")
                .or(judged.fixer.choice(
                    format!("Remove this `{}`, which is lost", lost.key),
                    judged.fixer.remove(lost.key_span),
                ))
                .or(judged.fixer.choice(
                    format!("Remove the other `{}`, which counts", lost.key),
                    judged.fixer.remove(winner.key_span),
                ))
        })
        .collect()
}
