//! More GPUs than the instance types have.

use crate::{
    eci::TypeKind,
    finding::{Diagnostic, Severity},
    judged::{JudgedPod, SizedEntry},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI213-too-many-gpus.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let offered = &judged.catalog.limits.gpu_resource;
    let asked = judged.pod.gpus().filter(|gpus| gpus.resource == *offered);
    // Containers share the GPUs, so the one that asks for most decides.
    let asked = asked.filter_map(|gpus| Some((gpus.number.parse::<u64>().ok()?, gpus)));
    let Some((number, gpus)) = asked.max_by_key(|(number, _)| *number) else {
        return Vec::new();
    };
    let is_gpu = |entry: &&SizedEntry| entry.type_kind() == Some(TypeKind::Gpu);
    let types: Vec<_> = judged.entries.iter().filter(is_gpu).collect();
    let too_small = types.iter().filter_map(|entry| Some((*entry, entry.gpus?)));
    let too_small: Vec<_> = too_small.filter(|(_, gpus)| *gpus < number).collect();
    let Some(((first, _), _)) = too_small.split_first() else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let is_all = too_small.len() == types.len();
    let message = if is_all && too_small.len() == 1 {
        format!(
            "a container of the {role}'s pod asks for {}, and `{}` has {}",
            counted(number),
            first.entry.text,
            too_small[0].1
        )
    } else {
        format!(
            "a container of the {role}'s pod asks for {}, and {} of the instance types {} fewer",
            counted(number),
            if is_all { "each" } else { "one or more" },
            if is_all { "has" } else { "have" }
        )
    };
    let most = types.iter().filter_map(|entry| entry.gpus).max();
    let help = most.map(|most| {
        format!(
            "ask for at most {}, or name types with {} or more",
            counted(most),
            counted(number)
        )
    });
    let mut diagnostic =
        Diagnostic::at(gpus.span, format!("asks for {}", counted(number)), message)
            .help(help.unwrap_or_default());
    for (entry, gpus) in &too_small {
        let card = judged.catalog.card(&entry.entry.text);
        let card = card.map(|card| format!(" ({card})")).unwrap_or_default();
        diagnostic = diagnostic.related(entry.span, format!("{}{card}", counted(*gpus)));
    }
    vec![if is_all {
        diagnostic
    } else {
        diagnostic.severity(Severity::Warning)
    }]
}

fn counted(gpus: u64) -> String {
    format!("{gpus} GPU{}", if gpus == 1 { "" } else { "s" })
}
