//! More specs than ECI takes.

use crate::{eci::USE_SPECS, finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI203-too-many-specs.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let most = usize::try_from(judged.catalog.max_entries).unwrap_or(usize::MAX);
    let Some(surplus) = judged.entries.get(most) else {
        return Vec::new();
    };
    let number = judged.entries.len();
    let message = format!("`{USE_SPECS}` names {number} specs, ECI takes at most {most}");
    let diagnostic = Diagnostic::at(surplus.span, format!("spec number {}", most + 1), message);
    vec![diagnostic.help(format!(
        "keep the {most} that fit best: ECI tries them in this order"
    ))]
}
