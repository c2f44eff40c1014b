//! How go-yaml writes strings.
//!
//! Source: `stringv` in `encode.go`, and `emitterc.go`, of go.yaml.in/yaml v2.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::{
    gotemplate::{Text, TextBuilder},
    yaml::{self, Scalar},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

/// The style of a string; a key must be on one line.
pub(super) fn style(text: &str, is_key: bool, is_pretty: bool) -> Style {
    let mut found = Analysis::of(text, is_pretty);
    if is_pretty && text.contains('\t') {
        found.plain_allowed = false;
        found.single_quoted_allowed = false;
    }
    let wanted = if text.contains('\n') {
        Style::Literal
    } else if means_something_else(text) {
        Style::DoubleQuoted
    } else {
        Style::Plain
    };
    match wanted {
        Style::Plain if found.plain_allowed && !(text.is_empty() && is_key) => Style::Plain,
        Style::Plain if found.single_quoted_allowed => Style::SingleQuoted,
        Style::Literal if found.block_allowed && !is_key => Style::Literal,
        _ => Style::DoubleQuoted,
    }
}

/// True for a string that would have another type without quotes, in this or an older version of YAML.
fn means_something_else(text: &str) -> bool {
    static BASE_60: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$").expect("a valid pattern")
    });
    !matches!(yaml::plain(text), Scalar::Str(_)) || is_date(text) || BASE_60.is_match(text)
}

/// True for a string that Go parses as a time.
fn is_date(text: &str) -> bool {
    if !yaml::looks_like_timestamp(text) {
        return false;
    }
    let date = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let mut parts = date.splitn(3, '-');
    let mut number = || parts.next().and_then(|part| part.parse::<i16>().ok());
    let (Some(year), Some(month), Some(day)) = (number(), number(), number()) else {
        return false;
    };
    let small = |number: i16| i8::try_from(number).unwrap_or(0);
    Date::new(year, small(month), small(day)).is_ok()
}

/// True for letters that are valid in JSON but not in YAML. Nothing at all is written then.
pub(super) fn is_unreadable(letter: char) -> bool {
    matches!(letter, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

struct Analysis {
    plain_allowed: bool,
    single_quoted_allowed: bool,
    block_allowed: bool,
}

impl Analysis {
    fn of(text: &str, is_pretty: bool) -> Self {
        if text.is_empty() {
            return Self {
                plain_allowed: true,
                single_quoted_allowed: true,
                block_allowed: false,
            };
        }
        let is_blank =
            |letter: Option<char>| letter.is_none_or(|letter| matches!(letter, ' ' | '\t' | '\n'));
        let mut has_indicators = text.starts_with("---") || text.starts_with("...");
        let (mut is_special, mut break_space, mut space_break) = (false, false, false);
        let mut before: Option<char> = None;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let next = letters.peek().copied();
            let next_is_blank = next.is_none_or(|next| matches!(next, ' ' | '\t'));
            has_indicators |= match (before, letter) {
                (
                    None,
                    '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"'
                    | '%' | '@' | '`',
                ) => true,
                (None, '?' | ':' | '-') | (Some(_), ':') => next_is_blank,
                (before, '#') => is_blank(before),
                _ => false,
            };
            let is_allowed_tab = is_pretty && letter == '\t';
            is_special |= !is_printable(letter) && !is_allowed_tab;
            break_space |= letter == ' ' && before == Some('\n');
            space_break |= letter == '\n' && before == Some(' ');
            before = Some(letter);
        }
        let has_blank_end = text.starts_with([' ', '\n']) || text.ends_with([' ', '\n']);
        let has_breaks = text.contains('\n');
        let is_unquotable = space_break || is_special;
        Self {
            plain_allowed: !has_indicators
                && !has_blank_end
                && !has_breaks
                && !is_unquotable
                && !break_space,
            single_quoted_allowed: !is_unquotable && !break_space,
            block_allowed: !is_unquotable && !text.ends_with(' '),
        }
    }
}

/// True for letters that need no escape.
fn is_printable(letter: char) -> bool {
    match letter {
        '\u{2028}' | '\u{2029}' | '\u{feff}' => false,
        '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' => true,
        _ => false,
    }
}

pub(super) fn write_single_quoted(builder: &mut TextBuilder, text: &Text) {
    let trace = text.trace().made();
    builder.push("'", trace);
    let letters = text.as_str();
    let mut start = 0;
    for (at, _) in letters.match_indices('\'') {
        builder.push_part(text, start..at);
        builder.push("''", text.trace_of(at..at + 1).made());
        start = at + 1;
    }
    builder.push_part(text, start..letters.len());
    builder.push("'", trace);
}

pub(super) fn write_double_quoted(builder: &mut TextBuilder, text: &Text) {
    let trace = text.trace().made();
    let letters = text.as_str();
    // go-yaml checks for the byte order mark at the start of the string at each letter.
    let starts_with_mark = letters.starts_with('\u{feff}');
    builder.push("\"", trace);
    let mut start = 0;
    for (at, letter) in letters.char_indices() {
        let is_plain = is_printable(letter) && !matches!(letter, '\n' | '"' | '\\');
        if is_plain && !starts_with_mark {
            continue;
        }
        builder.push_part(text, start..at);
        start = at + letter.len_utf8();
        builder.push(&escaped(letter), text.trace_of(at..start).made());
    }
    builder.push_part(text, start..letters.len());
    builder.push("\"", trace);
}

fn escaped(letter: char) -> String {
    let short = match letter {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        letter => {
            return match u32::from(letter) {
                code @ ..=0xff => format!("\\x{code:02X}"),
                code @ ..=0xffff => format!("\\u{code:04X}"),
                code => format!("\\U{code:08X}"),
            };
        }
    };
    format!("\\{short}")
}

pub(super) fn write_literal(builder: &mut TextBuilder, text: &Text, indent: usize) {
    let letters = text.as_str();
    let trace = text.trace().made();
    let hint = if letters.starts_with([' ', '\n']) {
        "2"
    } else {
        ""
    };
    let chomping = match letters.strip_suffix('\n') {
        None => "-",
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => "+",
        Some(_) => "",
    };
    builder.push(&format!("|{hint}{chomping}\n"), trace);
    let spaces = " ".repeat(indent);
    for line in letters.split_inclusive('\n') {
        if line != "\n" {
            builder.push(&spaces, trace);
        }
        builder.push_text(&text.part(line));
    }
}
