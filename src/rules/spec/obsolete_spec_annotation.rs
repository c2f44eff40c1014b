//! An old way to ask for a spec.

use crate::{
    eci::{EntryKind, USE_SPECS},
    finding::Diagnostic,
    judged::JudgedPod,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI212-obsolete-spec-annotation.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let keys = judged.obsolete_specs().map(|pair| {
        let message = format!("`{}` is obsolete: `{USE_SPECS}` took its place", pair.key);
        Diagnostic::at(pair.key_span, "obsolete", message).help(format!(
            "write `{USE_SPECS}` with a spec or an instance type"
        ))
    });
    let entries = judged.entries.iter();
    let entries = entries.filter(|entry| entry.entry.kind == EntryKind::Obsolete);
    let entries = entries.map(|entry| {
        let text = &entry.entry.text;
        let message = format!("`{text}` is a shorthand that is no longer documented");
        Diagnostic::at(entry.span, "obsolete", message)
            .help("name an instance type with that GPU, such as `ecs.gn6v-c8g1.2xlarge`")
    });
    keys.chain(entries).collect()
}
