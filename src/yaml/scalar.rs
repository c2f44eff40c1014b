//! Resolves scalars like go-yaml v2, which `kubectl` uses.
//!
//! Source: gopkg.in/yaml.v2 `resolve.go` and `decode.go`, and sigs.k8s.io/yaml's conversion of map
//! keys to JSON; checked against `kubectl` itself over `testdata/yaml/kubectl.jsonl`.

use std::{borrow::Cow, sync::LazyLock};

use base64::{Engine, prelude::BASE64_STANDARD};
use regex::Regex;

/// The value of a scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'d> {
    /// `null`, `~` or empty.
    Null,
    /// `true`, `yes`, `on`, `y` and their opposites, unquoted.
    Bool(bool),
    /// An integer: decimal, octal (`010`, `0o10`), hexadecimal or binary.
    Int(i128),
    /// Any other number.
    Float(f64),
    /// Everything else, and all quoted scalars.
    Str(&'d str),
}

/// A resolved scalar without its own text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Resolved {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Str,
}

/// The tags known to the resolver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CoreTag {
    Null,
    Bool,
    Int,
    Float,
    Str,
    Binary,
    Timestamp,
    /// A custom tag: the value remains the text as written.
    Other,
}

impl CoreTag {
    pub(super) fn from_uri(uri: &str) -> Self {
        match uri.strip_prefix("tag:yaml.org,2002:") {
            Some("null") => Self::Null,
            Some("bool") => Self::Bool,
            Some("int") => Self::Int,
            Some("float") => Self::Float,
            Some("str") => Self::Str,
            Some("binary") => Self::Binary,
            Some("timestamp") => Self::Timestamp,
            _ => Self::Other,
        }
    }

    fn short(self) -> &'static str {
        match self {
            Self::Null => "!!null",
            Self::Bool => "!!bool",
            Self::Int => "!!int",
            Self::Float => "!!float",
            Self::Str => "!!str",
            Self::Binary => "!!binary",
            Self::Timestamp => "!!timestamp",
            Self::Other => "!",
        }
    }
}

/// Resolves the text of a scalar. `text` is replaced if a tag decodes it (`!!binary`).
///
/// # Errors
/// The tag does not fit the text.
pub(super) fn resolve(
    text: &mut Cow<'_, str>,
    plain: bool,
    tag: Option<CoreTag>,
) -> Result<Resolved, String> {
    Ok(match tag {
        None if !plain => Resolved::Str,
        None => plain_value(text),
        Some(CoreTag::Str | CoreTag::Other) => Resolved::Str,
        Some(CoreTag::Binary) => {
            let bytes = BASE64_STANDARD
                .decode(
                    text.bytes()
                        .filter(|byte| !matches!(byte, b'\n' | b'\r'))
                        .collect::<Vec<u8>>(),
                )
                .map_err(|_| "!!binary value contains invalid base64 data".to_owned())?;
            *text = Cow::Owned(String::from_utf8_lossy(&bytes).into_owned());
            Resolved::Str
        }
        Some(tag) => tagged_value(text, tag)?,
    })
}

fn tagged_value(text: &str, tag: CoreTag) -> Result<Resolved, String> {
    let resolved = plain_value(text);
    let fits = match (tag, resolved) {
        (CoreTag::Null, Resolved::Null)
        | (CoreTag::Bool, Resolved::Bool(_))
        | (CoreTag::Int, Resolved::Int(_))
        | (CoreTag::Float, Resolved::Float(_)) => Some(resolved),
        #[expect(clippy::cast_precision_loss, reason = "go-yaml converts the same way")]
        (CoreTag::Float, Resolved::Int(value)) if i64::try_from(value).is_ok() => {
            Some(Resolved::Float(value as f64))
        }
        (CoreTag::Timestamp, Resolved::Str) if looks_like_timestamp(text) => Some(Resolved::Str),
        _ => None,
    };
    fits.ok_or_else(|| {
        let found = match resolved {
            Resolved::Null => CoreTag::Null,
            Resolved::Bool(_) => CoreTag::Bool,
            Resolved::Int(_) => CoreTag::Int,
            Resolved::Float(_) => CoreTag::Float,
            Resolved::Str => CoreTag::Str,
        };
        format!(
            "cannot decode {} `{text}` as a {}",
            found.short(),
            tag.short()
        )
    })
}

/// The value of a text without quotes.
#[must_use]
pub fn plain(text: &str) -> Scalar<'_> {
    match plain_value(text) {
        Resolved::Null => Scalar::Null,
        Resolved::Bool(is_so) => Scalar::Bool(is_so),
        Resolved::Int(number) => Scalar::Int(number),
        Resolved::Float(number) => Scalar::Float(number),
        Resolved::Str => Scalar::Str(text),
    }
}

/// The value of an unquoted, untagged scalar.
fn plain_value(text: &str) -> Resolved {
    let Some(first) = text.bytes().next() else {
        return Resolved::Null;
    };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'.' => special_float(text).or_else(|| go_float(text)),
        b'+' | b'-' | b'0'..=b'9' => special_float(text).or_else(|| number(text)),
        _ => None,
    }
    .unwrap_or(Resolved::Str)
}

fn word(text: &str) -> Option<Resolved> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Resolved::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Resolved::Bool(false)
        }
        "~" | "null" | "Null" | "NULL" => Resolved::Null,
        _ => return None,
    })
}

fn special_float(text: &str) -> Option<Resolved> {
    Some(Resolved::Float(match text {
        ".nan" | ".NaN" | ".NAN" => f64::NAN,
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => f64::INFINITY,
        "-.inf" | "-.Inf" | "-.INF" => f64::NEG_INFINITY,
        _ => return None,
    }))
}

fn number(text: &str) -> Option<Resolved> {
    static FLOAT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
            .expect("a valid pattern")
    });
    if looks_like_timestamp(text) {
        return None;
    }
    let plain = text.replace('_', "");
    if let Some(value) = integer(&plain) {
        return Some(Resolved::Int(value));
    }
    if FLOAT.is_match(&plain) {
        go_float(&plain)
    } else {
        None
    }
}

/// Go's `strconv.ParseFloat`, for the texts that can occur here.
fn go_float(text: &str) -> Option<Resolved> {
    let digits = text.trim_start_matches(['+', '-']);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    // Out of range is an error in Go, so the text remains a string.
    value.is_finite().then_some(Resolved::Float(value))
}

/// Go's `strconv.ParseInt(text, 0, 64)`, then `ParseUint`.
fn integer(text: &str) -> Option<i128> {
    let (negative, signed, digits) = match text.as_bytes().first()? {
        b'-' => (true, true, &text[1..]),
        b'+' => (false, true, &text[1..]),
        _ => (false, false, text),
    };
    let lower = digits.get(..2).map(str::to_ascii_lowercase);
    let (radix, digits) = match lower.as_deref() {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        Some(_) if digits.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    if !digits.bytes().next()?.is_ascii_alphanumeric() {
        return None;
    }
    let magnitude = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -magnitude } else { magnitude };
    let fits = i64::try_from(value).is_ok() || (!signed && u64::try_from(value).is_ok());
    fits.then_some(value)
}

/// Dates remain strings: Kubernetes keeps the text of a timestamp.
pub fn looks_like_timestamp(text: &str) -> bool {
    static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ]+[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?( ?(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?)?$",
        )
        .expect("a valid pattern")
    });
    TIMESTAMP.is_match(text)
}

/// The text of a key in the JSON of sigs.k8s.io/yaml.
///
/// # Errors
/// Keys of that type are rejected.
pub(super) fn key_text(text: &str, resolved: Resolved) -> Result<Cow<'_, str>, String> {
    match resolved {
        Resolved::Str => Ok(Cow::Borrowed(text)),
        Resolved::Bool(true) => Ok(Cow::Borrowed("true")),
        Resolved::Bool(false) => Ok(Cow::Borrowed("false")),
        Resolved::Int(value) if i64::try_from(value).is_ok() => Ok(Cow::Owned(value.to_string())),
        Resolved::Int(_) => Err(format!("the key `{text}` does not fit a 64-bit integer")),
        Resolved::Float(value) => Ok(Cow::Owned(go_float_key(value))),
        Resolved::Null => Err("a key is null".to_owned()),
    }
}

/// Go's `strconv.FormatFloat(value, 'g', -1, 32)`.
fn go_float_key(value: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "keys are formatted as 32-bit floats"
    )]
    let value = value as f32;
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        format!("{value}")
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{mantissa}e{sign}{:02}", exponent.abs())
    }
}
