//! An unknown field.

use std::collections::HashMap;

use crate::{
    finding::{Diagnostic, Fix, Safety, Severity},
    judged::{Fixer, JudgedApplication},
    source::odd_letter,
    spark::{Home, Level, Meaning, Role, UnknownField},
    yaml::New,
};

pub(in crate::rules) const PAGE: &str = page!("ECI007-unknown-field");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let fields = judged.form.unknown_fields();
    let is_of_kind = |field: &&UnknownField<'_>| matches!(field.meaning, Some(Meaning::OfKind(..)));
    // The rest of a spec of another kind is wrong for the same reason.
    if let Some(field) = fields.iter().find(is_of_kind) {
        return vec![diagnostic(field)];
    }
    let mut meant: HashMap<_, usize> = HashMap::new();
    for field in fields {
        *meant.entry((field.owner.role, field.meant())).or_default() += 1;
    }
    fields
        .iter()
        .map(|field| {
            // If two fields were meant as one, both would be renamed to it.
            let is_only = meant[&(field.owner.role, field.meant())] == 1;
            let fix = is_only.then(|| fix(judged.fixer, field)).flatten();
            diagnostic(field).fix(fix)
        })
        .collect()
}

fn diagnostic(field: &UnknownField<'_>) -> Diagnostic {
    let owner = owner(&field.owner.path, field.owner.level);
    let key = &field.entry.key;
    let odd = odd_letter(key);
    let place = field.entry.key_span;
    let diagnostic = if field.is_in_template {
        let message =
            format!("unknown field `{key}`{odd} in {owner}: it is accepted, but has no effect");
        Diagnostic::at(place, "ignored", message).severity(Severity::Warning)
    } else if field.meaning.is_some() {
        let message = format!(
            "unknown field `{key}`{odd} in {owner}: the API server drops it, and it has no effect"
        );
        Diagnostic::at(place, "dropped", message)
    } else {
        let message = format!(
            "unknown field `{key}`{odd} in {owner}: `kubectl` rejects it, and the API server drops it for other clients"
        );
        Diagnostic::at(place, "unknown", message)
    };
    diagnostic.help(help(field))
}

fn owner(path: &str, level: Level) -> String {
    match level {
        Level::Schedule => "the schedule's `spec`".to_owned(),
        Level::Spec => "the application's spec".to_owned(),
        _ if path.is_empty() => "the application".to_owned(),
        _ if path == "spec" => "the application's spec".to_owned(),
        _ => format!("`{path}`"),
    }
}

fn help(field: &UnknownField<'_>) -> String {
    let Some(meaning) = &field.meaning else {
        return "remove it, or look up the field that was meant".to_owned();
    };
    match meaning {
        Meaning::Misspelt(meant) => format!("did you mean `{meant}`?"),
        Meaning::Misplaced(meant, home) => match home {
            Home::ScheduleTemplate => format!("write it as `spec.template.{meant}`"),
            Home::Spec => format!("write it as `{meant}` in the application's spec"),
        },
        Meaning::OfRoles(_, paths) => {
            let paths: Vec<_> = paths.iter().map(|path| format!("`{path}`")).collect();
            format!("write it as {}", paths.join(" and "))
        }
        // A driver has one pod, whatever is written.
        Meaning::OfPods {
            meant: "instances", ..
        } if field.owner.role == Some(Role::Driver) => {
            "remove it: an application has one driver".to_owned()
        }
        Meaning::OfPods {
            meant: "instances", ..
        } => "write `instances` in `executor`".to_owned(),
        Meaning::OfPods { instead, .. } => match field.owner.role {
            Some(role) => format!("write {instead} in `{role}`"),
            None => format!("write {instead} in `driver` and `executor`"),
        },
        Meaning::Below(path) => {
            let path = path.join(".");
            let outer = match (&*field.owner.path, field.owner.level) {
                ("", _) | (_, Level::Spec) => String::new(),
                (outer, _) => format!("{outer}."),
            };
            format!("write it as `{outer}{path}`")
        }
        Meaning::Around {
            meant, outer_path, ..
        } => {
            let outer = owner(outer_path, Level::Other);
            format!("write it as `{meant}` in {outer}")
        }
        Meaning::OfKind(kind, group) => {
            format!("it is a field of the kind {kind} of {group}: check `apiVersion` and `kind`")
        }
    }
}

/// Fields that both roles have are moved to both of them.
const MOVED: [&str; 5] = ["tolerations", "annotations", "labels", "affinity", "env"];

fn fix(fixer: &Fixer<'_>, field: &UnknownField<'_>) -> Option<Fix> {
    let UnknownField {
        entry,
        owner,
        meaning,
        ..
    } = field;
    // A field is checked in its new place, so it must be valid there.
    if !field.is_sound {
        return None;
    }
    let editor = fixer.editor()?;
    // A field of a schedule's own spec is not here.
    owner.node.entry(&entry.key)?;
    // Of a duplicate key only one would be changed.
    let mut duplicates = owner.node.duplicate_keys().into_iter();
    if duplicates.any(|(earlier, _)| earlier.key == entry.key) {
        return None;
    }
    match meaning.as_ref()? {
        Meaning::Misspelt(meant) => {
            let entries = owner.node.entries();
            let is_there = entries.iter().any(|known| known.key == *meant);
            let edit = (!is_there)
                .then(|| editor.replace_key(entry.key_span, meant))
                .flatten();
            fixer.fix(Safety::Unsafe, format!("Rename it to `{meant}`"), [edit])
        }
        Meaning::OfRoles(meant, paths)
            if owner.level != Level::Schedule && (paths.len() == 1 || MOVED.contains(meant)) =>
        {
            to_roles(fixer, field, paths)
        }
        Meaning::Below(path) => {
            // Without it, there would be no mapping into which to put it.
            if owner.node.entries().len() < 2 {
                return None;
            }
            let new = New::copy(fixer.source(), entry.value)?;
            let edits = [
                editor.remove(owner.node, &entry.key),
                editor.put(owner.node, path, &new),
            ];
            fixer.fix(
                Safety::Unsafe,
                format!("Move it to `{}`", path.join(".")),
                edits,
            )
        }
        Meaning::Around {
            outer,
            outer_path,
            through,
            is_next: true,
            ..
        } => {
            let edits = editor.hoist(*outer, through, &entry.key)?;
            let title = format!("Move it to {}", self::owner(outer_path, Level::Other));
            fixer.fix(Safety::Unsafe, title, edits.into_iter().map(Some))
        }
        _ => None,
    }
}

fn to_roles(fixer: &Fixer<'_>, field: &UnknownField<'_>, paths: &[String]) -> Option<Fix> {
    let (editor, spec) = (fixer.editor()?, fixer.spec()?);
    let new = New::copy(fixer.source(), field.entry.value)?;
    let mut edits = vec![editor.remove(field.owner.node, &field.entry.key)];
    for path in paths {
        let path: Vec<_> = path.split('.').collect();
        let there = path.iter().try_fold(spec, |node, name| node.get(name));
        if there.is_some() {
            return None;
        }
        edits.push(editor.put(spec, &path, &new));
    }
    let paths: Vec<_> = paths.iter().map(|path| format!("`{path}`")).collect();
    fixer.fix(
        Safety::Unsafe,
        format!("Move it to {}", paths.join(" and ")),
        edits,
    )
}
