//! `toToml` and `fromToml`.
//!
//! Source: the encoder of github.com/BurntSushi/toml.

use std::rc::Rc;

use super::{
    deep::{MAX_DEPTH, too_deep},
    yaml_read::error,
};
use crate::gotemplate::{
    Call, Entries, Entry, Function, List, Map, Text, TextBuilder, Trace, Value,
    arguments::{exactly, text},
    float,
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "toToml" => |call, values| {
            let [value] = exactly("toToml", values)?;
            to_toml(call, value)
        },
        "fromToml" => |call, values| {
            let [value] = exactly("fromToml", values)?;
            from_toml(call, text(value)?)
        },
        _ => return None,
    })
}

fn from_toml(call: &mut Call<'_>, text: &Text) -> Result<Value, String> {
    call.spend(text.as_str().len() / 2 + 1)?;
    let table: Result<toml::Table, _> = toml::from_str(text.as_str());
    let trace = text.trace().made();
    Ok(match table {
        Ok(table) => read(toml::Value::Table(table), trace),
        Err(problem) => error(&format!("toml: {}", problem.message())),
    })
}

/// The `toml` crate limits the nesting depth.
fn read(value: toml::Value, trace: Trace) -> Value {
    match value {
        toml::Value::String(text) => Value::Text(Text::new(&text, trace)),
        toml::Value::Integer(number) => Value::Int(number, trace),
        toml::Value::Float(number) => Value::Float(number, trace),
        toml::Value::Boolean(is_so) => Value::Bool(is_so, trace),
        toml::Value::Datetime(time) => Value::Text(Text::new(&time.to_string(), trace)),
        toml::Value::Array(items) => {
            let items = items.into_iter().map(|item| read(item, trace));
            Value::List(List::new(items.collect(), trace))
        }
        toml::Value::Table(table) => {
            let entries = table.into_iter().map(|(key, value)| {
                let value = read(value, trace);
                (Rc::from(&*key), Entry { key: trace, value })
            });
            Value::Map(Map::new(entries.collect::<Entries>(), trace))
        }
    }
}

fn to_toml(call: &mut Call<'_>, value: &Value) -> Result<Value, String> {
    let mut writer = Writer {
        call,
        builder: TextBuilder::default(),
        has_nothing: false,
    };
    match value {
        Value::Map(map) => writer.table(map, &[], 0)?,
        value => writer.value(value, 0)?,
    }
    if writer.has_nothing {
        return Ok(Value::text("toml: cannot encode array with nil element"));
    }
    Ok(Value::Text(writer.builder.finish()))
}

struct Writer<'c, 'e> {
    call: &'c mut Call<'e>,
    builder: TextBuilder,
    /// True if a list contains nil.
    has_nothing: bool,
}

impl Writer<'_, '_> {
    fn made(&mut self, text: &str, trace: Trace) {
        self.builder.push(text, trace.made());
    }

    fn indent(&mut self, depth: usize, trace: Trace) -> Result<(), String> {
        self.call.spend(1 + depth)?;
        self.made(&"  ".repeat(depth), trace);
        Ok(())
    }

    /// The values of a table, followed by its tables, each under its full name.
    fn table(&mut self, map: &Map, path: &[Text], depth: usize) -> Result<(), String> {
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let entries: Vec<_> = (map.borrow().iter())
            .map(|(key, entry)| (Text::new(key, entry.key), entry.value.clone()))
            .collect();
        for (key, value) in entries.iter().filter(|(_, value)| !is_table(value)) {
            if matches!(value, Value::Nil) {
                continue;
            }
            self.indent(
                path.len().saturating_sub(1) + usize::from(!path.is_empty()),
                key.trace(),
            )?;
            self.key(key);
            self.made(" = ", key.trace());
            self.value(value, depth)?;
            self.made("\n", key.trace());
        }
        for (key, value) in entries.iter().filter(|(_, value)| is_table(value)) {
            let mut path = path.to_vec();
            path.push(key.clone());
            match value {
                Value::Map(map) => {
                    self.header(&path, "[", "]")?;
                    self.table(map, &path, depth + 1)?;
                }
                Value::List(tables) => {
                    for table in tables.iter() {
                        let Value::Map(map) = table else {
                            continue;
                        };
                        self.header(&path, "[[", "]]")?;
                        self.table(map, &path, depth + 1)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A table on one line: its values, followed by its tables.
    fn inline_table(&mut self, map: &Map, depth: usize) -> Result<(), String> {
        let entries: Vec<_> = (map.borrow().iter())
            .map(|(key, entry)| (Text::new(key, entry.key), entry.value.clone()))
            .collect();
        let (tables, values): (Vec<_>, Vec<_>) =
            entries.iter().partition(|(_, value)| is_table(value));
        self.made("{", map.trace);
        for (group, is_followed) in [(&values, !tables.is_empty()), (&tables, false)] {
            for (at, (key, value)) in group.iter().enumerate() {
                if matches!(value, Value::Nil) {
                    continue;
                }
                self.key(key);
                self.made(" = ", key.trace());
                self.value(value, depth + 1)?;
                // The encoder writes a comma even before an entry that it skips.
                if is_followed || at + 1 < group.len() {
                    self.made(", ", key.trace());
                }
            }
        }
        self.made("}", map.trace);
        Ok(())
    }

    fn header(&mut self, path: &[Text], open: &str, close: &str) -> Result<(), String> {
        let trace = path.last().map(Text::trace).unwrap_or_default();
        // A blank line goes before each top-level table and before each table of a list, except at the start.
        let has_blank_line = path.len() == 1 || open == "[[";
        if has_blank_line && self.builder.length() > 0 {
            self.made("\n", trace);
        }
        self.indent(path.len() - 1, trace)?;
        self.call.spend(path.len())?;
        self.made(open, trace);
        for (at, key) in path.iter().enumerate() {
            self.made(if at > 0 { "." } else { "" }, trace);
            self.key(key);
        }
        self.made(&format!("{close}\n"), trace);
        Ok(())
    }

    fn key(&mut self, key: &Text) {
        let is_letter =
            |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        if !key.as_str().is_empty() && key.as_str().chars().all(is_letter) {
            self.builder.push_text(key);
        } else {
            self.quoted(key);
        }
    }

    fn quoted(&mut self, text: &Text) {
        let trace = text.trace();
        self.made("\"", trace);
        let letters = text.as_str();
        let mut start = 0;
        for (at, letter) in letters.char_indices() {
            let escaped = match letter {
                '"' => "\\\"".to_owned(),
                '\\' => "\\\\".to_owned(),
                '\u{8}' => "\\b".to_owned(),
                '\t' => "\\t".to_owned(),
                '\n' => "\\n".to_owned(),
                '\u{c}' => "\\f".to_owned(),
                '\r' => "\\r".to_owned(),
                letter if letter < ' ' || letter == '\u{7f}' => {
                    format!("\\u{:04x}", u32::from(letter))
                }
                _ => continue,
            };
            self.builder.push_part(text, start..at);
            start = at + letter.len_utf8();
            self.made(&escaped, text.trace_of(at..start));
        }
        self.builder.push_part(text, start..letters.len());
        self.made("\"", trace);
    }

    fn value(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        self.call.spend(1)?;
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let trace = value.trace();
        match value {
            Value::Bool(is_so, _) => self
                .builder
                .push(if *is_so { "true" } else { "false" }, trace),
            Value::Int(number, _) => self.builder.push(&number.to_string(), trace),
            Value::Float(number, _) => self.builder.push(&toml_float(*number), trace),
            Value::Text(text) => {
                self.call.spend(text.as_str().len() / 10)?;
                self.quoted(text);
            }
            Value::List(list) => {
                self.has_nothing |= has_nothing(list);
                self.made("[", trace);
                for (at, item) in list.iter().enumerate() {
                    self.made(if at > 0 { ", " } else { "" }, trace);
                    self.value(item, depth + 1)?;
                }
                self.made("]", trace);
            }
            Value::Map(map) => self.inline_table(map, depth)?,
            Value::Nil | Value::Object(_) => self.made("\"\"", trace),
        }
        Ok(())
    }
}

/// True for a list that the encoder rejects.
fn has_nothing(list: &List) -> bool {
    list.iter().any(|item| matches!(item, Value::Nil))
}

/// True for a value that gets its own `[name]` header.
fn is_table(value: &Value) -> bool {
    match value {
        Value::Map(_) => true,
        Value::List(list) => {
            !list.is_empty() && list.iter().all(|item| matches!(item, Value::Map(_)))
        }
        _ => false,
    }
}

fn toml_float(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let written = float(number, 'g', None);
    if written.contains(['.', 'e']) {
        written
    } else {
        format!("{written}.0")
    }
}
