//! Joins the findings of kustomizations and charts in a file with those of the file alone.

use std::collections::HashSet;

use crate::{
    finding::Finding,
    lint::FileReport,
    rules::{invalid_yaml, not_judged},
    source::Span,
};

/// The findings of kustomizations and charts in an open document.
#[derive(Clone)]
pub(super) struct OfBuilds {
    /// False for a file that only contributes values, such as the source of a replacement.
    pub(super) is_part: bool,
    pub(super) findings: Vec<Finding>,
    /// Changes with each build.
    pub(super) number: u64,
}

/// Joins the findings of a file alone, which for a part is only whether it can be read, with those of what is built of it.
pub(super) fn join(alone: &FileReport, built: &[Finding], is_part: bool) -> FileReport {
    let of = |findings: &[Finding]| FileReport {
        findings: findings.to_vec(),
        ..FileReport::new(alone.source.clone())
    };
    let mut alone = Some(of(&alone.findings));
    if is_part {
        alone = alone.and_then(FileReport::of_part);
    }
    let alone = alone.map_or_else(Vec::new, |alone| alone.findings);
    // A file that cannot be read also breaks the build: report it once.
    let unread = alone
        .iter()
        .filter(|finding| finding.rule.id == invalid_yaml::ID);
    let unread: HashSet<Span> = unread
        .map(|finding| finding.diagnostic.primary.span)
        .collect();
    let mut report = of(built);
    report.findings.retain(|finding| {
        finding.rule.id != not_judged::ID || !unread.contains(&finding.diagnostic.primary.span)
    });
    report.findings.extend(alone);
    report.retain(|_, _| true);
    report
}
