//! What tells one finding from all others, run after run.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::{finding::Finding, lint::LintedFile};

/// Fingerprints that stay when lines move: of the rule, the application, the role and the text
/// that is marked; equal ones are counted.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: HashMap<[u8; 32], u32>,
}

impl Fingerprints {
    /// The next finding's, in the order of the report.
    pub(super) fn next(&mut self, file: &LintedFile, finding: &Finding) -> String {
        let mut hash = Sha256::new();
        let application = finding.application.as_ref();
        let parts = [
            finding.rule.id.as_str(),
            &file.path,
            application.map_or("", |application| application.kind),
            application
                .and_then(|application| application.namespace.as_deref())
                .unwrap_or_default(),
            application.map_or("", |application| &application.name),
            finding.role.unwrap_or_default(),
            file.report.source.slice(finding.draft.primary.span),
        ];
        for part in parts {
            // The length keeps `a` + `bc` apart from `ab` + `c`.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let digest: [u8; 32] = hash.finalize().into();
        let count = self.seen.entry(digest).or_default();
        *count += 1;
        let (half, _) = digest.split_at(16);
        let hex: String = half
            .iter()
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        format!("{hex}:{count}")
    }
}
