//! `fromJson`. All its values have the place of the whole text.

use serde_json::Value as Json;

use super::yaml_read::{error, json_kind};
use crate::gotemplate::{Call, Entries, Entry, List, Map, Text, Trace, Value};

pub(super) fn mapping(call: &mut Call<'_>, text: &Text) -> Result<Value, String> {
    match read(call, text)? {
        Ok(Value::Map(map)) => Ok(Value::Map(map)),
        Ok(Value::Nil) => Ok(Value::Nil),
        Ok(other) => {
            let kind = json_kind(&other);
            Ok(error(&format!(
                "json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"
            )))
        }
        Err(message) => Ok(error(&message)),
    }
}

pub(super) fn list(call: &mut Call<'_>, text: &Text) -> Result<Value, String> {
    match read(call, text)? {
        Ok(Value::List(list)) => Ok(Value::List(list)),
        Ok(Value::Nil) => Ok(Value::Nil),
        Ok(other) => {
            let kind = json_kind(&other);
            Ok(Value::list(vec![Value::text(&format!(
                "json: cannot unmarshal {kind} into Go value of type []interface {{}}"
            ))]))
        }
        Err(message) => Ok(Value::list(vec![Value::text(&message)])),
    }
}

pub(super) fn anything(call: &mut Call<'_>, text: &Text) -> Result<Value, String> {
    read(call, text)?
}

fn read(call: &mut Call<'_>, text: &Text) -> Result<Result<Value, String>, String> {
    call.spend(text.as_str().len() / 2 + 1)?;
    let json: Result<Json, _> = serde_json::from_str(text.as_str());
    Ok(match json {
        Ok(json) => Ok(value(json, text.trace().made())),
        Err(problem) => Err(problem.to_string()),
    })
}

/// `serde_json` limits the nesting depth.
fn value(json: Json, trace: Trace) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(is_so) => Value::Bool(is_so, trace),
        Json::Number(number) => Value::Float(number.as_f64().unwrap_or_default(), trace),
        Json::String(text) => Value::Text(Text::new(&text, trace)),
        Json::Array(items) => {
            let items = items.into_iter().map(|item| value(item, trace));
            Value::List(List::new(items.collect(), trace))
        }
        Json::Object(entries) => {
            let entries = entries.into_iter().map(|(key, json)| {
                let value = value(json, trace);
                (std::rc::Rc::from(&*key), Entry { key: trace, value })
            });
            Value::Map(Map::new(entries.collect::<Entries>(), trace))
        }
    }
}
