//! Choosing between values, and including other templates.

use super::convert::is_empty;
use crate::gotemplate::{
    Call, Function, Map, NO_VALUE, Text, Value,
    arguments::{at_least, bool, exactly, text},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "default" => default,
        "empty" => |_, values| {
            let [value] = exactly("empty", values)?;
            Ok(Value::bool(is_empty(value)))
        },
        "coalesce" => |_, values| {
            let found = values.iter().find(|value| !is_empty(value));
            Ok(found.cloned().unwrap_or_default())
        },
        "all" => |_, values| Ok(Value::bool(values.iter().all(|value| !is_empty(value)))),
        "any" => |_, values| Ok(Value::bool(values.iter().any(|value| !is_empty(value)))),
        "ternary" => ternary,
        "required" => required,
        "fail" => fail,
        "include" => include,
        "tpl" => tpl,
        "lookup" => lookup,
        "hello" => |_, values| {
            let [] = exactly("hello", values)?;
            Ok(Value::text("Hello!"))
        },
        "getHostByName" => |_, values| {
            let [name] = exactly("getHostByName", values)?;
            text(name)?;
            Ok(Value::text(""))
        },
        _ => return None,
    })
}

fn default(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let ([other], given) = at_least("default", values)?;
    let given = given.first().filter(|given| !is_empty(given));
    Ok(given.unwrap_or(other).clone())
}

fn ternary(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [one, other, is_so] = exactly("ternary", values)?;
    Ok(if bool(is_so)? { one } else { other }.clone())
}

fn required(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [message, value] = exactly("required", values)?;
    let message = text(message)?;
    match value {
        Value::Nil => Err(message.as_str().to_owned()),
        Value::Text(value) if value.as_str().is_empty() => Err(message.as_str().to_owned()),
        value => Ok(value.clone()),
    }
}

fn fail(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [message] = exactly("fail", values)?;
    Err(text(message)?.as_str().to_owned())
}

fn include(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [name, data] = exactly("include", values)?;
    let rendered = call.render_named(text(name)?.as_str(), data)?;
    Ok(Value::Text(rendered))
}

fn tpl(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [template, data] = exactly("tpl", values)?;
    let rendered = call.render_text(text(template)?, data)?;
    Ok(Value::Text(rendered.replaced(NO_VALUE, &Text::plain(""))))
}

/// There is no cluster, as in `helm template`.
fn lookup(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let arguments: &[Value; 4] = exactly("lookup", values)?;
    for argument in arguments {
        text(argument)?;
    }
    Ok(Value::Map(Map::default()))
}
