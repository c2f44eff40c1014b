//! JSON with a list of findings in it, each on a line of its own: to be read by programs, by `grep` and
//! by `diff`.

use std::io::{self, Write};

use serde::Serialize;

use super::parallel::write_each;

/// Writes `around`, whose last list is empty, with the items in that list.
///
/// # Errors
/// What the writer says.
pub(super) fn write<'i, T: Sync, J: Serialize>(
    around: &impl Serialize,
    items: &'i [T],
    to_json: impl Fn(&'i T) -> J + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let around = serde_json::to_string(around)?;
    let (before, after) = around.rsplit_once("[]").unwrap_or((&around, ""));
    write!(out, "{before}[")?;
    let numbered: Vec<_> = items.iter().enumerate().collect();
    write_each(&numbered, out, |&(number, item), line| {
        line.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(line, &to_json(item)).map_err(io::Error::from)
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
}
