//! The arguments of functions, as Go checks them: nothing is converted.

use super::{List, Map, Text, Value};

/// As many arguments as the function takes.
///
/// # Errors
/// When there are more or fewer.
pub fn exactly<'v, const N: usize>(
    name: &str,
    values: &'v [Value],
) -> Result<&'v [Value; N], String> {
    values.try_into().map_err(|_| {
        let got = values.len();
        format!("wrong number of args for {name}: want {N} got {got}")
    })
}

/// The arguments of a function that takes any number behind the first ones.
///
/// # Errors
/// When there are fewer.
pub fn at_least<'v, const N: usize>(
    name: &str,
    values: &'v [Value],
) -> Result<(&'v [Value; N], &'v [Value]), String> {
    values.split_first_chunk().ok_or_else(|| {
        let got = values.len();
        format!("wrong number of args for {name}: want at least {N} got {got}")
    })
}

/// A `string`.
///
/// # Errors
/// When the value is something else.
pub fn text(value: &Value) -> Result<&Text, String> {
    match value {
        Value::Text(text) => Ok(text),
        other => Err(mismatch("string", other)),
    }
}

/// An `int`.
///
/// # Errors
/// When the value is something else.
pub fn int(value: &Value) -> Result<i64, String> {
    match value {
        Value::Int(number, _) => Ok(*number),
        other => Err(mismatch("int", other)),
    }
}

/// A `bool`.
///
/// # Errors
/// When the value is something else.
pub fn bool(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(is_so, _) => Ok(*is_so),
        other => Err(mismatch("bool", other)),
    }
}

/// A `map[string]interface {}`.
///
/// # Errors
/// When the value is something else.
pub fn map(value: &Value) -> Result<&Map, String> {
    match value {
        Value::Map(map) => Ok(map),
        Value::Nil => Err(
            "wrong type for value; expected map[string]interface {}; got interface {}".to_owned(),
        ),
        other => Err(mismatch("map[string]interface {}", other)),
    }
}

/// A list for a function that takes anything and says itself what it cannot work on.
///
/// # Errors
/// When the value is something else.
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
