//! Conversions of Sprig that Go itself does not have.
//!
//! Source: `strval` and `strslice` in Sprig's `strings.go`, `empty` in `defaults.go`, and github.com/spf13/cast.

use crate::gotemplate::{Call, Text, Trace, Value, float, written};

/// Sprig's conversion of any value to a string.
pub(super) fn text_of(call: &mut Call<'_>, value: &Value) -> Result<Text, String> {
    let text = match value {
        Value::Object(object) => object.text(),
        _ => None,
    };
    let text = text.map_or_else(|| written(value), Ok)?;
    call.spend(text.as_str().len() / 10)?;
    Ok(text)
}

/// The strings of a list, or the string of a value that is not a list.
pub(super) fn texts_of(call: &mut Call<'_>, value: &Value) -> Result<Vec<Text>, String> {
    match value {
        Value::Nil => Ok(Vec::new()),
        Value::List(list) => {
            call.spend(list.len())?;
            let items = list.iter().filter(|item| !matches!(item, Value::Nil));
            items.map(|item| text_of(call, item)).collect()
        }
        other => Ok(vec![text_of(call, other)?]),
    }
}

/// True for the values that `default` replaces.
pub(super) fn is_empty(value: &Value) -> bool {
    !value.is_true()
}

/// Sprig's `int`. A value that is not a number is 0.
pub(super) fn int_of(value: &Value) -> i64 {
    match value {
        Value::Int(number, _) => *number,
        Value::Float(number, _) => go_int(*number),
        Value::Bool(is_so, _) => i64::from(*is_so),
        Value::Text(text) => parse_int(trim_zero_decimal(text.as_str())).unwrap_or(0),
        Value::Nil | Value::List(_) | Value::Map(_) | Value::Object(_) => 0,
    }
}

/// The result of the processor's conversion of a number that is out of range, which Go leaves undefined.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the range is checked"
)]
fn go_int(number: f64) -> i64 {
    if number.is_nan() || number >= i64::MAX as f64 {
        return i64::MIN;
    }
    number as i64
}

/// Sprig's `float64`. A value that is not a number is 0.
pub(super) fn float_of(value: &Value) -> f64 {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
        Value::Int(number, _) => *number as f64,
        Value::Float(number, _) => *number,
        Value::Bool(is_so, _) => f64::from(u8::from(*is_so)),
        Value::Text(text) => parse_float(text.as_str()).unwrap_or(0.0),
        Value::Nil | Value::List(_) | Value::Map(_) | Value::Object(_) => 0.0,
    }
}

/// `1.00` as `1`.
fn trim_zero_decimal(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            whole
        }
        _ => text,
    }
}

/// `strconv.ParseInt(text, 0, 0)`.
pub(super) fn parse_int(text: &str) -> Option<i64> {
    let (is_negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.get(..2) {
        Some("0x") => (16, &lower[2..]),
        Some("0o") => (8, &lower[2..]),
        Some("0b") => (2, &lower[2..]),
        Some(two) if two.starts_with('0') => (8, &lower[1..]),
        _ => (10, &*lower),
    };
    let is_prefixed = digits.len() < lower.len();
    // Go accepts `_` between digits and after the prefix.
    let misplaced =
        digits.ends_with('_') || digits.contains("__") || digits.starts_with('_') && !is_prefixed;
    if misplaced {
        return None;
    }
    let digits = digits.replace('_', "");
    if !digits.starts_with(|letter: char| letter.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = i128::from_str_radix(&digits, radix).ok()?;
    i64::try_from(if is_negative { -magnitude } else { magnitude }).ok()
}

/// `strconv.ParseFloat(text, 64)`, except for hexadecimal numbers.
pub(super) fn parse_float(text: &str) -> Option<f64> {
    let number: f64 = if text.contains('_') {
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let bytes = text.as_bytes();
        let is_between =
            |(at, _)| is_digit(bytes.get(at + 1)) && at > 0 && is_digit(bytes.get(at - 1));
        if !text.match_indices('_').all(is_between) {
            return None;
        }
        text.replace('_', "").parse().ok()?
    } else {
        text.parse().ok()?
    };
    let is_written_infinite = || text.to_ascii_lowercase().contains("inf");
    (number.is_finite() || number.is_nan() || is_written_infinite()).then_some(number)
}

/// A number converted from `from`. It has the place of `from` if the number is unchanged.
pub(super) fn int_from(number: i64, from: &Value) -> Value {
    let is_same = match from {
        Value::Int(old, _) => *old == number,
        Value::Float(old, _) => float(*old, 'f', None) == number.to_string(),
        Value::Text(text) => text.as_str() == number.to_string(),
        _ => false,
    };
    let trace = from.trace();
    Value::Int(number, if is_same { trace } else { trace.made() })
}

/// The trace of a result of several values: the first one that comes from a values file.
pub(super) fn made_of<'v>(values: impl IntoIterator<Item = &'v Value>) -> Trace {
    let mut traces = values.into_iter().map(Value::trace);
    let first = traces.next().unwrap_or_default();
    traces.fold(first, Trace::or).made()
}

/// The start of the character at this byte. Go may cut a character in two, which a Rust string cannot.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
