//! An instance type that is not in the catalogue.

use crate::{eci::TypeStatus, finding::Diagnostic, judged::JudgedPod, text};

pub(in crate::rules) const PAGE: &str = page!("ECI205-unknown-instance-type");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let types = judged.entries.iter().filter(|entry| entry.is_type());
    types
        .filter_map(|entry| {
            let text = &entry.entry.text;
            let Some(TypeStatus::Unknown { meant }) = &entry.type_status else {
                return None;
            };
            let message = text!(
                "unknown instance type `{type}`: it is not among the types that ECI is known to support",
                type = text
            );
            let diagnostic = Diagnostic::at(entry.span, text!("not in the catalogue"), message);
            let fix = meant
                .as_ref()
                .and_then(|meant| judged.correct_spec(entry, meant));
            let diagnostic = diagnostic.fix(fix);
            Some(diagnostic.help(match meant {
                Some(meant) => text!("did you mean `{meant}`?", meant),
                None => {
                    text!("if ECI has added it since, add it to `extend` in the configuration")
                }
            }))
        })
        .collect()
}
