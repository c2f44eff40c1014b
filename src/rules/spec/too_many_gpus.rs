//! More GPUs than the instance types have.

use crate::{
    eci::TypeKind,
    finding::{Diagnostic, Severity},
    judged::{JudgedPod, SizedEntry},
    text,
    text::Text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI213-too-many-gpus");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let offered = &judged.catalog.limits.gpu_resource;
    let asked = judged.pod.gpus().filter(|gpus| gpus.resource == *offered);
    // Containers share the GPUs, so the largest request decides.
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
    let role = judged.pod.role.text();
    let is_all = too_small.len() == types.len();
    let message = if is_all && too_small.len() == 1 {
        text!(
            "too many GPUs: a container of the {role}'s pod requests {asked}, and `{type}` has {number}",
            role,
            asked = counted(number),
            type = first.entry.text,
            number = too_small[0].1
        )
    } else if is_all {
        text!(
            "too many GPUs: a container of the {role}'s pod requests {asked}, and each of the instance types has fewer",
            role,
            asked = counted(number)
        )
    } else {
        text!(
            "too many GPUs: a container of the {role}'s pod requests {asked}, and one or more of the instance types have fewer",
            role,
            asked = counted(number)
        )
    };
    let most = types.iter().filter_map(|entry| entry.gpus).max();
    let help = most.map(|most| {
        text!(
            "request at most {most}, or list types with {asked} or more",
            most = counted(most),
            asked = counted(number)
        )
    });
    let label = text!("requests {asked}", asked = counted(number));
    let mut diagnostic = Diagnostic::at(gpus.span, label, message).help(help.unwrap_or_default());
    for (entry, gpus) in &too_small {
        let card = judged.catalog.card(&entry.entry.text);
        let label = match card {
            Some(card) => text!("{gpus} ({card})", gpus = counted(*gpus), card),
            None => counted(*gpus),
        };
        diagnostic = diagnostic.related(entry.span, label);
    }
    vec![if is_all {
        diagnostic
    } else {
        diagnostic.severity(Severity::Warning)
    }]
}

fn counted(gpus: u64) -> Text {
    if gpus == 1 {
        text!("1 GPU")
    } else {
        text!("{number} GPUs", number = gpus)
    }
}
