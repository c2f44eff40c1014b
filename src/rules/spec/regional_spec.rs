//! A spec that only some regions have.

use crate::{
    eci::RegionalSpecs,
    finding::{Diagnostic, Severity},
    judged::{JudgedPod, SizedEntry},
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI208-regional-spec");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let regional = judged.entries.iter().filter(|entry| entry.is_regional);
    let is_all = judged.entries.iter().all(|entry| entry.is_regional);
    regional
        .filter_map(|entry| diagnostic(judged, entry, is_all))
        .collect()
}

fn diagnostic(judged: &JudgedPod<'_, '_>, entry: &SizedEntry, is_all: bool) -> Option<Diagnostic> {
    let region = judged.environment.region.as_deref();
    let text = &entry.entry.text;
    match judged.environment.regional_specs() {
        RegionalSpecs::Offered => None,
        RegionalSpecs::Unknown => {
            let regions = judged.catalog.regions.with_more_specs.join(", ");
            let (message, help) = match region {
                Some(region) => (
                    text!(
                        "spec `{spec}` is available only in some regions; it is not known whether {region} is one of them",
                        spec = text,
                        region
                    ),
                    text!(
                        "if {region} has the spec, add it to `extend` in the configuration; regions that have it: {regions}",
                        region,
                        regions
                    ),
                ),
                None => (
                    text!(
                        "spec `{spec}` is available only in some regions; the region is not known",
                        spec = text
                    ),
                    text!(
                        "set `region` in the configuration; regions that have the spec: {regions}",
                        regions
                    ),
                ),
            };
            Some(
                Diagnostic::at(entry.span, text!("in some regions only"), message)
                    .severity(Severity::Info)
                    .help(help),
            )
        }
        RegionalSpecs::Missing => {
            let region = region.unwrap_or_default();
            let message = text!(
                "spec `{spec}` is not available in {region}: there is no stock of it",
                spec = text,
                region
            );
            let diagnostic = Diagnostic::at(entry.span, text!("not in this region"), message);
            let diagnostic = match judged.size.requests() {
                Some((cpu, memory)) => diagnostic.help(judged.smallest_specs(cpu, memory)),
                None => {
                    diagnostic.help(text!("write a spec that every region has, such as `2-4Gi`"))
                }
            };
            // ECI can still try the other entries of the list.
            Some(if is_all {
                diagnostic
            } else {
                diagnostic.severity(Severity::Warning)
            })
        }
    }
}
