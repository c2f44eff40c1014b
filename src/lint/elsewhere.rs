//! Comments that suppress findings in other files than the one that was judged.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Settings,
    suppression::{self, Suppression},
};
use crate::{
    finding::Finding,
    source::{SourceFile, Span},
    yaml,
};

/// A suppression in another file that was needed: that file alone does not show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededElsewhere {
    pub(super) path: String,
    pub(super) place: Span,
}

/// Takes away the findings in other files that comments there suppress: how many, and by which comments.
pub(super) fn suppress(
    findings: &mut Vec<Finding>,
    settings: &Settings,
) -> (usize, Vec<NeededElsewhere>) {
    let mut needed = Vec::new();
    let is_elsewhere = |finding: &Finding| finding.diagnostic.primary.file.is_some();
    if settings.no_suppressions || !findings.iter().any(is_elsewhere) {
        return (0, needed);
    }
    let mut suppressed = 0;
    let mut here = Vec::new();
    let mut others: BTreeMap<String, (Arc<SourceFile>, Vec<Finding>)> = BTreeMap::new();
    for finding in findings.drain(..) {
        match &finding.diagnostic.primary.file {
            None => here.push(finding),
            Some(file) => {
                let of_file = others.entry(file.path.clone());
                let (_, list) = of_file.or_insert_with(|| (Arc::clone(file), Vec::new()));
                list.push(finding);
            }
        }
    }
    for (path, (file, mut list)) in others {
        let mut suppressions = of_text(file.text.as_str());
        suppressed += suppression::apply_in(Some(&path), &mut suppressions, &mut list, 0, settings);
        let used = suppressions.iter().flat_map(Suppression::used);
        needed.extend(used.map(|place| NeededElsewhere {
            path: path.clone(),
            place,
        }));
        here.append(&mut list);
    }
    *findings = here;
    (suppressed, needed)
}

fn of_text(text: &str) -> Vec<Suppression> {
    let mut found = suppression::of_file(text);
    for chunk in yaml::split(text) {
        if let Ok(Some(document)) = yaml::parse(text, chunk.span) {
            found.extend(suppression::of_comments(text, &document));
        }
    }
    found
}
