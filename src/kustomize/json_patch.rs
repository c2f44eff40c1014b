//! JSON patches (RFC 6902), as lenient as the library that kustomize uses.
//!
//! Source: `gopkg.in/evanphx/json-patch.v4`, `api/filters/patchjson6902`.

use super::{
    fields::text,
    value::{Content, Origin, Scalar, ScalarKind, Value},
};
use crate::inputs::{Files, Problem};

/// One operation.
pub(super) struct Operation {
    op: String,
    path: Vec<String>,
    from: Option<Vec<String>>,
    value: Option<Value>,
    /// Where the path is written; new keys get this place.
    origin: Origin,
}

/// The operations of a patch. `None` if it is not a list of operations.
pub(super) fn operations(
    files: &Files<'_>,
    patch: &Value,
) -> Result<Option<Vec<Operation>>, Problem> {
    let Content::List(items) = &patch.content else {
        return Ok(None);
    };
    let mut found = Vec::new();
    for item in items {
        let field = |key: &str| item.get(key).filter(|value| !value.is_null());
        let part = |key: &str| field(key).map(|value| text(files, value)).transpose();
        let (op, from) = (part("op")?, part("from")?);
        let path_text = part("path")?;
        let (Some(op), Some(pointer)) = (op, path_text) else {
            let message = "an operation of a JSON patch needs `op` and `path`".to_owned();
            return Err(files.refused(item.origin.file, item.origin.span, message));
        };
        found.push(Operation {
            path: split(&pointer.text),
            from: from.map(|from| split(&from.text)),
            value: item.get("value").cloned(),
            origin: pointer.origin.made(),
            op: op.text,
        });
    }
    Ok(Some(found))
}

fn split(pointer: &str) -> Vec<String> {
    // A path without a leading slash matches nothing.
    let parts = pointer.strip_prefix('/').map(|pointer| pointer.split('/'));
    let parts = parts.into_iter().flatten();
    parts
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect()
}

/// Applies a patch to a value. The value loses its YAML styles, because kustomize converts it to JSON.
pub(super) fn apply(
    files: &mut Files<'_>,
    value: &mut Value,
    operations: &[Operation],
) -> Result<(), Problem> {
    run(files, value, operations)?;
    value.forget_styles();
    Ok(())
}

fn run(files: &mut Files<'_>, value: &mut Value, operations: &[Operation]) -> Result<(), Problem> {
    for operation in operations {
        if operation.path.is_empty() {
            let Origin { file, span, .. } = operation.origin;
            let message = "the path does not name a part of the object".to_owned();
            return Err(files.refused(file, span, message));
        }
        let Origin { file, span, .. } = operation.origin;
        let size = operation.value.as_ref().map_or(1, Value::size);
        files.spend(size, file, span)?;
        let refused = |reason: String| {
            let pointer = operation.path.join("/");
            files.refused(
                file,
                span,
                format!("cannot {} `/{pointer}`: {reason}", operation.op),
            )
        };
        let null = || Value {
            content: Content::Scalar(Scalar {
                text: "null".to_owned(),
                kind: ScalarKind::Null,
                is_literal: false,
                is_quoted: false,
            }),
            origin: operation.origin,
        };
        // If an operation has no value, it is null.
        let new = || operation.value.clone().unwrap_or_else(null);
        let from = || {
            let from = operation.from.as_ref();
            from.ok_or_else(|| refused("`from` is missing".to_owned()))
        };
        match operation.op.as_str() {
            "add" => add(value, &operation.path, new(), operation.origin).map_err(refused)?,
            "remove" => {
                remove(value, &operation.path).map_err(refused)?;
            }
            "replace" => {
                replace(value, &operation.path, new(), operation.origin).map_err(refused)?;
            }
            "test" => {
                let found = find(value, &operation.path).map_err(refused)?;
                let wanted = new();
                let is_equal = match found {
                    Some(found) => found.equals(&wanted),
                    None => wanted.is_null(),
                };
                if !is_equal {
                    return Err(refused("the value differs".to_owned()));
                }
            }
            "move" => {
                let moved = remove(value, from()?).map_err(refused)?;
                add(value, &operation.path, moved, operation.origin).map_err(refused)?;
            }
            "copy" => {
                let found = find(value, from()?).map_err(refused)?;
                // A missing value is copied as null.
                let copied = found.cloned().unwrap_or_else(null);
                let size = copied.size();
                add(value, &operation.path, copied, operation.origin).map_err(refused)?;
                files.spend(size, file, span)?;
            }
            other => {
                let message = format!("unknown JSON patch operation `{other}`");
                return Err(files.refused(file, span, message));
            }
        }
    }
    Ok(())
}

const NO_PATH: &str = "the path does not exist";

fn index(key: &str, length: usize) -> Option<usize> {
    let number: i64 = key.parse().ok()?;
    let length = i64::try_from(length).ok()?;
    let at = if number < 0 { number + length } else { number };
    usize::try_from(at).ok()
}

fn find<'v>(value: &'v Value, path: &[String]) -> Result<Option<&'v Value>, String> {
    let mut here = Some(value);
    for key in path {
        let at = here.ok_or_else(|| NO_PATH.to_owned())?;
        here = match &at.content {
            Content::Map(_) => at.get(key),
            Content::List(items) => {
                let found = index(key, items.len()).and_then(|at| items.get(at));
                Some(found.ok_or_else(|| NO_PATH.to_owned())?)
            }
            Content::Scalar(_) => return Err(NO_PATH.to_owned()),
        };
    }
    Ok(here)
}

/// The mapping or list that contains the last part of a path.
fn parent<'v, 'p>(
    value: &'v mut Value,
    path: &'p [String],
) -> Result<(&'v mut Value, &'p str), String> {
    let (last, above) = path.split_last().ok_or_else(|| NO_PATH.to_owned())?;
    let mut here = value;
    for key in above {
        let missing = || NO_PATH.to_owned();
        here = match &mut here.content {
            Content::Map(entries) => {
                let entry = entries.iter_mut().find(|entry| entry.key == *key);
                &mut entry.ok_or_else(missing)?.value
            }
            Content::List(items) => {
                let at = index(key, items.len()).ok_or_else(missing)?;
                items.get_mut(at).ok_or_else(missing)?
            }
            Content::Scalar(_) => return Err(missing()),
        };
    }
    Ok((here, last))
}

fn add(value: &mut Value, path: &[String], new: Value, origin: Origin) -> Result<(), String> {
    let (parent, key) = parent(value, path)?;
    match &mut parent.content {
        Content::Map(_) => parent.set(key, origin, new),
        Content::List(items) => {
            let at = if key == "-" {
                Some(items.len())
            } else {
                // A negative index counts from the end.
                index(key, items.len() + usize::from(key.starts_with('-')))
            };
            let at = at.filter(|at| *at <= items.len());
            items.insert(at.ok_or("the index is out of range")?, new);
        }
        Content::Scalar(_) => return Err(NO_PATH.to_owned()),
    }
    Ok(())
}

fn remove(value: &mut Value, path: &[String]) -> Result<Value, String> {
    let (parent, key) = parent(value, path)?;
    match &mut parent.content {
        Content::Map(entries) => {
            let at = entries.iter().position(|entry| entry.key == key);
            Ok(entries.remove(at.ok_or(NO_PATH)?).value)
        }
        Content::List(items) => {
            let at = index(key, items.len()).filter(|at| *at < items.len());
            Ok(items.remove(at.ok_or(NO_PATH)?))
        }
        Content::Scalar(_) => Err(NO_PATH.to_owned()),
    }
}

fn replace(value: &mut Value, path: &[String], new: Value, origin: Origin) -> Result<(), String> {
    let (parent, key) = parent(value, path)?;
    match &mut parent.content {
        // The library adds a missing key.
        Content::Map(_) => {
            parent.set(key, origin, new);
        }
        Content::List(items) => {
            let at = index(key, items.len()).filter(|at| *at < items.len());
            items[at.ok_or(NO_PATH)?] = new;
        }
        Content::Scalar(_) => return Err(NO_PATH.to_owned()),
    }
    Ok(())
}
