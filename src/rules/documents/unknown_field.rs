//! A field that the operator does not have, although it was meant.

use crate::{finding::Draft, rules::JudgedApplication, spark::UnknownField};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI007-unknown-field.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Draft> {
    judged.form.unknown_fields.iter().map(draft).collect()
}

fn draft(field: &UnknownField<'_>) -> Draft {
    let UnknownField {
        entry,
        owner,
        place,
        ..
    } = field;
    let message = format!(
        "{owner} has no field `{}`: the API server drops it, and nothing of it reaches a pod",
        entry.key
    );
    Draft::at(entry.key_span, "dropped", message).help(format!("what it says belongs into {place}"))
}
