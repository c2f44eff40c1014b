//! Identifies findings across runs.

use std::{collections::HashMap, fmt::Write};

use sha2::{Digest, Sha256};

use super::parallel::map_each;
use crate::{finding::Finding, lint::LintedFile};

/// The fingerprints of findings, in their order. They do not change when lines move: they are made of the rule, the
/// application, the role and the marked text, and of a counter for equal ones.
pub(super) fn fingerprints(findings: &[(&LintedFile, &Finding)]) -> Vec<String> {
    let digests = map_each(findings, |(file, finding)| digest(file, finding));
    let mut seen: HashMap<[u8; 32], u32> = HashMap::new();
    let counted = digests.into_iter().map(|digest| {
        let count = seen.entry(digest).or_default();
        *count += 1;
        let (half, _) = digest.split_at(16);
        let mut text = String::with_capacity(34);
        for byte in half {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        let _ = write!(text, ":{count}");
        text
    });
    counted.collect()
}

fn digest(file: &LintedFile, finding: &Finding) -> [u8; 32] {
    let mut hash = Sha256::new();
    let application = finding.lasting_application();
    let parts = [
        finding.rule.id.as_str(),
        &file.path,
        application.map_or("", |application| application.kind),
        application
            .and_then(|application| application.namespace.as_deref())
            .unwrap_or_default(),
        application.map_or("", |application| &application.name),
        finding.role.unwrap_or_default(),
        file.report.source.slice(finding.diagnostic.primary.span),
    ];
    for part in parts {
        // The length keeps `a` + `bc` apart from `ab` + `c`.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
