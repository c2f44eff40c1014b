//! A malformed entry of the spec list.

use crate::{
    eci::{EntryKind, INSTANCE_FAMILY, Meant, TypeStatus, USE_SPECS},
    finding::{Diagnostic, Fix, Safety},
    judged::{JudgedPod, SizedEntry, Suitability},
    text,
    text::Text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI202-malformed-spec");

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
                "" => text!("empty entry in `{annotation}`", annotation = USE_SPECS),
                text => text!("malformed spec `{spec}`: {reason}", spec = text, reason),
            };
            let (help, fix) = remedy(judged, entry, meant);
            // The API server rejects a number or a boolean before ECI reads it.
            let whole = judged.specs().map(|specs| specs.node.span());
            Diagnostic::at(entry.span, reason, message)
                .help(help)
                .fix(fix)
                .follows_from(whole)
        })
        .collect()
}

fn remedy(judged: &JudgedPod<'_, '_>, entry: &SizedEntry, meant: &Meant) -> (Text, Option<Fix>) {
    match meant {
        Meant::Unclear if entry.entry.text.is_empty() => (
            text!("remove a comma, or write a spec there"),
            judged.resize(&[entry]),
        ),
        Meant::Unclear => (
            text!(
                "write vCPU and memory, such as `2-4Gi`, or an ECS instance type, such as `ecs.c6.large`"
            ),
            judged.resize(&[entry]),
        ),
        Meant::Specs(meant) => {
            let help = text!("write `{spec}`", spec = meant);
            match judged.suitability(meant, Some(entry)) {
                Suitability::Suits => (help, judged.correct_spec(entry, meant)),
                Suitability::TooSmall => {
                    let help = match judged.size.requests() {
                        Some((cpu, memory)) => text!(
                            "write `{spec}` or something larger: {larger}",
                            spec = meant,
                            larger = judged.smallest_specs(cpu, memory)
                        ),
                        None => help,
                    };
                    (help, only_one(judged, entry, meant))
                }
                // ECI does not have what was meant, so it is no fix.
                Suitability::Unsuited => (help, only_one(judged, entry, meant)),
            }
        }
        Meant::Family(family) => (
            text!(
                "to allow all types of a family, write `{annotation}: {family}`, and vCPU and memory in `{specs}`",
                annotation = INSTANCE_FAMILY,
                family,
                specs = USE_SPECS
            ),
            ask_for_families(judged),
        ),
    }
}

/// Writes the smallest spec that fits the pod, unless it would replace several.
fn only_one(judged: &JudgedPod<'_, '_>, entry: &SizedEntry, meant: &str) -> Option<Fix> {
    let is_one = !meant.contains(',');
    is_one.then(|| judged.resize(&[entry])).flatten()
}

/// Turns a list of families only into the annotation for families.
fn ask_for_families(judged: &JudgedPod<'_, '_>) -> Option<Fix> {
    let entries = &judged.entries;
    // Every entry has the same fix, which reads the whole list: a long list would take too long.
    let excludes = [INSTANCE_FAMILY, "k8s.aliyun.com/eci-compute-category"];
    let is_excluded = excludes
        .iter()
        .any(|key| judged.pod.annotation(key).is_some());
    if judged.is_too_long(entries.len()) || is_excluded {
        return None;
    }
    let families: Option<Vec<&str>> = entries
        .iter()
        .map(|entry| match &entry.entry.kind {
            EntryKind::Malformed {
                meant: Meant::Family(family),
                ..
            } => {
                let status = judged.catalog.type_status(&format!("{family}.large"));
                matches!(status, TypeStatus::Known(_)).then_some(family.as_str())
            }
            _ => None,
        })
        .collect();
    let families = families?.join(",");
    let specs = judged.specs()?;
    let editor = judged.fixer.editor()?;
    let edits = [
        judged.fixer.rename(specs, INSTANCE_FAMILY),
        editor.replace(specs.node.span(), &families),
    ];
    let title = text!("Use the instance family `{families}` instead", families);
    judged.fixer.fix(Safety::Unsafe, title, edits)
}
