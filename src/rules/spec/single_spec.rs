//! Many executors and one spec to try.

use crate::{
    eci::EntryKind, finding::Diagnostic, judged::JudgedPod, rules::RuleOptions, spark::Role,
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI211-single-spec.md");

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
    let message = format!(
        "{number} {}s and only one spec to try: without stock of `{}` they stay pending",
        judged.pod.role, only.entry.text
    );
    let diagnostic = Diagnostic::at(only.span, "the only spec", message);
    vec![diagnostic.help(format!(
        "name up to {} specs, separated by commas: ECI tries them in this order; several vSwitches help, too",
        judged.catalog.max_entries
    ))]
}
