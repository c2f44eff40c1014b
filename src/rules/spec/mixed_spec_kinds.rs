//! Specs of kinds that cannot be combined in one list.

use crate::{
    eci::TypeKind,
    finding::Diagnostic,
    judged::{JudgedPod, SizedEntry},
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI204-mixed-spec-kinds");

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
    let message = text!(
        "`{special}` and `{other}` cannot be combined in one list: {kind} can only be combined with types of its kind",
        special = special.entry.text,
        other = other.entry.text,
        kind = kind.a_type()
    );
    let what = |kind: TypeKind, entry: &SizedEntry| match kind {
        TypeKind::Ordinary if !entry.is_type() => text!("vCPU and memory"),
        _ => kind.a_type(),
    };
    let diagnostic = Diagnostic::at(special.span, kind.a_type(), message);
    vec![diagnostic.related(other.span, what(other_kind, other)).help(text!(
        "keep entries of one kind: GPU, local-disk and Arm types require different settings of the pod"
    ))]
}
