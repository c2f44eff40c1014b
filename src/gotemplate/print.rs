//! Formats values like Go's `print` and `println`.
//!
//! Source: `fmt/print.go` and `fmt/format.go`.

use super::{Call, Text, TextBuilder, Value, float::float};

/// The limit on nesting: a mapping can contain itself.
const MAX_DEPTH: usize = 500;

/// The limit on values and bytes that one action writes. Values that share parts can be far larger in the output than
/// in memory.
const MAX_STEPS: usize = 4 << 20;

/// A value as written by `%v`, with the source of each part.
///
/// # Errors
/// It is nested too deep, or is too long.
pub fn written(value: &Value) -> Result<Text, String> {
    if let Value::Text(text) = value {
        return Ok(text.clone());
    }
    let mut writer = Writer::default();
    writer.value(value, 0)?;
    Ok(writer.finish())
}

/// `fmt.Sprint`: adds a space between two values if neither is a string.
pub(super) fn print(call: &mut Call<'_>, values: &[Value]) -> Result<Text, String> {
    let mut writer = Writer::default();
    let mut before_is_text = true;
    for value in values {
        let is_text = matches!(value, Value::Text(_));
        if !before_is_text && !is_text {
            writer.made(" ")?;
        }
        writer.value(value, 0)?;
        before_is_text = is_text;
    }
    call.spend(writer.cost())?;
    Ok(writer.finish())
}

/// `fmt.Sprintln`: adds a space between all values, and a line break.
pub(super) fn println(call: &mut Call<'_>, values: &[Value]) -> Result<Text, String> {
    let mut writer = Writer::default();
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            writer.made(" ")?;
        }
        writer.value(value, 0)?;
    }
    writer.made("\n")?;
    call.spend(writer.cost())?;
    Ok(writer.finish())
}

/// Writes values, up to a limit.
#[derive(Default)]
pub(super) struct Writer {
    builder: TextBuilder,
    pub(super) steps: usize,
}

impl Writer {
    pub(super) fn finish(self) -> Text {
        self.builder.finish()
    }

    /// The output so far, in steps as counted by [`Call::spend`].
    pub(super) fn cost(&self) -> usize {
        self.steps / 10
    }

    /// Counts a value and this many bytes against the limit.
    pub(super) fn step(&mut self, bytes: usize) -> Result<(), String> {
        self.steps = self.steps.saturating_add(bytes + 1);
        if self.steps > MAX_STEPS {
            return Err(format!("the output of a value exceeds {MAX_STEPS} bytes"));
        }
        Ok(())
    }

    /// Writes characters that belong to no value.
    pub(super) fn made(&mut self, text: &str) -> Result<(), String> {
        self.text(&Text::plain(text))
    }

    pub(super) fn text(&mut self, text: &Text) -> Result<(), String> {
        self.step(text.as_str().len())?;
        self.builder.push_text(text);
        Ok(())
    }

    /// Writes a value by `%v`.
    pub(super) fn value(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        self.nested(value, depth, &mut |writer, value| {
            writer.text(&simple(value))
        })
    }

    /// Writes a value; `write` writes everything except lists and mappings.
    pub(super) fn nested(
        &mut self,
        value: &Value,
        depth: usize,
        write: &mut dyn FnMut(&mut Self, &Value) -> Result<(), String>,
    ) -> Result<(), String> {
        if depth > MAX_DEPTH {
            return Err(format!("values nest deeper than {MAX_DEPTH} levels"));
        }
        match value {
            Value::List(list) => {
                self.made("[")?;
                for (at, item) in list.iter().enumerate() {
                    if at > 0 {
                        self.made(" ")?;
                    }
                    self.nested(item, depth + 1, write)?;
                }
                self.made("]")
            }
            Value::Map(map) => {
                self.made("map[")?;
                for (at, (key, entry)) in map.borrow().iter().enumerate() {
                    if at > 0 {
                        self.made(" ")?;
                    }
                    write(self, &Value::Text(Text::new(key, entry.key)))?;
                    self.made(":")?;
                    self.nested(&entry.value, depth + 1, write)?;
                }
                self.made("]")
            }
            value => write(self, value),
        }
    }
}

/// A value that is neither a list nor a mapping, by `%v`.
pub(super) fn simple(value: &Value) -> Text {
    match value {
        Value::Text(text) => text.clone(),
        Value::Bool(is_so, trace) => Text::new(if *is_so { "true" } else { "false" }, *trace),
        Value::Int(number, trace) => Text::new(&number.to_string(), *trace),
        Value::Float(number, trace) => Text::new(&float(*number, 'g', None), *trace),
        Value::Object(object) => Text::plain(&object.printed()),
        Value::Nil | Value::List(_) | Value::Map(_) => Text::plain("<nil>"),
    }
}
