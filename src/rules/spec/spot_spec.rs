//! A spec that is not available as a spot instance.

use crate::{eci::EntryKind, finding::Diagnostic, judged::JudgedPod, text};

pub(in crate::rules) const PAGE: &str = page!("ECI209-spot-spec");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Some(spot) = judged.spot() else {
        return Vec::new();
    };
    let entries = judged
        .entries
        .iter()
        .filter_map(|entry| match entry.entry.kind {
            EntryKind::CpuMemory(spec) if entry.size.is_some() => Some((entry, spec)),
            _ => None,
        });
    entries
        .filter(|(_, spec)| !judged.catalog.is_spot(*spec))
        .map(|(entry, _)| {
            let message = text!(
                "spec `{spec}` is not available as a spot instance: ECI rounds it up or rejects the pod",
                spec = entry.entry.text
            );
            Diagnostic::at(entry.span, text!("not available as a spot instance"), message)
                .related(spot.node.span(), text!("requests a spot instance"))
                .help(text!(
                    "spot instances have at least 2 vCPU, and 1, 2, 4 or 8 GiB per vCPU"
                ))
        })
        .collect()
}
