//! Many executors with a single spec.

use crate::{
    eci::EntryKind, finding::Diagnostic, judged::JudgedPod, rules::RuleOptions, spark::Role, text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI211-single-spec");

pub(in crate::rules) fn check(
    judged: &JudgedPod<'_, '_>,
    options: RuleOptions<'_>,
) -> Vec<Diagnostic> {
    let is_many = matches!(judged.pod.role, Role::Executor | Role::Worker);
    let ([only], Ok(count)) = (&judged.entries[..], &judged.pod.count) else {
        return Vec::new();
    };
    if matches!(only.entry.kind, EntryKind::Malformed { .. }) {
        return Vec::new();
    }
    let number = count.max.unwrap_or(count.initial).max(count.initial);
    let least = options.get("executors");
    if !is_many || u64::from(number) < least {
        return Vec::new();
    }
    let message = text!(
        "only one spec for {number} {role}s: if `{spec}` is out of stock, they stay Pending",
        number,
        role = judged.pod.role.text(),
        spec = only.entry.text
    );
    let diagnostic = Diagnostic::at(only.span, text!("the only spec"), message);
    vec![diagnostic.help(text!(
        "list up to {most} specs, separated by commas: ECI tries them in this order; several vSwitches also help",
        most = judged.catalog.max_entries
    ))]
}
