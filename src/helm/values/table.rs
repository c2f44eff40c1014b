//! Merging and copying of mappings. Like Helm, this changes mappings in place, and two names may share one mapping.
//!
//! Source: `pkg/chart/common/util/coalesce.go` and `pkg/chart/v2/loader/load.go` of Helm 4.1.4.

use std::rc::Rc;

use crate::gotemplate::{Entry, List, Map, Value};

/// The limit on nesting while mappings are merged.
const MAX_DEPTH: usize = 400;

/// How many more values may be copied. `None` as a result means too many, or nested too deep.
#[derive(Debug)]
pub(crate) struct Allowance(pub(crate) usize);

impl Allowance {
    pub(crate) fn spend(&mut self, values: usize) -> Option<()> {
        self.0 = self.0.checked_sub(values)?;
        Some(())
    }
}

/// A copy that shares no mapping with the original.
pub(crate) fn deep_copy(map: &Map, allowance: &mut Allowance) -> Option<Map> {
    copy_at(map, allowance, 0)
}

fn copy_at(map: &Map, allowance: &mut Allowance, depth: usize) -> Option<Map> {
    let mut entries = crate::gotemplate::Entries::new();
    for (key, entry) in map.borrow().iter() {
        let value = copy_value(&entry.value, allowance, depth + 1)?;
        let key_trace = entry.key;
        entries.insert(
            Rc::clone(key),
            Entry {
                key: key_trace,
                value,
            },
        );
    }
    Some(Map::new(entries, map.trace))
}

fn copy_value(value: &Value, allowance: &mut Allowance, depth: usize) -> Option<Value> {
    allowance.spend(1)?;
    if depth > MAX_DEPTH {
        return None;
    }
    Some(match value {
        Value::Map(map) => Value::Map(copy_at(map, allowance, depth)?),
        Value::List(list) => {
            let items = list
                .iter()
                .map(|item| copy_value(item, allowance, depth + 1));
            Value::List(List::new(items.collect::<Option<_>>()?, list.trace))
        }
        other => other.clone(),
    })
}

/// A copy of the mapping itself; its values are shared.
pub(crate) fn shallow_copy(map: &Map) -> Map {
    Map::new(map.borrow().clone(), map.trace)
}

pub(crate) fn entry(map: &Map, key: &str) -> Option<Entry> {
    map.borrow().get(key).cloned()
}

/// The mapping at a key. `None` if the key is missing or has another type.
pub(crate) fn map_at(map: &Map, key: &str) -> Option<Map> {
    match map.get(key) {
        Some(Value::Map(map)) => Some(map),
        _ => None,
    }
}

/// The mapping at a path.
pub(crate) fn table(map: &Map, path: &str) -> Option<Map> {
    path.split('.')
        .try_fold(map.clone(), |map, key| map_at(&map, key))
}

/// The value at a path. `None` if it is missing or a mapping.
pub(crate) fn path_value(map: &Map, path: &str) -> Option<Value> {
    let (folder, key) = match path.rsplit_once('.') {
        Some((folder, key)) => (table(map, folder)?, key),
        None => (map.clone(), path),
    };
    folder
        .get(key)
        .filter(|value| !matches!(value, Value::Map(_)))
}

pub(crate) fn insert(map: &Map, key: &str, entry: Entry) {
    map.borrow_mut().insert(key.into(), entry);
}

/// Merges two mappings; the second one wins.
pub(crate) fn merge_maps(one: &Map, other: &Map) -> Map {
    let mut merged = shallow_copy(one);
    merged.trace = other.trace.or(one.trace);
    for (key, entry) in other.borrow().iter() {
        let mut entry = entry.clone();
        if let Value::Map(new) = &entry.value
            && let Some(old) = map_at(&merged, key)
        {
            entry.value = Value::Map(merge_maps(&old, new));
        }
        insert(&merged, key, entry);
    }
    merged
}

/// Adds the entries of the second mapping that the first one lacks. With `keeps_null`, null stays; otherwise a null
/// removes the second mapping's value.
pub(crate) fn coalesce_tables(
    to: &Map,
    from: &Map,
    keeps_null: bool,
    allowance: &mut Allowance,
) -> Option<()> {
    if to.is_same(from) {
        return Some(());
    }
    allowance.spend(from.borrow().len() + to.borrow().len())?;
    let mut entries: Vec<(Rc<str>, Entry, bool)> = from
        .borrow()
        .iter()
        .map(|(key, entry)| {
            let is_value = !matches!(entry.value, Value::Nil);
            (Rc::clone(key), entry.clone(), is_value)
        })
        .collect();
    // Helm writes null to the second mapping as well, which may be shared.
    for (key, own) in to.borrow().iter() {
        if matches!(own.value, Value::Nil) {
            insert(from, key, own.clone());
            match entries.binary_search_by(|(other, ..)| other.cmp(key)) {
                Ok(at) => entries[at].1.value = Value::Nil,
                Err(at) => entries.insert(at, (Rc::clone(key), own.clone(), false)),
            }
        }
    }
    for (key, new, was_value) in entries {
        match entry(to, &key).map(|entry| entry.value) {
            Some(Value::Nil) if !keeps_null && was_value => {
                to.borrow_mut().remove(&key);
            }
            None => insert(to, &key, new),
            Some(Value::Map(own)) => {
                if let Value::Map(new) = &new.value {
                    coalesce_tables(&own, new, keeps_null, allowance)?;
                }
            }
            Some(_) => {}
        }
    }
    Some(())
}
