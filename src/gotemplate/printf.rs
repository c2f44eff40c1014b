//! `printf` with its verbs and flags.
//!
//! Source: `fmt/print.go` and `fmt/format.go`.

use std::{fmt::Write, iter::repeat_n};

use super::{
    Call, Text, TextBuilder, Trace, Value,
    arguments::text,
    float::float,
    print::{Writer, simple},
    quote::{quoted, quoted_letter},
};

/// Go's limit on widths and precisions.
const MAX_WIDTH: i64 = 1_000_000;

/// `fmt.Sprintf`: the first argument is the format.
pub(super) fn printf(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let Some((format, values)) = arguments.split_first() else {
        return Err("wrong number of args for printf: want at least 1 got 0".to_owned());
    };
    let format = text(format)?;
    let mut writer = Writer::default();
    Format::new(format, values).write(&mut writer)?;
    call.spend(writer.cost())?;
    Ok(Value::Text(writer.finish()))
}

/// A format with its values.
struct Format<'v> {
    source: &'v Text,
    values: &'v [Value],
    next: usize,
    is_reordered: bool,
}

/// The flags between `%` and the verb.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Flags {
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

impl<'v> Format<'v> {
    fn new(format: &'v Text, values: &'v [Value]) -> Self {
        Self {
            source: format,
            values,
            next: 0,
            is_reordered: false,
        }
    }

    fn write(mut self, writer: &mut Writer) -> Result<(), String> {
        let text = self.source.as_str();
        let mut at = 0;
        while at < text.len() {
            let Some(found) = text[at..].find('%') else {
                writer.text(&self.source.slice(at..text.len()))?;
                break;
            };
            let percent = at + found;
            if found > 0 {
                writer.text(&self.source.slice(at..percent))?;
            }
            at = self.directive(percent + 1, writer)?;
        }
        self.extra(writer)
    }

    /// Writes the directive after a `%`, and returns the position after it.
    fn directive(&mut self, start: usize, writer: &mut Writer) -> Result<usize, String> {
        let text = self.source.as_str();
        let bytes = text.as_bytes();
        let mut at = start;
        let mut flags = Flags::default();
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            at += 1;
        }
        let mut is_bad_index = !self.index(&mut at);
        if bytes.get(at) == Some(&b'*') {
            at += 1;
            match self.star() {
                Some(width) => {
                    flags.minus |= width < 0;
                    flags.width = usize::try_from(width.unsigned_abs()).ok();
                }
                None => writer.made("%!(BADWIDTH)")?,
            }
        } else {
            flags.width = digits(bytes, &mut at);
        }
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            is_bad_index |= !self.index(&mut at);
            if bytes.get(at) == Some(&b'*') {
                at += 1;
                match self.star() {
                    Some(precision) => flags.precision = usize::try_from(precision).ok(),
                    None => writer.made("%!(BADPREC)")?,
                }
            } else {
                flags.precision = Some(digits(bytes, &mut at).unwrap_or(0));
            }
        }
        is_bad_index |= !self.index(&mut at);
        flags.zero &= !flags.minus;
        let Some(verb) = text[at..].chars().next() else {
            writer.made("%!(NOVERB)")?;
            return Ok(at);
        };
        let end = at + verb.len_utf8();
        if verb == '%' {
            writer.text(&self.source.slice(at..end))?;
        } else if is_bad_index {
            writer.made(&format!("%!{verb}(BADINDEX)"))?;
        } else if let Some(value) = self.values.get(self.next) {
            self.next += 1;
            // In Go, `%+v` adds field names, not signs.
            flags.plus &= verb != 'v';
            Verb { verb, flags }.write(value, writer)?;
        } else {
            writer.made(&format!("%!{verb}(MISSING)"))?;
        }
        Ok(end)
    }

    /// Reads an index such as `[2]`. False if no value has this index.
    fn index(&mut self, at: &mut usize) -> bool {
        let bytes = self.source.as_str().as_bytes();
        if bytes.get(*at) != Some(&b'[') {
            return true;
        }
        self.is_reordered = true;
        let mut behind = *at + 1;
        let number = digits(bytes, &mut behind);
        let is_closed = bytes.get(behind) == Some(&b']');
        *at = if is_closed { behind + 1 } else { *at + 1 };
        let index = number.and_then(|number| number.checked_sub(1));
        match index.filter(|index| is_closed && *index < self.values.len()) {
            Some(index) => self.next = index,
            None => return false,
        }
        true
    }

    /// The value for a `*`.
    fn star(&mut self) -> Option<i64> {
        let value = self.values.get(self.next)?;
        self.next += 1;
        match value {
            Value::Int(number, _) if (-MAX_WIDTH..=MAX_WIDTH).contains(number) => Some(*number),
            _ => None,
        }
    }

    fn extra(&self, writer: &mut Writer) -> Result<(), String> {
        if self.is_reordered || self.next >= self.values.len() {
            return Ok(());
        }
        writer.made("%!(EXTRA ")?;
        for (at, value) in self.values[self.next..].iter().enumerate() {
            if at > 0 {
                writer.made(", ")?;
            }
            if matches!(value, Value::Nil) {
                writer.made("<nil>")?;
            } else {
                writer.made(value.type_name())?;
                writer.made("=")?;
                writer.value(value, 0)?;
            }
        }
        writer.made(")")
    }
}

/// A number in a format.
fn digits(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let start = *at;
    let mut number: i64 = 0;
    while let Some(digit) = bytes.get(*at).filter(|byte| byte.is_ascii_digit()) {
        number = (number * 10 + i64::from(digit - b'0')).min(MAX_WIDTH + 1);
        *at += 1;
    }
    if *at == start || number > MAX_WIDTH {
        return None;
    }
    usize::try_from(number).ok()
}

#[derive(Clone, Copy)]
struct Verb {
    verb: char,
    flags: Flags,
}

impl Verb {
    fn write(self, value: &Value, writer: &mut Writer) -> Result<(), String> {
        match self.verb {
            'T' => self.pad(writer, &Text::plain(value.type_name())),
            'v' if self.flags.sharp => self.go_syntax(value, 0, writer),
            'v' if matches!(value, Value::Nil) => self.pad(writer, &simple(value)),
            'p' => self.bad(value, writer),
            _ => {
                let mut write = |writer: &mut Writer, value: &Value| self.scalar(value, writer);
                writer.nested(value, 0, &mut write)
            }
        }
    }

    fn scalar(self, value: &Value, writer: &mut Writer) -> Result<(), String> {
        let text = match (value, self.verb) {
            (Value::Bool(..), 'v' | 't') | (Value::Object(_), 'v' | 's') | (Value::Nil, 'v') => {
                simple(value)
            }
            (Value::Int(number, trace), verb) => match self.integer(*number, verb) {
                Some(digits) => {
                    return self.number(writer, &digits, *trace, self.flags.precision.is_none());
                }
                None => return self.bad(value, writer),
            },
            (Value::Float(number, trace), 'v' | 'g' | 'G' | 'e' | 'E' | 'f' | 'F') => {
                let is_finite = number.is_finite();
                let digits = self.float(*number);
                return self.number(writer, &digits, *trace, is_finite);
            }
            (Value::Text(text), 'v' | 's') => self.shortened(text),
            (Value::Text(text), 'q') => quoted(&self.shortened(text)),
            (Value::Text(text), 'x' | 'X') => {
                text.made(&self.hexadecimal(text.as_str().as_bytes()))
            }
            _ => return self.bad(value, writer),
        };
        self.pad(writer, &text)
    }

    fn integer(self, number: i64, verb: char) -> Option<String> {
        let magnitude = number.unsigned_abs();
        let (digits, prefix) = match verb {
            'v' | 'd' => (magnitude.to_string(), ""),
            'b' => (format!("{magnitude:b}"), "0b"),
            'o' => (format!("{magnitude:o}"), "0"),
            'O' => (format!("0o{magnitude:o}"), ""),
            'x' => (format!("{magnitude:x}"), "0x"),
            'X' => (format!("{magnitude:X}"), "0X"),
            'c' | 'q' | 'U' => {
                let code = u32::try_from(number).ok().and_then(char::from_u32);
                let letter = code.unwrap_or('\u{fffd}');
                return Some(match verb {
                    'c' => letter.to_string(),
                    'q' => quoted_letter(letter),
                    _ => format!("U+{magnitude:04X}"),
                });
            }
            _ => return None,
        };
        let mut digits = digits;
        if let Some(precision) = self.flags.precision {
            if precision == 0 && number == 0 {
                return Some(String::new());
            }
            let zeros = precision.saturating_sub(digits.len());
            digits.insert_str(0, &"0".repeat(zeros));
        }
        let prefix = if self.flags.sharp { prefix } else { "" };
        Some(format!("{}{prefix}{digits}", self.sign(number < 0)))
    }

    fn sign(self, is_negative: bool) -> &'static str {
        match (is_negative, self.flags.plus, self.flags.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    fn float(self, number: f64) -> String {
        let verb = self.verb.to_ascii_lowercase();
        let written = match verb {
            'e' | 'f' => float(number.abs(), verb, Some(self.flags.precision.unwrap_or(6))),
            _ => float(number.abs(), 'g', self.flags.precision),
        };
        let is_negative = number.is_sign_negative() && !number.is_nan();
        let written = match written.strip_prefix('+') {
            Some(infinite) if !is_negative && !self.flags.space => format!("+{infinite}"),
            Some(infinite) => format!("{}{infinite}", self.sign(is_negative)),
            None => format!("{}{written}", self.sign(is_negative)),
        };
        match self.verb {
            'E' | 'G' => written.replace('e', "E"),
            _ => written,
        }
    }

    /// Truncates to the precision, in letters.
    fn shortened(self, text: &Text) -> Text {
        let Some(precision) = self.flags.precision else {
            return text.clone();
        };
        match text.as_str().char_indices().nth(precision) {
            Some((end, _)) => text.slice(0..end),
            None => text.clone(),
        }
    }

    fn hexadecimal(self, bytes: &[u8]) -> String {
        let bytes = &bytes[..self.flags.precision.unwrap_or(usize::MAX).min(bytes.len())];
        let prefix = match (self.flags.sharp, self.verb) {
            (false, _) => "",
            (_, 'X') => "0X",
            _ => "0x",
        };
        let mut written = String::new();
        for (at, byte) in bytes.iter().enumerate() {
            if at == 0 || self.flags.space {
                written.push_str(if at > 0 { " " } else { "" });
                written.push_str(prefix);
            }
            let _ = write!(written, "{byte:02x}");
        }
        if self.verb == 'X' {
            written.to_uppercase()
        } else {
            written
        }
    }

    /// A number; zero padding goes between the sign and the digits.
    fn number(
        self,
        writer: &mut Writer,
        digits: &str,
        trace: Trace,
        may_have_zeros: bool,
    ) -> Result<(), String> {
        let width = self.flags.width.unwrap_or(0);
        let missing = width.saturating_sub(digits.chars().count());
        if self.flags.zero && may_have_zeros && missing > 0 && !self.flags.minus {
            let signs = usize::from(digits.starts_with(['+', '-', ' ']));
            let (sign, digits) = digits.split_at(signs);
            writer.step(missing)?;
            let zeros = "0".repeat(missing);
            return writer.text(&Text::new(&format!("{sign}{zeros}{digits}"), trace.made()));
        }
        let unpadded = Self {
            flags: Flags {
                zero: false,
                ..self.flags
            },
            ..self
        };
        unpadded.pad(writer, &Text::new(digits, trace))
    }

    fn pad(self, writer: &mut Writer, text: &Text) -> Result<(), String> {
        let width = self.flags.width.unwrap_or(0);
        let missing = match width {
            0 => 0,
            width => width.saturating_sub(text.as_str().chars().count()),
        };
        if missing == 0 {
            return writer.text(text);
        }
        writer.step(missing)?;
        let filling = if self.flags.zero { '0' } else { ' ' };
        let filling: String = repeat_n(filling, missing).collect();
        let mut padded = TextBuilder::default();
        if self.flags.minus {
            padded.push_text(text);
            padded.push(&filling, Trace::default());
        } else {
            padded.push(&filling, Trace::default());
            padded.push_text(text);
        }
        writer.text(&padded.finish())
    }

    fn bad(self, value: &Value, writer: &mut Writer) -> Result<(), String> {
        writer.made(&format!("%!{}(", self.verb))?;
        if matches!(value, Value::Nil) {
            writer.made("<nil>")?;
        } else {
            writer.made(value.type_name())?;
            writer.made("=")?;
            let by_value = Self { verb: 'v', ..self };
            let mut write = |writer: &mut Writer, value: &Value| by_value.scalar(value, writer);
            writer.nested(value, 0, &mut write)?;
        }
        writer.made(")")
    }

    /// `%#v`
    fn go_syntax(self, value: &Value, depth: usize, writer: &mut Writer) -> Result<(), String> {
        if depth > 500 {
            return Err("values nest deeper than 500 levels".to_owned());
        }
        match value {
            Value::Text(text) => writer.text(&quoted(text)),
            Value::List(list) => {
                writer.made("[]interface {}{")?;
                for (at, item) in list.iter().enumerate() {
                    writer.made(if at > 0 { ", " } else { "" })?;
                    self.nested_go_syntax(item, depth, writer)?;
                }
                writer.made("}")
            }
            Value::Map(map) => {
                writer.made("map[string]interface {}{")?;
                for (at, (key, entry)) in map.borrow().iter().enumerate() {
                    writer.made(if at > 0 { ", " } else { "" })?;
                    writer.text(&quoted(&Text::new(key, entry.key)))?;
                    writer.made(":")?;
                    self.nested_go_syntax(&entry.value, depth, writer)?;
                }
                writer.made("}")
            }
            value => writer.text(&simple(value)),
        }
    }

    fn nested_go_syntax(
        self,
        value: &Value,
        depth: usize,
        writer: &mut Writer,
    ) -> Result<(), String> {
        match value {
            Value::Nil => writer.made("interface {}(nil)"),
            value => self.go_syntax(value, depth + 1, writer),
        }
    }
}
