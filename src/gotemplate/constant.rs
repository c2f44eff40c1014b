//! String and number literals in templates.

use super::{
    Text, Trace, Value,
    lex::{Token, TokenKind},
};

/// The value of a string literal. `None` if it is invalid.
pub(super) fn unquote(source: &Text, token: Token) -> Option<Text> {
    let inside = token.start + 1..token.end - 1;
    let written = &source.as_str()[inside.clone()];
    if token.kind == TokenKind::Raw {
        // Go drops carriage returns in raw strings.
        return Some(if written.contains('\r') {
            source.slice(inside).made(&written.replace('\r', ""))
        } else {
            source.slice(inside)
        });
    }
    if !written.contains('\\') {
        return Some(source.slice(inside));
    }
    let bytes = unescape(written)?;
    let text = String::from_utf8_lossy(&bytes);
    Some(source.slice(inside).made(&text))
}

/// The bytes of a string with Go's escapes.
fn unescape(written: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        if letter != '\\' {
            bytes.extend(letter.encode_utf8(&mut [0; 4]).bytes());
            continue;
        }
        let escape = rest.chars().next()?;
        rest = &rest[escape.len_utf8()..];
        let mut digits = |number: usize, radix: u32| {
            let digits = rest.get(..number)?;
            rest = &rest[number..];
            u32::from_str_radix(digits, radix).ok()
        };
        match escape {
            'a' => bytes.push(0x07),
            'b' => bytes.push(0x08),
            'f' => bytes.push(0x0c),
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'v' => bytes.push(0x0b),
            '\\' | '"' | '\'' => bytes.push(escape as u8),
            'x' => bytes.push(u8::try_from(digits(2, 16)?).ok()?),
            '0'..='7' => {
                let first = escape.to_digit(8)? * 64;
                bytes.push(u8::try_from(first + digits(2, 8)?).ok()?);
            }
            'u' | 'U' => {
                let code = digits(if escape == 'u' { 4 } else { 8 }, 16)?;
                let letter = char::from_u32(code)?;
                bytes.extend(letter.encode_utf8(&mut [0; 4]).bytes());
            }
            _ => return None,
        }
    }
    Some(bytes)
}

/// The value of a number or character literal.
pub(super) fn number(written: &str, trace: Trace) -> Result<Value, String> {
    if let Some(quoted) = written.strip_prefix('\'') {
        let inside = quoted.strip_suffix('\'').unwrap_or(quoted);
        let bytes = unescape(inside).ok_or("invalid character")?;
        let text = String::from_utf8_lossy(&bytes);
        let mut letters = text.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else {
            return Err("invalid character".to_owned());
        };
        return Ok(Value::Int(i64::from(u32::from(letter)), trace.made()));
    }
    let trace = if written.contains('_') {
        trace.made()
    } else {
        trace
    };
    let plain: String = written.chars().filter(|letter| *letter != '_').collect();
    if let Some(number) = integer(&plain) {
        return Ok(Value::Int(number, trace));
    }
    let is_float = plain.contains(['.', 'e', 'E']) && !plain.contains(['x', 'X', 'i']);
    let float = plain.parse::<f64>().ok().filter(|_| is_float);
    match float {
        Some(number) => Ok(Value::Float(number, trace)),
        None if plain.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(format!("the number {written} is too large"))
        }
        None => Err(format!("invalid number `{written}`")),
    }
}

fn integer(plain: &str) -> Option<i64> {
    let (is_negative, digits) = match plain.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, plain.strip_prefix('+').unwrap_or(plain)),
    };
    let radix = |prefix: [&str; 2], radix: u32| {
        let digits = prefix.iter().find_map(|prefix| digits.strip_prefix(prefix));
        digits.map(|digits| (digits, radix))
    };
    let (digits, radix) = radix(["0x", "0X"], 16)
        .or_else(|| radix(["0o", "0O"], 8))
        .or_else(|| radix(["0b", "0B"], 2))
        .or_else(|| {
            digits
                .strip_prefix('0')
                .filter(|rest| !rest.is_empty())
                .map(|rest| (rest, 8))
        })
        .unwrap_or((digits, 10));
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    i64::try_from(if is_negative { -number } else { number }).ok()
}
