//! A spec that only some regions have.

use crate::{
    finding::{Draft, Severity},
    rules::{JudgedPod, environment::RegionalSpecs},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI208-regional-spec.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Draft> {
    let regional = judged.entries.iter().filter(|entry| entry.is_regional);
    // As spot instances they cannot be had at all, which is told elsewhere.
    if judged.spot().is_some() {
        return Vec::new();
    }
    let is_all = judged.entries.iter().all(|entry| entry.is_regional);
    let region = judged.environment.region.as_deref().unwrap_or_default();
    let drafts = regional.filter_map(|entry| {
        let text = &entry.entry.text;
        match judged.environment.regional_specs() {
            RegionalSpecs::Offered => None,
            RegionalSpecs::Unknown => {
                let message =
                    format!("only some regions have `{text}`; which region it is for is not known");
                Some(
                    Draft::at(entry.span, "in some regions only", message)
                        .only(Severity::Info)
                        .help(format!(
                            "set `region` in the configuration; these have it: {}",
                            judged.catalog.regions.join(", ")
                        )),
                )
            }
            RegionalSpecs::Missing => {
                let message = format!("{region} does not have `{text}`: there is no stock of it");
                let draft = Draft::at(entry.span, "not in this region", message);
                let draft = match judged.pod.requests() {
                    Some((cpu, memory)) => draft.help(judged.smallest_specs(cpu, memory)),
                    None => draft,
                };
                // With others in the list there is something left to try.
                Some(if is_all {
                    draft
                } else {
                    draft.only(Severity::Warning)
                })
            }
        }
    });
    drafts.collect()
}
