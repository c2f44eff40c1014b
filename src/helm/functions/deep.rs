//! Deep copies and comparisons of values.

use crate::gotemplate::{Call, Entries, Entry, List, Map, Value};

/// The limit on nesting: a mapping can contain itself.
pub(super) const MAX_DEPTH: usize = 500;

pub(super) fn too_deep() -> String {
    format!("values nest deeper than {MAX_DEPTH} levels")
}

/// A copy that shares no mapping with the value.
pub(super) fn copied(call: &mut Call<'_>, value: &Value, depth: usize) -> Result<Value, String> {
    call.spend(1)?;
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    match value {
        Value::List(list) => {
            let items: Result<Vec<Value>, String> = list
                .iter()
                .map(|item| copied(call, item, depth + 1))
                .collect();
            Ok(Value::List(List::new(items?, list.trace)))
        }
        Value::Map(map) => {
            let mut entries = Entries::new();
            for (key, entry) in map.borrow().iter() {
                let value = copied(call, &entry.value, depth + 1)?;
                entries.insert(key.clone(), Entry { value, ..*entry });
            }
            Ok(Value::Map(Map::new(entries, map.trace)))
        }
        other => Ok(other.clone()),
    }
}

/// `reflect.DeepEqual`
#[expect(clippy::float_cmp, reason = "Go compares them so")]
pub(super) fn equal(
    call: &mut Call<'_>,
    one: &Value,
    other: &Value,
    depth: usize,
) -> Result<bool, String> {
    call.spend(1)?;
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    Ok(match (one, other) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(one, _), Value::Bool(other, _)) => one == other,
        (Value::Int(one, _), Value::Int(other, _)) => one == other,
        (Value::Float(one, _), Value::Float(other, _)) => one == other,
        (Value::Text(one), Value::Text(other)) => {
            call.spend(one.as_str().len() / 10)?;
            one == other
        }
        (Value::List(one), Value::List(other)) => {
            if one.len() != other.len() {
                return Ok(false);
            }
            for (one, other) in one.iter().zip(other.iter()) {
                if !equal(call, one, other, depth + 1)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Map(one), Value::Map(other)) => {
            if one.is_same(other) {
                return Ok(true);
            }
            let (one, other) = (one.borrow(), other.borrow());
            if one.len() != other.len() {
                return Ok(false);
            }
            for (key, entry) in one.iter() {
                let Some(other) = other.get(key) else {
                    return Ok(false);
                };
                if !equal(call, &entry.value, &other.value, depth + 1)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Object(one), Value::Object(other)) => std::rc::Rc::ptr_eq(one, other),
        _ => false,
    })
}
