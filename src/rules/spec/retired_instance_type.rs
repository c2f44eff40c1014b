//! An instance type that ECI no longer takes.

use crate::{eci::TypeStatus, finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI206-retired-instance-type.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let types = judged.entries.iter().filter(|entry| entry.is_type());
    types
        .filter(|entry| entry.type_status == Some(TypeStatus::Retired))
        .map(|entry| {
            let message = format!(
                "ECI no longer takes `{}`: its family was withdrawn",
                entry.entry.text
            );
            let diagnostic = Diagnostic::at(entry.span, "withdrawn", message);
            let diagnostic = diagnostic.fix(judged.resize(&[entry]));
            match judged.size.requests() {
                Some((cpu, memory)) => diagnostic.help(judged.smallest_specs(cpu, memory)),
                None => diagnostic
                    .help("write vCPU and memory, such as `2-4Gi`, or a type of a current family"),
            }
        })
        .collect()
}
