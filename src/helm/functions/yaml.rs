//! `toYaml` and `fromYaml`.
//!
//! Source: sigs.k8s.io/yaml, which first writes JSON and reads that again, and the emitter of go.yaml.in/yaml v2.

use std::cmp::Ordering;

use super::{
    deep::{MAX_DEPTH, too_deep},
    yaml_read,
    yaml_scalar::{
        Style, is_unreadable, style, write_double_quoted, write_literal, write_single_quoted,
    },
};
use crate::gotemplate::{
    Call, Entry, Function, Text, TextBuilder, Trace, Value,
    arguments::{exactly, text},
    float,
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "toYaml" | "mustToYaml" => |call, values| {
            let [value] = exactly("toYaml", values)?;
            to_yaml(call, value, false)
        },
        "toYamlPretty" => |call, values| {
            let [value] = exactly("toYamlPretty", values)?;
            to_yaml(call, value, true)
        },
        "fromYaml" => |call, values| {
            let [value] = exactly("fromYaml", values)?;
            yaml_read::mapping(call, text(value)?)
        },
        "fromYamlArray" => |call, values| {
            let [value] = exactly("fromYamlArray", values)?;
            yaml_read::list(call, text(value)?)
        },
        _ => return None,
    })
}

fn to_yaml(call: &mut Call<'_>, value: &Value, is_pretty: bool) -> Result<Value, String> {
    let mut writer = Writer {
        call,
        builder: TextBuilder::default(),
        is_pretty,
        is_writable: true,
    };
    match value {
        Value::Map(map) if !map.borrow().is_empty() => writer.mapping(value, 0, false, 0)?,
        Value::List(list) if !list.is_empty() => writer.list(value, 0, false, 0)?,
        value => writer.scalar(value, 2, false)?,
    }
    if !writer.is_writable {
        return Ok(Value::text(""));
    }
    let written = writer.builder.finish();
    let whole = written.as_str();
    Ok(Value::Text(
        written.part(whole.strip_suffix('\n').unwrap_or(whole)),
    ))
}

struct Writer<'c, 'e> {
    call: &'c mut Call<'e>,
    builder: TextBuilder,
    /// As written by the emitter of version 3, without the detour over JSON.
    is_pretty: bool,
    /// False if a value cannot be written as JSON, or that JSON cannot be read as YAML.
    is_writable: bool,
}

/// A list or a mapping, which gets lines of its own.
enum Compound {
    List(crate::gotemplate::List),
    Map(Vec<(std::rc::Rc<str>, Entry)>),
}

fn compound(value: &Value) -> Option<Compound> {
    match value {
        Value::List(list) if !list.is_empty() => Some(Compound::List(list.clone())),
        Value::Map(map) if !map.borrow().is_empty() => {
            let entries = map.borrow();
            let entries = entries
                .iter()
                .map(|(key, entry)| (key.clone(), entry.clone()));
            Some(Compound::Map(entries.collect()))
        }
        Value::Object(object) => {
            let entries = object.entries()?.into_iter().map(|(key, value)| {
                let key = std::rc::Rc::from(&*key);
                (
                    key,
                    Entry {
                        key: Trace::default(),
                        value,
                    },
                )
            });
            Some(Compound::Map(entries.collect())).filter(
                |compound| !matches!(compound, Compound::Map(entries) if entries.is_empty()),
            )
        }
        _ => None,
    }
}

fn bounded(depth: usize) -> Result<(), String> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    Ok(())
}

impl Writer<'_, '_> {
    fn made(&mut self, text: &str, trace: Trace) {
        self.builder.push(text, trace.made());
    }

    fn line(&mut self, indent: usize, trace: Trace) {
        self.made(&" ".repeat(indent), trace);
    }

    /// The lines of a mapping. The first line is already indented if `is_started`.
    fn mapping(
        &mut self,
        value: &Value,
        indent: usize,
        is_started: bool,
        depth: usize,
    ) -> Result<(), String> {
        bounded(depth)?;
        let Some(Compound::Map(mut entries)) = compound(value) else {
            return Ok(());
        };
        entries.sort_by(|one, other| natural(&one.0, &other.0));
        for (at, (key, entry)) in entries.iter().enumerate() {
            self.call.spend(1 + (indent + key.len()) / 10)?;
            if at > 0 || !is_started {
                self.line(indent, entry.key);
            }
            self.key(&Text::new(key, entry.key), indent)?;
            self.made(":", entry.key);
            self.behind_key(&entry.value, indent, entry.key, depth)?;
        }
        Ok(())
    }

    fn behind_key(
        &mut self,
        value: &Value,
        indent: usize,
        key: Trace,
        depth: usize,
    ) -> Result<(), String> {
        match compound(value) {
            Some(Compound::Map(_)) => {
                self.made("\n", key);
                self.mapping(value, indent + 2, false, depth + 1)
            }
            Some(Compound::List(_)) => {
                self.made("\n", key);
                let indent = if self.is_pretty { indent + 2 } else { indent };
                self.list(value, indent, false, depth + 1)
            }
            None => {
                self.made(" ", key);
                self.scalar(value, indent + 2, false)?;
                self.end_line(value.trace());
                Ok(())
            }
        }
    }

    fn list(
        &mut self,
        value: &Value,
        indent: usize,
        is_started: bool,
        depth: usize,
    ) -> Result<(), String> {
        bounded(depth)?;
        let Some(Compound::List(items)) = compound(value) else {
            return Ok(());
        };
        for (at, item) in items.iter().enumerate() {
            self.call.spend(1 + indent / 10)?;
            let trace = item.trace();
            if at > 0 || !is_started {
                self.line(indent, trace);
            }
            self.made("- ", trace);
            match compound(item) {
                Some(Compound::Map(_)) => self.mapping(item, indent + 2, true, depth + 1)?,
                Some(Compound::List(_)) => self.list(item, indent + 2, true, depth + 1)?,
                None => {
                    self.scalar(item, indent + 2, false)?;
                    self.end_line(trace);
                }
            }
        }
        Ok(())
    }

    /// A block that ends with line breaks has already ended its line.
    fn end_line(&mut self, trace: Trace) {
        if !self.builder.ends_with('\n') {
            self.made("\n", trace);
        }
    }

    fn key(&mut self, key: &Text, indent: usize) -> Result<(), String> {
        // The emitter uses `? key` for longer keys.
        if key.as_str().contains(['\n', '\r']) || key.as_str().len() > 128 {
            self.made("? ", key.trace());
            self.text(key, indent + 2, false)?;
            self.end_line(key.trace());
            self.line(indent, key.trace());
            return Ok(());
        }
        self.text(key, indent, true)
    }

    /// Writes a scalar on the line of its key, or starting there.
    fn scalar(&mut self, value: &Value, indent: usize, is_key: bool) -> Result<(), String> {
        let trace = value.trace();
        match value {
            Value::Nil | Value::Object(_) => self.builder.push("null", trace),
            Value::Bool(is_so, _) => self
                .builder
                .push(if *is_so { "true" } else { "false" }, trace),
            Value::Int(number, _) => self.builder.push(&number.to_string(), trace),
            Value::Float(number, _) => {
                let written = self.number(*number);
                self.builder.push(&written, trace);
            }
            Value::Text(text) => self.text(text, indent, is_key)?,
            Value::List(_) => self.builder.push("[]", trace),
            Value::Map(_) => self.builder.push("{}", trace),
        }
        Ok(())
    }

    fn number(&mut self, number: f64) -> String {
        if self.is_pretty {
            return match float(number, 'g', None).as_str() {
                "+Inf" => ".inf".to_owned(),
                "-Inf" => "-.inf".to_owned(),
                "NaN" => ".nan".to_owned(),
                written => written.to_owned(),
            };
        }
        self.is_writable &= number.is_finite();
        // JSON writes whole numbers without an exponent, and YAML reads those that fit as integers.
        let whole = float(number, 'f', None);
        if number == 0.0 {
            return "0".to_owned();
        }
        let fits =
            number.abs() < 1e21 && (whole.parse::<i64>().is_ok() || whole.parse::<u64>().is_ok());
        if fits {
            whole
        } else {
            float(number, 'g', None)
        }
    }

    fn text(&mut self, text: &Text, indent: usize, is_key: bool) -> Result<(), String> {
        let letters = text.as_str();
        self.is_writable &= self.is_pretty || !letters.contains(is_unreadable);
        let lines = letters.bytes().filter(|byte| *byte == b'\n').count();
        self.call
            .spend(letters.len() / 10 + lines.saturating_mul(indent / 10 + 1))?;
        match style(letters, is_key, self.is_pretty) {
            Style::Plain => self.builder.push_text(text),
            Style::SingleQuoted => write_single_quoted(&mut self.builder, text),
            Style::DoubleQuoted => write_double_quoted(&mut self.builder, text),
            Style::Literal => write_literal(&mut self.builder, text, indent),
        }
        Ok(())
    }
}

/// The sort order of keys: letters after everything else, and numbers by value.
///
/// Source: `keyList.Less` in `sorter.go`.
fn natural(one: &str, other: &str) -> Ordering {
    let letters = |text: &str| text.chars().collect::<Vec<char>>();
    let (one, other) = (letters(one), letters(other));
    for at in 0..one.len().min(other.len()) {
        let (left, right) = (one[at], other[at]);
        if left == right {
            continue;
        }
        match (left.is_alphabetic(), right.is_alphabetic()) {
            (true, true) => return left.cmp(&right),
            (true, false) => return Ordering::Greater,
            (false, true) => return Ordering::Less,
            (false, false) => {}
        }
        let has_zero = left == '0' || right == '0';
        let digits_before = one[..at]
            .iter()
            .rev()
            .take_while(|letter| letter.is_numeric());
        let is_inside_number = has_zero && digits_before.into_iter().any(|digit| *digit != '0');
        let (left_number, left_end) = number_at(&one, at, is_inside_number);
        let (right_number, right_end) = number_at(&other, at, is_inside_number);
        return left_number
            .cmp(&right_number)
            .then(left_end.cmp(&right_end))
            .then(left.cmp(&right));
    }
    one.len().cmp(&other.len())
}

fn number_at(letters: &[char], start: usize, is_inside_number: bool) -> (i64, usize) {
    let mut number = i64::from(is_inside_number);
    let mut at = start;
    while let Some(letter) = letters.get(at).filter(|letter| letter.is_numeric()) {
        let digit = i64::from(u32::from(*letter)) - i64::from(u32::from('0'));
        number = number.wrapping_mul(10).wrapping_add(digit);
        at += 1;
    }
    (number, at)
}
