//! An instance type that ECI no longer accepts.

use crate::{eci::TypeStatus, finding::Diagnostic, judged::JudgedPod, text};

pub(in crate::rules) const PAGE: &str = page!("ECI206-retired-instance-type");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let types = judged.entries.iter().filter(|entry| entry.is_type());
    types
        .filter(|entry| entry.type_status == Some(TypeStatus::Retired))
        .map(|entry| {
            let message = text!(
                "retired instance type `{type}`: ECI no longer accepts its family",
                type = entry.entry.text
            );
            let diagnostic = Diagnostic::at(entry.span, text!("retired"), message);
            let diagnostic = diagnostic.fix(judged.resize(&[entry]));
            match judged.size.requests() {
                Some((cpu, memory)) => diagnostic.help(judged.smallest_specs(cpu, memory)),
                None => diagnostic.help(text!(
                    "write vCPU and memory, such as `2-4Gi`, or a type of a current family"
                )),
            }
        })
        .collect()
}
