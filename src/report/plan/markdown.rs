//! The plan as a Markdown table.

use std::io::{self, Write};

use super::text;
use crate::{
    eci::PriceList,
    plan::{Plan, PodPlan},
};

pub(in crate::report) fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let prices = plan.prices.as_ref();
    let mut head = vec![
        "application",
        "role",
        "pods",
        "CPU",
        "memory",
        "instance",
        "room",
        "used",
    ];
    let titles = prices.map(|prices| {
        let currency = &prices.currency;
        [format!("{currency}/h per pod"), format!("{currency}/h all")]
    });
    head.extend(titles.iter().flatten().map(String::as_str));
    writeln!(out, "| {} |", head.join(" | "))?;
    let (words, figures) = (FIGURES, head.len() - FIGURES);
    writeln!(out, "|{}{}", "---|".repeat(words), "---:|".repeat(figures))?;
    for file in &plan.files {
        if plan.has_built() && !file.plan.pods.is_empty() {
            let rest = " |".repeat(head.len());
            writeln!(out, "| **{}**{rest}", escape(&file.title()))?;
        }
        for row in &file.plan.pods {
            let cells = cells(row, prices);
            let cells = cells.iter().enumerate().map(|(index, cell)| match index {
                // For a refused pod this cell is a sentence, which may be broken.
                CPU..=MEMORY | USED.. => unbroken(&escape(cell)),
                ROOM if row.refused.is_none() => unbroken(&escape(cell)),
                _ => escape(cell),
            });
            writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "))?;
        }
    }
    let runs = text::all_runs(plan);
    if !runs.is_empty() {
        writeln!(out)?;
    }
    for (application, runs) in runs {
        writeln!(out, "- {}: {}", escape(&application), escape(&runs))?;
    }
    match text::total(plan) {
        Some(total) => writeln!(out, "\n{}", escape(&total)),
        None => Ok(()),
    }
}

pub(in crate::report) use super::difference::markdown as write_difference;

/// The columns with numbers, which a narrow page must not break.
const CPU: usize = 3;
const MEMORY: usize = 4;
const ROOM: usize = 6;
const USED: usize = 7;
/// The first of the columns that only have amounts.
const FIGURES: usize = 8;

/// A cell that can only be broken after a comma.
fn unbroken(cell: &str) -> String {
    let parts = cell.split(", ").map(|part| part.replace(' ', "&nbsp;"));
    parts.collect::<Vec<_>>().join(", ")
}

fn cells(row: &PodPlan, prices: Option<&PriceList>) -> Vec<String> {
    let used = text::shares(row).map_or_else(
        || "?".to_owned(),
        |(cpu, memory)| format!("CPU {cpu} %, memory {memory} %"),
    );
    let room = match &row.refused {
        Some(refused) => format!("refused ({}): {}", refused.stage, refused.message),
        None => text::room_or_dash(row),
    };
    let mut cells = vec![
        text::application(&row.application),
        row.role.to_owned(),
        text::pods(row),
        text::cpu(row),
        text::memory(row),
        text::given(row),
        room,
        used,
    ];
    if let Some(prices) = prices {
        cells.extend(text::prices(row, prices));
    }
    cells
}

/// Invisible, but ends what GitHub and GitLab read as a link or a mention.
const BREAK: &str = "<span></span>";

/// A message with text between backticks as code, and everything escaped.
pub(in crate::report) fn prose(text: &str) -> String {
    let text = text::shown(text);
    let mut safe = String::new();
    let mut rest = &*text;
    while let Some((before, code, behind)) = code_span(rest) {
        safe.push_str(&escape_shown(before));
        safe.push_str("<code>");
        safe.push_str(&escape_shown(code));
        safe.push_str("</code>");
        rest = behind;
    }
    safe.push_str(&escape_shown(rest));
    safe
}

/// Splits a message at its first code span. A backtick inside of a word is part of a value from a manifest and ends no
/// span.
fn code_span(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let is_end = |at: &usize| {
        let behind = &rest[at + 1..];
        *at > 0 && !behind.starts_with(|letter: char| letter.is_alphanumeric() || letter == '`')
    };
    let end = rest.match_indices('`').map(|(at, _)| at).find(is_end)?;
    Some((before, &rest[..end], &rest[end + 1..]))
}

/// Escapes text from a manifest, so that a table has no links, mentions, HTML or new cells.
pub(in crate::report) fn escape(text: &str) -> String {
    escape_shown(&text::shown(text))
}

fn escape_shown(text: &str) -> String {
    let mut safe = String::new();
    for (at, letter) in text.char_indices() {
        let rest = &text[at + letter.len_utf8()..];
        match letter {
            // A backslash only escapes Markdown. Mentions are searched after that, so they need a break.
            '@' | '#' => {
                safe.push('\\');
                safe.push(letter);
                safe.push_str(BREAK);
            }
            ':' if rest.starts_with("//") => {
                safe.push(letter);
                safe.push_str(BREAK);
            }
            '.' if ends_with_www(&safe) => {
                safe.push_str(BREAK);
                safe.push(letter);
            }
            // GitLab's merge requests, epics, labels, snippets and milestones.
            '!' | '&' | '~' | '$' | '%' if rest.starts_with(is_of_reference) => {
                safe.push('\\');
                safe.push(letter);
                safe.push_str(BREAK);
            }
            // GitHub links `GH-1` to an issue, and a hexadecimal number to a commit.
            '-' if safe.ends_with("GH") => {
                safe.push_str(BREAK);
                safe.push(letter);
            }
            '0'..='9' | 'a'..='f' if is_commit(&text[at..], &text[..at]) => {
                safe.push(letter);
                safe.push_str(BREAK);
            }
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '&' | '!' => {
                safe.push('\\');
                safe.push(letter);
            }
            _ => safe.push(letter),
        }
    }
    safe
}

fn is_of_reference(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '"'
}

fn is_commit(text: &str, before: &str) -> bool {
    let digits = text
        .bytes()
        .take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        .take(41)
        .count();
    let ends = |text: &str| !text.starts_with(|letter: char| letter.is_alphanumeric());
    let starts = !before.ends_with(|letter: char| letter.is_alphanumeric());
    starts && (7..=40).contains(&digits) && ends(&text[digits..])
}

fn ends_with_www(text: &str) -> bool {
    let start = text.len().checked_sub(3);
    let end = start.and_then(|start| text.get(start..));
    end.is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_ends_where_a_word_ends() {
        assert_eq!(
            prose("`2-4Gi` has 4096, `a`b` and `4Gi``: no"),
            "<code>2-4Gi</code> has 4096, <code>a\\`b</code> and <code>4Gi\\`</code>: no"
        );
        assert_eq!(prose("a `b"), "a \\`b");
        assert_eq!(prose("``"), "\\`\\`");
    }

    #[test]
    fn c5_names_neither_link_nor_mention() {
        assert_eq!(
            escape("https://evil.example"),
            "https:<span></span>//evil.example"
        );
        assert_eq!(escape("www.evil.example"), "www<span></span>.evil.example");
        assert_eq!(escape("@org/team"), "\\@<span></span>org/team");
        assert_eq!(escape("x#1"), "x\\#<span></span>1");
        assert_eq!(
            escape("!12 ~bug &3 $4 %5"),
            "\\!<span></span>12 \\~<span></span>bug \\&<span></span>3 \\$<span></span>4 \\%<span></span>5"
        );
        assert_eq!(escape("GH-12"), "GH<span></span>-12");
        assert_eq!(escape("a deadbeef1"), "a d<span></span>eadbeef1");
        for plain in ["50 %", "accedes-to", "deadbeefy", "1024", "2-4Gi"] {
            assert_eq!(escape(plain), plain);
        }
        assert_eq!(escape(&"x".repeat(9000)).chars().count(), text::SHOWN + 1);
    }
}
