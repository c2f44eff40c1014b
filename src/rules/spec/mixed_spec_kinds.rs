//! Specs of kinds that cannot stand in one list.

use crate::{eci::TypeKind, finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI204-mixed-spec-kinds.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let kinds = || {
        let entries = judged.entries.iter();
        entries.filter_map(|entry| Some((entry, entry.type_kind()?)))
    };
    let Some((special, kind)) = kinds().find(|(_, kind)| *kind != TypeKind::Ordinary) else {
        return Vec::new();
    };
    let Some((other, _)) = kinds().find(|(_, other)| *other != kind) else {
        return Vec::new();
    };
    let message = format!(
        "`{}` has to be alone with others of its kind: a {} type and `{}` cannot stand in one list",
        special.entry.text,
        kind.name(),
        other.entry.text
    );
    let diagnostic = Diagnostic::at(special.span, format!("a {} type", kind.name()), message);
    vec![diagnostic
        .related(other.span, "of another kind")
        .help("GPU, local-disk and Arm types need settings of their own, so ECI takes only one kind at a time")]
}
