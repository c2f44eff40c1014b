//! Characters that are indicators for libyaml, of which `kubectl`'s decoder is a port, but content in YAML 1.2.
//!
//! Source: `yaml_parser_fetch_next_token`, `yaml_parser_scan_plain_scalar` and `yaml_parser_scan_anchor` of go-yaml v2,
//! and the behaviour of `kubectl`.

use super::ParseError;
use crate::source::Span;

/// Checks the name of an anchor.
///
/// # Errors
/// The name has other characters than ASCII letters, digits, `-` and `_`.
pub(super) fn check_anchor(name: &str, span: Span) -> Result<(), ParseError> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if name.chars().all(is_part) {
        return Ok(());
    }
    let message =
        format!("the name of the anchor `{name}` may only have letters, digits, `-` and `_`");
    Err(ParseError::new(message, span))
}

/// Checks an unquoted string in brackets, which may be the value of a key.
///
/// # Errors
/// It starts with `:` or contains `?`, which `kubectl` reads as the start of a value or a key. At a place where a key
/// may start, a leading `?` is valid.
pub(super) fn check_in_brackets(text: &str, span: Span, is_value: bool) -> Result<(), ParseError> {
    let written = &text[span.range()];
    let why = if written.starts_with(':') {
        "a text in brackets cannot start with `:`"
    } else if written.rfind('?').is_some_and(|at| at > 0 || is_value) {
        "a text in brackets cannot have a `?`"
    } else {
        return Ok(());
    };
    let message = format!("{why}, unless it is quoted");
    Err(ParseError::new(message, span))
}

/// Checks a key in brackets: without `?` before it, it must be on the same line as its `:`.
///
/// # Errors
/// It is on another line.
pub(super) fn check_key_in_brackets(text: &str, key: Span) -> Result<(), ParseError> {
    let rest = &text[key.end as usize..];
    let blanks = rest.len() - rest.trim_start().len();
    let to_colon = &text[key.start as usize..key.end as usize + blanks];
    let is_explicit = || text[..key.start as usize].trim_end().ends_with('?');
    if !rest[blanks..].starts_with(':') || !to_colon.contains(['\n', '\r']) || is_explicit() {
        return Ok(());
    }
    let message = "a key in brackets must be on one line with its `:`";
    Err(ParseError::new(message, key))
}

/// Checks the end of a tag without a value, in brackets.
///
/// # Errors
/// Something follows it directly: for `kubectl`, a comma is a part of the tag, and a bracket does not end it.
pub(super) fn check_tag_in_brackets(text: &str, span: Span) -> Result<(), ParseError> {
    let (before, rest) = text.split_at(span.start as usize);
    let is_alone = before.ends_with([' ', '\t', '\n', '\r']);
    if is_alone || !rest.starts_with([',', ']', '}']) {
        return Ok(());
    }
    let message = "a tag without a value needs a space after it";
    Err(ParseError::new(message, span))
}
