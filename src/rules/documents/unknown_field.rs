//! A field that the operator does not have, although it was meant.

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{Form, JudgedApplication},
    spark::{Role, UnknownField},
    yaml::New,
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI007-unknown-field.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let fields = judged.form.unknown_fields.iter();
    fields
        .map(|field| diagnostic(field).fix(fix(judged.form, field)))
        .collect()
}

fn diagnostic(field: &UnknownField<'_>) -> Diagnostic {
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
    Diagnostic::at(entry.key_span, "dropped", message)
        .help(format!("what it says belongs into {place}"))
}

/// What both roles can have is moved to both of them.
const MOVED: [&str; 5] = ["tolerations", "annotations", "labels", "affinity", "env"];

fn fix(form: &Form<'_>, field: &UnknownField<'_>) -> Option<Fix> {
    let UnknownField {
        entry, role, meant, ..
    } = field;
    let editor = form.editor()?;
    let spec = form.spec()?;
    let owner = match role {
        Some(role) => spec.get(role.field())?,
        None => spec,
    };
    // Of a schedule's own spec.
    owner.entry(&entry.key)?;
    // Of a key that stands twice only one would be mended.
    let mut duplicates = owner.duplicate_keys().into_iter();
    if duplicates.any(|(earlier, _)| earlier.key == entry.key) {
        return None;
    }
    if entry.key != *meant {
        let entries = owner.entries();
        let is_there = entries.iter().any(|known| known.key == *meant);
        let is_slip = field.is_slip && !is_there;
        let edit = is_slip
            .then(|| editor.replace_key(entry.key_span, meant))
            .flatten();
        let title = format!("Rename it to `{meant}`");
        return form.fix(Safety::Unsafe, title, [edit]);
    }
    if role.is_some() || !MOVED.contains(meant) {
        return None;
    }
    let new = New::copy(form.source(), entry.value)?;
    let mut edits = vec![editor.remove(spec, &entry.key)];
    for role in [Role::Driver, Role::Executor] {
        let fields = spec.get(role.field());
        if fields.is_some_and(|fields| fields.get(meant).is_some()) {
            return None;
        }
        edits.push(form.put(role.field(), &[meant], &new));
    }
    form.fix(Safety::Unsafe, "Move it to `driver` and `executor`", edits)
}
