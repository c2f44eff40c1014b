//! Comments that suppress findings in other files than the checked one.

use std::{collections::BTreeMap, sync::Arc};

use memchr::memmem;

use super::{
    Settings,
    suppression::{self, Suppression},
};
use crate::{
    finding::{Diagnostic, Finding},
    rules::RuleSet,
    source::{SourceFile, Span},
    written, yaml,
};

/// A suppression that is needed by findings of another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededElsewhere {
    pub(super) path: String,
    pub(super) place: Span,
}

/// Removes findings that comments in other files suppress. Returns their number, and the comments.
pub(super) fn suppress(
    findings: &mut Vec<Finding>,
    settings: &Settings,
) -> (usize, Vec<NeededElsewhere>) {
    let mut needed = Vec::new();
    if settings.no_suppressions {
        return (0, needed);
    }
    let mut files: BTreeMap<String, Arc<SourceFile>> = BTreeMap::new();
    for finding in findings.iter() {
        let Diagnostic {
            primary, related, ..
        } = &finding.diagnostic;
        if primary.file.is_some() {
            let labels = std::iter::once(primary).chain(related);
            for file in labels.filter_map(|label| label.file.as_ref()) {
                files.insert(file.path.clone(), Arc::clone(file));
            }
        }
    }
    let mut suppressed = 0;
    for (path, file) in files {
        let mut suppressions = of_text(file.text.as_str(), &settings.rule_set);
        if suppressions.is_empty() {
            continue;
        }
        suppressed += suppression::apply_in(Some(&path), &mut suppressions, findings, 0, settings);
        let used = suppressions.iter().flat_map(Suppression::used);
        needed.extend(used.map(|place| NeededElsewhere {
            path: path.clone(),
            place,
        }));
    }
    (suppressed, needed)
}

fn of_text(text: &str, rules: &RuleSet) -> Vec<Suppression> {
    // A cheap search first: nearly all files have no such comments, and parsing costs more.
    if memmem::find(text.as_bytes(), b"spark-eci-lint").is_none() {
        return Vec::new();
    }
    let masked = written::without_actions(text);
    let plain = masked.as_deref().unwrap_or(text);
    let mut found = suppression::of_file(plain, rules);
    for chunk in yaml::split(plain) {
        if let Ok(Some(document)) = yaml::parse(plain, chunk.span) {
            found.extend(suppression::of_comments(plain, &document, rules));
        }
    }
    // In a template, the line of a comment may be an action, which is not YAML.
    if let Some(text) = written::with_plain_comments(text) {
        found.extend(suppression::of_lines(&text, rules));
    }
    found
}
