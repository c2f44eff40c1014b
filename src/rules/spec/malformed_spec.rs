//! A malformed entry of the spec list.

use crate::{
    eci::{EntryKind, TypeStatus, USE_SPECS, parse_spec_list},
    finding::Diagnostic,
    judged::JudgedPod,
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI202-malformed-spec.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let malformed = judged
        .entries
        .iter()
        .filter_map(|entry| match &entry.entry.kind {
            EntryKind::Malformed { reason, meant } => Some((entry, reason, meant)),
            _ => None,
        });
    malformed
        .map(|(entry, reason, meant)| {
            let message = match entry.entry.text.as_str() {
                "" => format!("an entry of `{USE_SPECS}` is empty"),
                text => format!("malformed spec `{text}`: {reason}"),
            };
            let help = match meant {
                Some(meant) => format!("write `{meant}`"),
                None => "write vCPU and memory, such as `2-4Gi`, or an ECS instance type, such as `ecs.c6.large`".to_owned(),
            };
            // What was meant is no help where ECI does not have it.
            let fix = match meant.as_deref().filter(|meant| is_spec(judged, meant)) {
                Some(meant) => judged.put_spec(entry, meant),
                None => judged.resize(&[entry]),
            };
            // A number or a boolean is refused before ECI reads it.
            let whole = judged.specs().map(|specs| specs.node.span());
            Diagnostic::at(entry.span, reason, message)
                .help(help)
                .fix(fix)
                .follows_from(whole)
        })
        .collect()
}

fn is_spec(judged: &JudgedPod<'_, '_>, text: &str) -> bool {
    match &parse_spec_list(text)[..] {
        [entry] => match entry.kind {
            EntryKind::CpuMemory(spec) => judged.catalog.availability(spec).is_some(),
            EntryKind::InstanceType => {
                matches!(judged.catalog.type_status(text), TypeStatus::Known(_))
            }
            _ => false,
        },
        _ => false,
    }
}
