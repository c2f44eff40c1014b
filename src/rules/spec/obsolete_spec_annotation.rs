//! An obsolete way to request a spec.

use crate::{
    eci::{EntryKind, USE_SPECS},
    finding::Diagnostic,
    judged::JudgedPod,
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI212-obsolete-spec-annotation");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let keys = judged.obsolete_specs().map(|pair| {
        let message = text!(
            "obsolete annotation `{key}`: it was replaced by `{annotation}`",
            key = pair.key,
            annotation = USE_SPECS
        );
        Diagnostic::at(pair.key_span, text!("obsolete"), message).help(text!(
            "write `{annotation}` with a spec or an instance type",
            annotation = USE_SPECS
        ))
    });
    let entries = judged.entries.iter();
    let entries = entries.filter(|entry| entry.entry.kind == EntryKind::Obsolete);
    let entries = entries.map(|entry| {
        let text = &entry.entry.text;
        let message = text!(
            "obsolete GPU shorthand `{spec}`: it is no longer documented",
            spec = text
        );
        Diagnostic::at(entry.span, text!("obsolete"), message).help(text!(
            "write an instance type with that GPU, such as `ecs.gn6v-c8g1.2xlarge`"
        ))
    });
    keys.chain(entries).collect()
}
