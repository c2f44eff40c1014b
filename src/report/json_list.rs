//! JSON with a list of items, one per line, so that `grep` and `diff` work on it.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Serializer, ser::Formatter};

use super::{parallel::write_each, printable::starts_command};

/// Compact JSON whose strings cannot be read as commands (`##[…]`, `##vso[…]`) by the log of a pipeline.
struct WithoutCommands;

impl Formatter for WithoutCommands {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        for (at, _) in text.match_indices('#') {
            if starts_command(text, at) {
                out.write_all(&text.as_bytes()[written..at])?;
                out.write_all(b"\\u0023")?;
                written = at + 1;
            }
        }
        out.write_all(&text.as_bytes()[written..])?;
        Ok(())
    }
}

fn to_writer(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, WithoutCommands))?;
    Ok(())
}

/// Writes `around` with the items in its last list, which must be empty.
///
/// # Errors
/// Errors of the writer.
pub(super) fn write<'i, T: Sync, J: Serialize>(
    around: &impl Serialize,
    items: &'i [T],
    to_json: impl Fn(&'i T) -> J + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut text = Vec::new();
    to_writer(around, &mut text)?;
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    let (before, after) = text.rsplit_once("[]").unwrap_or((&text, ""));
    write!(out, "{before}[")?;
    let numbered: Vec<_> = items.iter().enumerate().collect();
    write_each(&numbered, out, |&(number, item), line| {
        line.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        to_writer(&to_json(item), line)
    })?;
    let end = if items.is_empty() { "" } else { "\n" };
    writeln!(out, "{end}]{after}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_item_has_a_line() {
        let written = |items: &[u32]| {
            let mut out = Vec::new();
            let around = json!({"kept": [], "list": []});
            write(&around, items, |item| json!({"number": item}), &mut out).expect("written");
            String::from_utf8(out).expect("text")
        };
        assert_eq!(written(&[]), "{\"kept\":[],\"list\":[]}\n");
        assert_eq!(
            written(&[1, 2]),
            "{\"kept\":[],\"list\":[\n{\"number\":1},\n{\"number\":2}\n]}\n"
        );
    }

    #[test]
    fn a_text_is_no_command_of_a_pipeline() {
        let said = "##vso[a] ###[b] ## c \n##[d]";
        let mut out = Vec::new();
        write(&json!({"list": []}), &[said], |said| json!(said), &mut out).expect("written");
        let text = String::from_utf8(out).expect("text");
        let written = r#""\u0023#vso[a] #\u0023#[b] ## c \n\u0023#[d]""#;
        assert!(text.contains(written), "{text}");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["list"][0], said);
    }
}
