//! How Go writes values.
use super::{Call, Text, TextBuilder, Value};

pub fn written(value: &Value) -> Text {
    match value {
        Value::Text(text) => text.clone(),
        Value::Nil => Text::plain("<nil>"),
        Value::Bool(is_so, trace) => Text::new(&is_so.to_string(), *trace),
        Value::Int(number, trace) => Text::new(&number.to_string(), *trace),
        Value::Float(number, trace) => Text::new(&number.to_string(), *trace),
        _ => Text::plain("map[]"),
    }
}

pub fn print(values: &[Value]) -> Text {
    let mut builder = TextBuilder::default();
    for value in values {
        builder.push_text(&written(value));
    }
    builder.finish()
}

pub fn println(values: &[Value]) -> Text {
    print(values)
}

pub fn printf(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    Ok(Value::Text(print(values)))
}
