//! The built-in functions of Go's template language.
//!
//! Source: `text/template/funcs.go`.

use std::{cmp::Ordering, fmt::Write};

use super::{Call, Function, List, Trace, Value, print, printf};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "call" => call,
        "eq" => eq,
        "ge" => |_, arguments| Ok(bool(compare("ge", arguments)?.is_ge())),
        "gt" => |_, arguments| Ok(bool(compare("gt", arguments)?.is_gt())),
        "html" => |call, arguments| escaped(call, arguments, html),
        "index" => index,
        "js" => |call, arguments| escaped(call, arguments, js),
        "le" => |_, arguments| Ok(bool(compare("le", arguments)?.is_le())),
        "len" => len,
        "lt" => |_, arguments| Ok(bool(compare("lt", arguments)?.is_lt())),
        "ne" => ne,
        "not" => not,
        "print" => |call, arguments| Ok(Value::Text(print::print(call, arguments)?)),
        "printf" => printf::printf,
        "println" => |call, arguments| Ok(Value::Text(print::println(call, arguments)?)),
        "slice" => slice,
        "urlquery" => |call, arguments| escaped(call, arguments, url_query),
        _ => return None,
    })
}

fn bool(is_so: bool) -> Value {
    Value::bool(is_so)
}

fn count(name: &str, arguments: &[Value], wanted: usize) -> Result<(), String> {
    if arguments.len() == wanted {
        return Ok(());
    }
    let got = arguments.len();
    Err(format!(
        "wrong number of args for {name}: want {wanted} got {got}"
    ))
}

fn at_least(name: &str, arguments: &[Value], wanted: usize) -> Result<(), String> {
    if arguments.len() >= wanted {
        return Ok(());
    }
    let got = arguments.len();
    Err(format!(
        "wrong number of args for {name}: want at least {wanted} got {got}"
    ))
}

fn call(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    match arguments.first() {
        None => Err("wrong number of args for call: want at least 1 got 0".to_owned()),
        Some(Value::Nil) => Err("call of nil".to_owned()),
        Some(value) => Err(format!("non-function of type {}", value.type_name())),
    }
}

fn not(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    count("not", arguments, 1)?;
    Ok(bool(!arguments[0].is_true()))
}

fn incompatible(one: &Value, other: &Value) -> String {
    let (one, other) = (one.type_name(), other.type_name());
    format!("incompatible types for comparison: {one} and {other}")
}

fn eq(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let Some((first, others)) = arguments.split_first() else {
        return Err("wrong number of args for eq: want at least 1 got 0".to_owned());
    };
    if others.is_empty() {
        return Err("missing argument for comparison".to_owned());
    }
    for other in others {
        if equal(first, other)? {
            return Ok(bool(true));
        }
    }
    Ok(bool(false))
}

fn ne(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    count("ne", arguments, 2)?;
    Ok(bool(!equal(&arguments[0], &arguments[1])?))
}

#[expect(clippy::float_cmp, reason = "Go compares them so")]
fn equal(one: &Value, other: &Value) -> Result<bool, String> {
    match (one, other) {
        (Value::Bool(one, _), Value::Bool(other, _)) => Ok(one == other),
        (Value::Int(one, _), Value::Int(other, _)) => Ok(one == other),
        (Value::Float(one, _), Value::Float(other, _)) => Ok(one == other),
        (Value::Text(one), Value::Text(other)) => Ok(one == other),
        (Value::Nil, Value::Nil) => Ok(true),
        (Value::Nil, _) | (_, Value::Nil) => Ok(false),
        (one, other) if one.kind_name() == other.kind_name() => {
            Err(format!("non-comparable type {}", other.type_name()))
        }
        (one, other) if is_compound(one) && is_compound(other) => {
            let (one, other) = (one.type_name(), other.type_name());
            Err(format!("non-comparable types {one}, {other}"))
        }
        (one, other) => Err(incompatible(one, other)),
    }
}

fn is_compound(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_) | Value::Object(_))
}

fn compare(name: &str, arguments: &[Value]) -> Result<Ordering, String> {
    count(name, arguments, 2)?;
    match (&arguments[0], &arguments[1]) {
        (Value::Int(one, _), Value::Int(other, _)) => Ok(one.cmp(other)),
        (Value::Float(one, _), Value::Float(other, _)) => {
            // NaN compares as greater, so `lt` is false.
            Ok(one.partial_cmp(other).unwrap_or(Ordering::Greater))
        }
        (Value::Text(one), Value::Text(other)) => Ok(one.as_str().cmp(other.as_str())),
        (one, other) if has_no_order(one) || has_no_order(other) => {
            Err("invalid type for comparison".to_owned())
        }
        (one, other) => Err(incompatible(one, other)),
    }
}

fn has_no_order(value: &Value) -> bool {
    is_compound(value) || matches!(value, Value::Nil)
}

/// Checks an index into a value of this length.
fn position(index: &Value, items: usize) -> Result<usize, String> {
    match index {
        Value::Int(number, _) => usize::try_from(*number)
            .ok()
            .filter(|at| *at <= items)
            .ok_or_else(|| format!("index out of range: {number}")),
        Value::Nil => Err("cannot index slice/array with nil".to_owned()),
        other => Err(format!(
            "cannot index slice/array with type {}",
            other.type_name()
        )),
    }
}

fn index(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    at_least("index", arguments, 1)?;
    let mut item = arguments[0].clone();
    if matches!(item, Value::Nil) {
        return Err("index of untyped nil".to_owned());
    }
    for key in &arguments[1..] {
        let next = match &item {
            Value::Nil => return Err("index of nil pointer".to_owned()),
            Value::List(list) => {
                let at = position(key, list.len())?;
                let found = list.get(at).cloned();
                found.ok_or_else(|| format!("index out of range: {at}"))?
            }
            Value::Text(text) => {
                let at = position(key, text.as_str().len())?;
                let byte = text.as_str().as_bytes().get(at);
                let byte = byte.ok_or_else(|| format!("index out of range: {at}"))?;
                Value::Int(i64::from(*byte), text.trace().made())
            }
            Value::Map(map) => match key {
                Value::Text(key) => map.get(key.as_str()).unwrap_or_default(),
                Value::Nil => return Err("value is nil; should be of type string".to_owned()),
                other => {
                    let kind = other.type_name();
                    return Err(format!("value has type {kind}; should be string"));
                }
            },
            other => return Err(format!("can't index item of type {}", other.type_name())),
        };
        item = next;
    }
    Ok(item)
}

fn slice(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    at_least("slice", arguments, 1)?;
    let (item, indexes) = (&arguments[0], &arguments[1..]);
    let items = match item {
        Value::Nil => return Err("slice of untyped nil".to_owned()),
        Value::Text(_) if indexes.len() == 3 => {
            return Err("cannot 3-index slice a string".to_owned());
        }
        Value::Text(text) => text.as_str().len(),
        Value::List(list) => list.len(),
        other => return Err(format!("can't slice item of type {}", other.type_name())),
    };
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()));
    }
    let mut bounds = [0, items];
    for (at, index) in indexes.iter().enumerate() {
        let position = position(index, items)?;
        if let Some(bound) = bounds.get_mut(at) {
            *bound = position;
        }
    }
    let [start, end] = bounds;
    if start > end {
        return Err(format!("invalid slice index: {start} > {end}"));
    }
    match item {
        Value::Text(text) => {
            let is_whole = text.as_str().get(start..end).is_some();
            if !is_whole {
                return Err("the slice splits a character".to_owned());
            }
            Ok(Value::Text(text.slice(start..end)))
        }
        Value::List(list) => Ok(Value::List(List::new(
            list[start..end].to_vec(),
            list.trace,
        ))),
        _ => Ok(Value::Nil),
    }
}

fn len(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    count("len", arguments, 1)?;
    let (number, trace) = match &arguments[0] {
        Value::Nil => return Err("len of nil pointer".to_owned()),
        Value::Text(text) => (text.as_str().len(), text.trace()),
        Value::List(list) => (list.len(), list.trace),
        Value::Map(map) => (map.borrow().len(), map.trace),
        Value::Object(object) => match object.length() {
            Some(length) => (length, Trace::default()),
            None => return Err(format!("len of type {}", object.type_name())),
        },
        other => return Err(format!("len of type {}", other.type_name())),
    };
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    Ok(Value::Int(number, trace.made()))
}

fn escaped(
    call: &mut Call<'_>,
    arguments: &[Value],
    escape: fn(&str) -> String,
) -> Result<Value, String> {
    let text = match arguments {
        [Value::Text(text)] => text.clone(),
        arguments => print::print(call, arguments)?,
    };
    Ok(Value::Text(text.made(&escape(text.as_str()))))
}

fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\0' => escaped.push('\u{fffd}'),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

fn js(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '"' | '\'' => escaped.extend(['\\', letter]),
            letter if letter < ' ' || matches!(letter, '<' | '>' | '&' | '=') => {
                let _ = write!(escaped, "\\u{:04X}", u32::from(letter));
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

fn url_query(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => escaped.push('+'),
            b'-' | b'_' | b'.' | b'~' => escaped.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => escaped.push(char::from(byte)),
            byte => {
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}
