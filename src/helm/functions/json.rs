//! `toJson` and `fromJson`.
//!
//! Source: `encoding/json`.

use super::{
    deep::{MAX_DEPTH, too_deep},
    json_read,
};
use crate::gotemplate::{
    Call, Function, Text, TextBuilder, Trace, Value,
    arguments::{exactly, text},
    float,
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "toJson" | "mustToJson" => |call, values| {
            let [value] = exactly("toJson", values)?;
            to_json(
                call,
                value,
                Form {
                    escapes_html: true,
                    is_pretty: false,
                },
            )
        },
        "toPrettyJson" | "mustToPrettyJson" => |call, values| {
            let [value] = exactly("toPrettyJson", values)?;
            to_json(
                call,
                value,
                Form {
                    escapes_html: true,
                    is_pretty: true,
                },
            )
        },
        "toRawJson" | "mustToRawJson" => |call, values| {
            let [value] = exactly("toRawJson", values)?;
            to_json(
                call,
                value,
                Form {
                    escapes_html: false,
                    is_pretty: false,
                },
            )
        },
        "fromJson" => |call, values| {
            let [value] = exactly("fromJson", values)?;
            json_read::mapping(call, text(value)?)
        },
        "fromJsonArray" => |call, values| {
            let [value] = exactly("fromJsonArray", values)?;
            json_read::list(call, text(value)?)
        },
        "mustFromJson" => |call, values| {
            let [value] = exactly("mustFromJson", values)?;
            json_read::anything(call, text(value)?)
        },
        _ => return None,
    })
}

#[derive(Clone, Copy)]
struct Form {
    escapes_html: bool,
    is_pretty: bool,
}

fn to_json(call: &mut Call<'_>, value: &Value, form: Form) -> Result<Value, String> {
    let mut writer = Writer {
        call,
        builder: TextBuilder::default(),
        form,
        is_finite: true,
    };
    writer.value(value, 0)?;
    if !writer.is_finite {
        return Ok(Value::text(""));
    }
    Ok(Value::Text(writer.builder.finish()))
}

struct Writer<'c, 'e> {
    call: &'c mut Call<'e>,
    builder: TextBuilder,
    form: Form,
    /// False if there is a number that JSON cannot represent.
    is_finite: bool,
}

impl Writer<'_, '_> {
    fn made(&mut self, text: &str, trace: Trace) {
        self.builder.push(text, trace.made());
    }

    /// A line break and the indentation after it, if the form has them.
    fn line(&mut self, depth: usize, trace: Trace) -> Result<(), String> {
        if self.form.is_pretty {
            self.call.spend(depth / 5)?;
            self.made(&format!("\n{}", "  ".repeat(depth)), trace);
        }
        Ok(())
    }

    fn value(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        self.call.spend(1)?;
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let trace = value.trace();
        match value {
            Value::Nil => self.builder.push("null", trace),
            Value::Bool(is_so, _) => self
                .builder
                .push(if *is_so { "true" } else { "false" }, trace),
            Value::Int(number, _) => self.builder.push(&number.to_string(), trace),
            Value::Float(number, _) => {
                self.is_finite &= number.is_finite();
                self.builder.push(&json_number(*number), trace);
            }
            Value::Text(text) => self.text(text)?,
            Value::List(list) if list.is_empty() => self.builder.push("[]", trace),
            Value::List(list) => {
                self.made("[", trace);
                for (at, item) in list.iter().enumerate() {
                    self.made(if at > 0 { "," } else { "" }, trace);
                    self.line(depth + 1, item.trace())?;
                    self.value(item, depth + 1)?;
                }
                self.line(depth, trace)?;
                self.made("]", trace);
            }
            Value::Map(map) => {
                let map = map.borrow();
                let entries = map
                    .iter()
                    .map(|(key, entry)| (Text::new(key, entry.key), &entry.value));
                self.object(entries, trace, depth)?;
            }
            Value::Object(object) => {
                let entries = object.entries().unwrap_or_default();
                let entries = entries.iter().map(|(key, value)| (Text::plain(key), value));
                self.object(entries, trace, depth)?;
            }
        }
        Ok(())
    }

    fn object<'v>(
        &mut self,
        entries: impl Iterator<Item = (Text, &'v Value)>,
        trace: Trace,
        depth: usize,
    ) -> Result<(), String> {
        self.made("{", trace);
        let mut is_empty = true;
        for (key, value) in entries {
            self.made(if is_empty { "" } else { "," }, trace);
            is_empty = false;
            self.line(depth + 1, key.trace())?;
            self.text(&key)?;
            self.made(if self.form.is_pretty { ": " } else { ":" }, key.trace());
            self.value(value, depth + 1)?;
        }
        if !is_empty {
            self.line(depth, trace)?;
        }
        self.made("}", trace);
        Ok(())
    }

    fn text(&mut self, text: &Text) -> Result<(), String> {
        let letters = text.as_str();
        self.call.spend(letters.len() / 10)?;
        let trace = text.trace();
        self.made("\"", trace);
        let mut start = 0;
        for (at, letter) in letters.char_indices() {
            if let Some(escaped) = escape(letter, self.form.escapes_html) {
                self.builder.push_part(text, start..at);
                start = at + letter.len_utf8();
                self.made(&escaped, text.trace_of(at..start));
            }
        }
        self.builder.push_part(text, start..letters.len());
        self.made("\"", trace);
        Ok(())
    }
}

fn escape(letter: char, escapes_html: bool) -> Option<String> {
    Some(match letter {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '<' | '>' | '&' if escapes_html => format!("\\u{:04x}", u32::from(letter)),
        letter if letter < ' ' || matches!(letter, '\u{2028}' | '\u{2029}') => {
            format!("\\u{:04x}", u32::from(letter))
        }
        _ => return None,
    })
}

fn json_number(number: f64) -> String {
    let magnitude = number.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        // `e-09` is written as `e-9`.
        return float(number, 'e', None).replace("e-0", "e-");
    }
    float(number, 'f', None)
}
