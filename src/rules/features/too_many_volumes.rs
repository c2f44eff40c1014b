//! More volumes than a pod on ECI may have.

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedPod,
};

pub(in crate::rules) const PAGE: &str = page!("ECI506-too-many-volumes");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let (pod, max) = (judged.pod, judged.catalog.limits.max_volumes);
    let written = pod.volumes.len();
    let added = pod.added_volumes.iter().map(|added| added.number);
    let number = added.fold(written, usize::saturating_add);
    let with_token = number.saturating_add(usize::from(pod.has_token_volume));
    if with_token <= max {
        return Vec::new();
    }
    let mut parts = vec![format!("{written} written")];
    let added = pod.added_volumes.iter();
    parts.extend(added.map(|added| format!("{} for {}", added.number, added.purpose)));
    let is_sure = number > max;
    if !is_sure {
        parts.push("1 for the token of its service account".to_owned());
    }
    let all = if is_sure { number } else { with_token };
    let sum = if parts.len() == 1 {
        String::new()
    } else {
        format!(" ({})", parts.join(", "))
    };
    let message = format!(
        "too many volumes: the {}'s pod has {all}{sum}, and ECI allows at most {max}",
        pod.role
    );
    let (place, label) = match (pod.volumes.get(max), pod.volumes.last()) {
        (Some(surplus), _) => (surplus.span, format!("volume number {}", max + 1)),
        (None, Some(last)) => (last.span, format!("volume number {written}")),
        (None, None) => (pod.span, format!("{all} volumes")),
    };
    let diagnostic = Diagnostic::at(place, label, message)
        .help("remove volumes, or put several config maps and secrets into one `projected` volume");
    vec![if is_sure {
        diagnostic
    } else {
        diagnostic.severity(Severity::Info)
    }]
}
