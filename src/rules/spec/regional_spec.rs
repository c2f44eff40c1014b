//! A spec that only some regions have.

use crate::{
    eci::RegionalSpecs,
    finding::{Diagnostic, Severity},
    judged::{JudgedPod, SizedEntry},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI208-regional-spec.md");

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
            let (unknown, help) = match region {
                Some(region) => (
                    format!("whether {region} has it is not known"),
                    "name the spec below `extend` in the configuration where it has it",
                ),
                None => (
                    "which region it is for is not known".to_owned(),
                    "set `region` in the configuration",
                ),
            };
            let message = format!("only some regions have `{text}`; {unknown}");
            let regions = judged.catalog.regions.with_more_specs.join(", ");
            Some(
                Diagnostic::at(entry.span, "in some regions only", message)
                    .severity(Severity::Info)
                    .help(format!("{help}; these have it: {regions}")),
            )
        }
        RegionalSpecs::Missing => {
            let region = region.unwrap_or_default();
            let message = format!("{region} does not have `{text}`: there is no stock of it");
            let diagnostic = Diagnostic::at(entry.span, "not in this region", message);
            let diagnostic = match judged.size.requests() {
                Some((cpu, memory)) => diagnostic.help(judged.smallest_specs(cpu, memory)),
                None => diagnostic.help("write a spec that every region has, such as `2-4Gi`"),
            };
            // With others in the list there is something left to try.
            Some(if is_all {
                diagnostic
            } else {
                diagnostic.severity(Severity::Warning)
            })
        }
    }
}
