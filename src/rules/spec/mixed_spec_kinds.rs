//! Specs of kinds that cannot stand in one list.

use crate::{
    eci::TypeKind,
    finding::Diagnostic,
    judged::{JudgedPod, SizedEntry},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI204-mixed-spec-kinds.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let kinds = || {
        let entries = judged.entries.iter();
        entries.filter_map(|entry| Some((entry, entry.type_kind()?)))
    };
    let Some((special, kind)) = kinds().find(|(_, kind)| *kind != TypeKind::Ordinary) else {
        return Vec::new();
    };
    let Some((other, other_kind)) = kinds().find(|(_, other)| *other != kind) else {
        return Vec::new();
    };
    let message = format!(
        "`{}` cannot stand in one list with `{}`: {} takes only others of its kind beside it",
        special.entry.text,
        other.entry.text,
        kind.a_type()
    );
    let what = |kind: TypeKind, entry: &SizedEntry| match kind {
        TypeKind::Ordinary if !entry.is_type() => "vCPU and memory",
        _ => kind.a_type(),
    };
    let diagnostic = Diagnostic::at(special.span, kind.a_type(), message);
    vec![diagnostic.related(other.span, what(other_kind, other)).help(
        "keep entries of one kind: GPU, local-disk and Arm types each need other settings of the pod",
    )]
}
