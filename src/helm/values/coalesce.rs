//! Merges the values of a chart and its subcharts; the parent's values win.
//!
//! Source: `pkg/chart/common/util/coalesce.go` of Helm 4.1.4.

use super::table::{Allowance, coalesce_tables, deep_copy, entry, insert, shallow_copy};
use crate::{
    gotemplate::{Entry, Map, Trace, Value},
    helm::tree::Node,
};

/// Why values cannot be merged.
#[derive(Debug)]
pub(crate) enum Stopped {
    TooMuch,
    /// The values for a subchart are not a mapping.
    NoMapping(String, Trace),
}

/// Returns the values that a chart and its subcharts see.
pub(crate) fn coalesce_values(
    node: &Node,
    values: &Map,
    keeps_null: bool,
    allowance: &mut Allowance,
) -> Result<Map, Stopped> {
    let values = deep_copy(values, allowance).ok_or(Stopped::TooMuch)?;
    coalesce(node, &values, keeps_null, allowance)?;
    Ok(values)
}

fn coalesce(
    node: &Node,
    to: &Map,
    keeps_null: bool,
    allowance: &mut Allowance,
) -> Result<(), Stopped> {
    coalesce_own(node, to, keeps_null, allowance)?;
    for inner in &node.nodes {
        let name = inner.name.as_str();
        allowance.spend(1).ok_or(Stopped::TooMuch)?;
        let values = match entry(to, name) {
            None => {
                let values = Map::default();
                to.set(name, Value::Map(values.clone()));
                values
            }
            Some(Entry {
                value: Value::Map(values),
                ..
            }) => values,
            Some(other) => {
                let trace = other.value.trace().or(other.key);
                return Err(Stopped::NoMapping(name.to_owned(), trace));
            }
        };
        coalesce_globals(&values, to, allowance)?;
        coalesce(inner, &values, keeps_null, allowance)?;
    }
    Ok(())
}

const GLOBAL: &str = "global";

fn coalesce_globals(to: &Map, from: &Map, allowance: &mut Allowance) -> Result<(), Stopped> {
    let globals = |map: &Map| match map.get(GLOBAL) {
        None => Some(Map::default()),
        Some(Value::Map(globals)) => Some(globals),
        Some(_) => None,
    };
    let (Some(own), Some(above)) = (globals(to), globals(from)) else {
        return Ok(());
    };
    let entries: Vec<_> = above
        .borrow()
        .iter()
        .map(|(key, entry)| (key.clone(), entry.clone()))
        .collect();
    for (key, entry) in entries {
        allowance.spend(1).ok_or(Stopped::TooMuch)?;
        match (&entry.value, own.get(&key)) {
            (Value::Map(value), None) => {
                let size = value.borrow().len();
                allowance.spend(size).ok_or(Stopped::TooMuch)?;
                let value = Value::Map(shallow_copy(value));
                insert(&own, &key, Entry { value, ..entry });
            }
            (Value::Map(value), Some(Value::Map(old))) => {
                let value = shallow_copy(value);
                coalesce_tables(&value, &old, true, allowance).ok_or(Stopped::TooMuch)?;
                let value = Value::Map(value);
                insert(&own, &key, Entry { value, ..entry });
            }
            (Value::Map(_), Some(_)) | (_, Some(Value::Map(_))) => {}
            _ => insert(&own, &key, entry),
        }
    }
    let key = entry(to, GLOBAL).or_else(|| entry(from, GLOBAL));
    let key = key.map_or_else(Trace::default, |entry| entry.key);
    let value = Value::Map(own);
    insert(to, GLOBAL, Entry { key, value });
    Ok(())
}

fn coalesce_own(
    node: &Node,
    to: &Map,
    keeps_null: bool,
    allowance: &mut Allowance,
) -> Result<(), Stopped> {
    let defaults = deep_copy(&node.values, allowance).ok_or(Stopped::TooMuch)?;
    let defaults: Vec<_> = defaults
        .borrow()
        .iter()
        .map(|(key, entry)| (key.clone(), entry.clone()))
        .collect();
    for (key, default) in defaults {
        match to.get(&key) {
            None => insert(to, &key, default),
            Some(Value::Nil) if !keeps_null => {
                to.borrow_mut().remove(&key);
            }
            Some(Value::Map(own)) => {
                if let Value::Map(default) = &default.value {
                    let is_chart = node.nodes.iter().any(|inner| inner.name.as_str() == &*key);
                    coalesce_tables(&own, default, keeps_null || is_chart, allowance)
                        .ok_or(Stopped::TooMuch)?;
                }
            }
            Some(_) => {}
        }
    }
    Ok(())
}
