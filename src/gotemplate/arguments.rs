//! Checks arguments like Go, without conversions.

use super::{List, Map, Text, Value};

/// Exactly `N` arguments.
///
/// # Errors
/// There are more or fewer.
pub fn exactly<'v, const N: usize>(
    name: &str,
    values: &'v [Value],
) -> Result<&'v [Value; N], String> {
    values.try_into().map_err(|_| {
        let got = values.len();
        format!("wrong number of args for {name}: want {N} got {got}")
    })
}

/// The arguments of a variadic function: at least `N`.
///
/// # Errors
/// There are fewer.
pub fn at_least<'v, const N: usize>(
    name: &str,
    values: &'v [Value],
) -> Result<(&'v [Value; N], &'v [Value]), String> {
    values.split_first_chunk().ok_or_else(|| {
        let got = values.len();
        format!("wrong number of args for {name}: want at least {N} got {got}")
    })
}

/// A Go `string`.
///
/// # Errors
/// The value has another type.
pub fn text(value: &Value) -> Result<&Text, String> {
    match value {
        Value::Text(text) => Ok(text),
        other => Err(mismatch("string", other)),
    }
}

/// A Go `int`.
///
/// # Errors
/// The value has another type.
pub fn int(value: &Value) -> Result<i64, String> {
    match value {
        Value::Int(number, _) => Ok(*number),
        other => Err(mismatch("int", other)),
    }
}

/// A Go `bool`.
///
/// # Errors
/// The value has another type.
pub fn bool(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(is_so, _) => Ok(*is_so),
        other => Err(mismatch("bool", other)),
    }
}

/// A Go `map[string]interface {}`.
///
/// # Errors
/// The value has another type.
pub fn map(value: &Value) -> Result<&Map, String> {
    match value {
        Value::Map(map) => Ok(map),
        Value::Nil => Err(
            "wrong type for value; expected map[string]interface {}; got interface {}".to_owned(),
        ),
        other => Err(mismatch("map[string]interface {}", other)),
    }
}

/// A list, for a function that accepts any type and reports the mismatch in its own words.
///
/// # Errors
/// The value has another type.
pub fn list<'v>(value: &'v Value, doing: &str) -> Result<&'v List, String> {
    match value {
        Value::List(list) => Ok(list),
        Value::Nil => {
            Err("runtime error: invalid memory address or nil pointer dereference".to_owned())
        }
        other => Err(format!("Cannot {doing} on type {}", other.kind_name())),
    }
}

fn mismatch(expected: &str, got: &Value) -> String {
    match got {
        Value::Nil => format!("invalid value; expected {expected}"),
        other => {
            let got = other.type_name();
            format!("wrong type for value; expected {expected}; got {got}")
        }
    }
}
