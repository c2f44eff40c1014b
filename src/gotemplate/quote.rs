//! Quotes strings like Go.

use super::{Text, TextBuilder, Trace};

/// A string as written by `%q`. Unescaped parts keep their places.
#[must_use]
pub fn quoted(text: &Text) -> Text {
    let mut builder = TextBuilder::default();
    builder.push("\"", Trace::default());
    let letters = text.as_str();
    let mut start = 0;
    for (at, letter) in letters.char_indices() {
        if let Some(escaped) = escape(letter, '"') {
            builder.push_part(text, start..at);
            start = at + letter.len_utf8();
            builder.push(&escaped, text.trace_of(at..start).made());
        }
    }
    builder.push_part(text, start..letters.len());
    builder.push("\"", Trace::default());
    builder.finish()
}

/// A letter as written by `%q`.
pub(super) fn quoted_letter(letter: char) -> String {
    let escaped = escape(letter, '\'').unwrap_or_else(|| letter.to_string());
    format!("'{escaped}'")
}

/// Go's escape of a letter. `None` if it needs none.
fn escape(letter: char, quote: char) -> Option<String> {
    Some(match letter {
        '\\' => "\\\\".to_owned(),
        letter if letter == quote => format!("\\{letter}"),
        '\u{7}' => "\\a".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{b}' => "\\v".to_owned(),
        letter if letter < ' ' || letter == '\u{7f}' => format!("\\x{:02x}", u32::from(letter)),
        letter if is_unprintable(letter) => match u32::from(letter) {
            code @ ..=0xffff => format!("\\u{code:04x}"),
            code => format!("\\U{code:08x}"),
        },
        _ => return None,
    })
}

/// Letters outside ASCII that Go considers unprintable. Rust's own escapes use the same Unicode tables.
fn is_unprintable(letter: char) -> bool {
    if letter.is_ascii() {
        return false;
    }
    let is_space = letter.is_whitespace();
    let is_mark = letter.escape_debug().len() > 1 && !is_grapheme_extension(letter);
    is_space || is_mark
}

/// Rust escapes combining letters only if they stand alone.
fn is_grapheme_extension(letter: char) -> bool {
    format!("a{letter}").escape_debug().count() == 2
}
