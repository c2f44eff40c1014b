//! Mappings.
//!
//! Source: Sprig's `dict.go`, and dario.cat/mergo for `merge`.

use super::{
    convert::{is_empty, text_of},
    deep::{MAX_DEPTH, copied, too_deep},
};
use crate::gotemplate::{
    Call, Entries, Entry, Function, List, Map, Text, Value,
    arguments::{at_least, exactly, map, text},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "dict" => dict,
        "get" => value_of,
        "set" => set,
        "unset" => unset,
        "hasKey" => has_key,
        "pluck" => pluck,
        "keys" => keys,
        "values" => values_of,
        "pick" => pick,
        "omit" => omit,
        "merge" => |call, values| merged(call, "merge", values, false),
        "mustMerge" => |call, values| merged(call, "mustMerge", values, false),
        "mergeOverwrite" => |call, values| merged(call, "mergeOverwrite", values, true),
        "mustMergeOverwrite" => |call, values| merged(call, "mustMergeOverwrite", values, true),
        "deepCopy" | "mustDeepCopy" => deep_copy,
        "dig" => dig,
        _ => return None,
    })
}

fn entry_of(key: &Text, value: Value) -> (std::rc::Rc<str>, Entry) {
    let entry = Entry {
        key: key.trace(),
        value,
    };
    (key.as_str().into(), entry)
}

fn dict(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let mut entries = Entries::new();
    for pair in values.chunks(2) {
        let key = text_of(call, &pair[0])?;
        let value = pair.get(1).cloned().unwrap_or_else(|| Value::text(""));
        let (key, entry) = entry_of(&key, value);
        entries.insert(key, entry);
    }
    Ok(Value::Map(Map::new(
        entries,
        crate::gotemplate::Trace::default(),
    )))
}

fn value_of(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [whole, key] = exactly("get", values)?;
    let (whole, key) = (map(whole)?, text(key)?);
    Ok(whole.get(key.as_str()).unwrap_or_else(|| Value::text("")))
}

fn set(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [whole, key, value] = exactly("set", values)?;
    let (target, key) = (map(whole)?, text(key)?);
    let (key, entry) = entry_of(key, value.clone());
    let old = target.borrow_mut().insert(key, entry);
    drop(old);
    Ok(whole.clone())
}

fn unset(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [whole, key] = exactly("unset", values)?;
    let (target, key) = (map(whole)?, text(key)?);
    let old = target.borrow_mut().remove(key.as_str());
    drop(old);
    Ok(whole.clone())
}

fn has_key(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [whole, key] = exactly("hasKey", values)?;
    let (whole, key) = (map(whole)?, text(key)?);
    Ok(Value::bool(whole.borrow().contains_key(key.as_str())))
}

fn pluck(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let ([key], maps) = at_least("pluck", values)?;
    let key = text(key)?;
    let mut found = Vec::new();
    for whole in maps {
        found.extend(map(whole)?.get(key.as_str()));
    }
    Ok(Value::list(found))
}

/// The keys, sorted; in Go, their order is random.
fn keys(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let mut found = Vec::new();
    for whole in values {
        let whole = map(whole)?;
        call.spend(whole.borrow().len())?;
        for (key, entry) in whole.borrow().iter() {
            found.push(Value::Text(Text::new(key, entry.key)));
        }
    }
    Ok(Value::list(found))
}

fn values_of(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [whole] = exactly("values", values)?;
    let whole = map(whole)?;
    call.spend(whole.borrow().len())?;
    let items = whole
        .borrow()
        .values()
        .map(|entry| entry.value.clone())
        .collect();
    Ok(Value::List(List::new(items, whole.trace)))
}

fn pick(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let ([whole], keys) = at_least("pick", values)?;
    let whole = map(whole)?;
    let mut picked = Entries::new();
    for key in keys {
        let key = text(key)?;
        if let Some((key, entry)) = whole.borrow().get_key_value(key.as_str()) {
            picked.insert(key.clone(), entry.clone());
        }
    }
    Ok(Value::Map(Map::new(picked, whole.trace)))
}

fn omit(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let ([whole], keys) = at_least("omit", values)?;
    let whole = map(whole)?;
    call.spend(whole.borrow().len())?;
    let mut rest = whole.borrow().clone();
    for key in keys {
        rest.remove(text(key)?.as_str());
    }
    Ok(Value::Map(Map::new(rest, whole.trace)))
}

fn deep_copy(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [value] = exactly("deepCopy", values)?;
    copied(call, value, 0)
}

fn dig(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [keys @ .., default, whole] = values else {
        return Err("dig needs at least three arguments".to_owned());
    };
    if keys.is_empty() {
        return Err("dig needs at least three arguments".to_owned());
    }
    let mut at = whole.clone();
    for key in keys {
        let Value::Text(key) = key else {
            let kind = key.type_name();
            return Err(format!(
                "interface conversion: interface {{}} is {kind}, not string"
            ));
        };
        let Value::Map(map) = &at else {
            let kind = if matches!(at, Value::Nil) {
                "nil"
            } else {
                at.type_name()
            };
            return Err(format!(
                "interface conversion: interface {{}} is {kind}, not map[string]interface {{}}"
            ));
        };
        match map.get(key.as_str()) {
            Some(next) => at = next,
            None => return Ok(default.clone()),
        }
    }
    Ok(at)
}

fn merged(
    call: &mut Call<'_>,
    name: &str,
    values: &[Value],
    overwrites: bool,
) -> Result<Value, String> {
    let ([whole], others) = at_least(name, values)?;
    let target = map(whole)?;
    for other in others {
        map(other)?;
    }
    for other in others {
        merge_into(call, target, map(other)?, overwrites, 0)?;
    }
    Ok(whole.clone())
}

/// Merges a mapping into another one, in place.
fn merge_into(
    call: &mut Call<'_>,
    target: &Map,
    source: &Map,
    overwrites: bool,
    depth: usize,
) -> Result<(), String> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    if target.is_same(source) {
        return Ok(());
    }
    call.spend(source.borrow().len() + 1)?;
    let entries: Vec<_> = (source.borrow().iter())
        .map(|(key, entry)| (key.clone(), entry.clone()))
        .collect();
    for (key, entry) in entries {
        let old = target.get(&key);
        let is_set = match (&old, &entry.value) {
            (_, Value::Nil) => overwrites,
            (Some(Value::Map(old)), Value::Map(new)) => {
                merge_into(call, old, new, overwrites, depth + 1)?;
                false
            }
            (old, _) => overwrites || old.as_ref().is_none_or(is_empty),
        };
        if is_set {
            let replaced = target.borrow_mut().insert(key, entry);
            drop(replaced);
        }
    }
    Ok(())
}
