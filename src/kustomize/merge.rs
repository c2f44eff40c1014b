//! Strategic merge for kinds without a schema: mappings are merged, lists and values replaced, and `null` and `$patch`
//! delete.
//!
//! Source: `kyaml/yaml/merge2`, `kyaml/yaml/walk`, `FieldSetter` in `kyaml/yaml/fns.go`.

use super::value::{Content, Entry, Origin, Scalar, ScalarKind, Value};
use crate::inputs::{Files, Problem, ProblemKind};

const DIRECTIVE: &str = "$patch";

enum Directive {
    Merge,
    Replace,
    Delete,
}

/// Merges a patch into a value. `None` if the patch deletes it.
pub(super) fn merge(
    files: &Files<'_>,
    target: Value,
    patch: &Value,
) -> Result<Option<Value>, Problem> {
    walk(files, Some(target), Some(patch))
}

fn is_missing(value: Option<&Value>) -> bool {
    value.is_none_or(Value::is_null)
}

fn walk(
    files: &Files<'_>,
    target: Option<Value>,
    patch: Option<&Value>,
) -> Result<Option<Value>, Problem> {
    let target_missing = is_missing(target.as_ref());
    let kind_of = match (&target, patch) {
        (Some(target), _) if !target_missing => Some(&target.content),
        (_, Some(patch)) if !is_missing(Some(patch)) => Some(&patch.content),
        _ => None,
    };
    match kind_of {
        Some(Content::Map(_)) => {
            check(files, target.as_ref(), patch, "a mapping", |content| {
                matches!(content, Content::Map(_))
            })?;
            walk_map(files, target, patch)
        }
        None => walk_map(files, target, patch),
        Some(Content::List(_)) => {
            check(files, target.as_ref(), patch, "a list", |content| {
                matches!(content, Content::List(_))
            })?;
            Ok(replaced(target, patch))
        }
        Some(Content::Scalar(_)) => {
            check(files, target.as_ref(), patch, "a single value", |content| {
                matches!(content, Content::Scalar(_))
            })?;
            Ok(replaced(target, patch))
        }
    }
}

/// The patch's value, if it has one. A null deletes the value.
fn replaced(target: Option<Value>, patch: Option<&Value>) -> Option<Value> {
    let Some(patch) = patch else {
        return target.map(requoted);
    };
    if patch.is_null() {
        return None;
    }
    let mut new = patch.clone();
    // The style of the old value stays: a number that replaces a quoted string becomes a string.
    let old = target.map(|target| target.content);
    if let (Content::Scalar(scalar), Some(Content::Scalar(old))) = (&mut new.content, old) {
        scalar.is_quoted = old.is_quoted;
        if old.is_quoted && scalar.kind != ScalarKind::Text {
            scalar.kind = ScalarKind::Text;
            new.origin = new.origin.made();
        }
    }
    Some(new)
}

/// Quotes a string that would otherwise have another type when the mapping around it is merged.
fn requoted(mut value: Value) -> Value {
    if let Content::Scalar(scalar) = &mut value.content
        && scalar.kind == ScalarKind::Text
        && !scalar.is_quoted
    {
        scalar.is_quoted = Scalar::plain(&scalar.text).kind != ScalarKind::Text;
    }
    value
}

/// kustomize refuses to merge values of different types.
fn check(
    files: &Files<'_>,
    target: Option<&Value>,
    patch: Option<&Value>,
    wanted: &str,
    is_right: impl Fn(&Content) -> bool,
) -> Result<(), Problem> {
    let wrong = [target, patch]
        .into_iter()
        .flatten()
        .find(|value| !value.is_null() && !is_right(&value.content));
    match (wrong, patch) {
        (Some(_), Some(patch)) => {
            let message = format!("the patch cannot be merged: it changes {wanted}");
            Err(files.refused(patch.origin.file, patch.origin.span, message))
        }
        _ => Ok(()),
    }
}

fn directive(files: &Files<'_>, patch: &Value) -> Result<Directive, Problem> {
    let Some(value) = patch.get(DIRECTIVE) else {
        return Ok(Directive::Merge);
    };
    match value.scalar() {
        Some("merge") => Ok(Directive::Merge),
        Some("replace") => Ok(Directive::Replace),
        Some("delete") => Ok(Directive::Delete),
        _ => {
            let message = "`$patch` must be `merge`, `replace` or `delete`".to_owned();
            Err(files.refused(value.origin.file, value.origin.span, message))
        }
    }
}

fn without_directive(patch: &Value) -> Value {
    let mut patch = patch.clone();
    if let Content::Map(entries) = &mut patch.content {
        entries.retain(|entry| entry.key != DIRECTIVE);
    }
    patch
}

fn walk_map(
    files: &Files<'_>,
    target: Option<Value>,
    patch: Option<&Value>,
) -> Result<Option<Value>, Problem> {
    let (mut target, patch) = if is_missing(target.as_ref()) {
        return match (target, patch) {
            // An explicit null stays if no patch changes it.
            (Some(target), None) => {
                let is_written = target.scalar().is_some_and(|text| !text.is_empty());
                Ok(is_written.then_some(target))
            }
            (None, None) => Ok(None),
            (_, Some(patch)) if patch.is_null() => Ok(None),
            (_, Some(patch)) => match directive(files, patch) {
                Ok(Directive::Delete) => Ok(None),
                Ok(Directive::Merge | Directive::Replace) => {
                    new(files, without_directive(patch)).map(Some)
                }
                // kustomize ignores an unknown directive here; it may fail later.
                Err(problem) => Err(Problem {
                    kind: ProblemKind::NotBuilt,
                    ..problem
                }),
            },
        };
    } else {
        let Some(target) = target else {
            return Ok(None);
        };
        match patch {
            None => (target, None),
            Some(patch) if patch.is_null() => return Ok(None),
            Some(patch) => match directive(files, patch)? {
                Directive::Delete => return Ok(None),
                Directive::Replace => return new(files, without_directive(patch)).map(Some),
                Directive::Merge => (target, Some(without_directive(patch))),
            },
        }
    };
    let entries = match &mut target.content {
        Content::Map(entries) => std::mem::take(entries),
        Content::List(_) | Content::Scalar(_) => return Ok(Some(target)),
    };
    let patched = patch.as_ref().map_or(&[][..], Value::entries);
    let mut merged = Vec::with_capacity(entries.len() + patched.len());
    for entry in entries {
        let change = patched.iter().find(|patched| patched.key == entry.key);
        let origin = change.map_or(entry.origin, |change| change.origin);
        let value = walk(files, Some(entry.value), change.map(|change| &change.value))?;
        push(&mut merged, entry.key, origin, value);
    }
    for change in patched {
        if merged.iter().any(|entry: &Entry| entry.key == change.key) {
            continue;
        }
        // An entry that existed and is missing was deleted by this change.
        let is_gone = is_missing(Some(&change.value))
            || matches!(directive(files, &change.value), Ok(Directive::Delete));
        if is_gone {
            continue;
        }
        let value = walk(files, None, Some(&change.value))?;
        push(&mut merged, change.key.clone(), change.origin, value);
    }
    target.content = Content::Map(merged);
    Ok(Some(target))
}

/// A new value, without the parts that only delete something.
fn new(files: &Files<'_>, mut value: Value) -> Result<Value, Problem> {
    let Content::Map(entries) = &mut value.content else {
        return Ok(value);
    };
    let mut left = Vec::with_capacity(entries.len());
    for mut entry in entries.drain(..) {
        if entry.value.is_null() {
            continue;
        }
        if matches!(entry.value.content, Content::Map(_)) {
            if matches!(directive(files, &entry.value)?, Directive::Delete) {
                continue;
            }
            entry.value = new(files, without_directive(&entry.value))?;
        }
        left.push(entry);
    }
    *entries = left;
    Ok(value)
}

fn push(entries: &mut Vec<Entry>, key: String, origin: Origin, value: Option<Value>) {
    let Some(value) = value else {
        return;
    };
    let is_unwritten_null = matches!(
        &value.content,
        Content::Scalar(scalar) if scalar.kind == ScalarKind::Null && scalar.text.is_empty()
    );
    if !is_unwritten_null {
        entries.push(Entry { key, origin, value });
    }
}
