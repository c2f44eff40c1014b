//! A field that the operator does not have, although it was meant.

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{Fixer, JudgedApplication},
    source::odd_letter,
    spark::{Home, Owner, Role, UnknownField, UnknownKind},
    yaml::New,
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI007-unknown-field.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let fields = judged.form.unknown_fields().iter();
    fields
        .map(|field| diagnostic(field).fix(fix(judged.fixer, field)))
        .collect()
}

fn diagnostic(field: &UnknownField<'_>) -> Diagnostic {
    let owner = match field.owner {
        Owner::Schedule => "the schedule's `spec`".to_owned(),
        Owner::Spec => "the application's spec".to_owned(),
        Owner::Role(role) => format!("`{role}`"),
    };
    let key = &field.entry.key;
    let message = format!(
        "{owner} has no field `{key}`{}: the API server drops it, and nothing of it reaches a pod",
        odd_letter(key)
    );
    Diagnostic::at(field.entry.key_span, "dropped", message).help(help(field))
}

fn help(field: &UnknownField<'_>) -> String {
    let meant = field.meant;
    match field.kind {
        UnknownKind::Misspelt => format!("did you mean `{meant}`?"),
        UnknownKind::Misplaced(home) => match home {
            Home::ScheduleTemplate => format!("write it as `spec.template.{meant}`"),
            Home::Spec => format!("write it as `{meant}` in the application's spec"),
            Home::Role(role) => format!("write it as `{role}.{meant}`"),
            Home::AnyRole => format!("write it as `driver.{meant}` and `executor.{meant}`"),
        },
        // A driver has one pod, whatever is written.
        UnknownKind::OfPods { .. }
            if meant == "instances" && field.role() == Some(Role::Driver) =>
        {
            "remove it: an application has one driver".to_owned()
        }
        UnknownKind::OfPods { .. } if meant == "instances" => {
            "write `instances` in `executor`".to_owned()
        }
        UnknownKind::OfPods { instead } => match field.role() {
            Some(role) => format!("write {instead} in `{role}`"),
            None => format!("write {instead} in `driver` and `executor`"),
        },
    }
}

/// What both roles can have is moved to both of them.
const MOVED: [&str; 5] = ["tolerations", "annotations", "labels", "affinity", "env"];

fn fix(fixer: &Fixer<'_>, field: &UnknownField<'_>) -> Option<Fix> {
    let UnknownField {
        entry, meant, kind, ..
    } = field;
    let role = field.role();
    let editor = fixer.editor()?;
    let spec = fixer.spec()?;
    let owner = match role {
        Some(role) => spec.get(role.name())?,
        None => spec,
    };
    // A field of a schedule's own spec is not here.
    owner.entry(&entry.key)?;
    // Of a duplicate key only one would be renamed.
    let mut duplicates = owner.duplicate_keys().into_iter();
    if duplicates.any(|(earlier, _)| earlier.key == entry.key) {
        return None;
    }
    if entry.key != *meant {
        let entries = owner.entries();
        let is_there = entries.iter().any(|known| known.key == *meant);
        let is_slip = *kind == UnknownKind::Misspelt && !is_there;
        let edit = is_slip
            .then(|| editor.replace_key(entry.key_span, meant))
            .flatten();
        let title = format!("Rename it to `{meant}`");
        return fixer.fix(Safety::Unsafe, title, [edit]);
    }
    if role.is_some() || !MOVED.contains(meant) {
        return None;
    }
    let new = New::copy(fixer.source(), entry.value)?;
    let mut edits = vec![editor.remove(spec, &entry.key)];
    for role in [Role::Driver, Role::Executor] {
        let fields = spec.get(role.name());
        if fields.is_some_and(|fields| fields.get(meant).is_some()) {
            return None;
        }
        edits.push(fixer.put(role.name(), &[meant], &new));
    }
    fixer.fix(Safety::Unsafe, "Move it to `driver` and `executor`", edits)
}
