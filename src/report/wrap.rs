//! Lines that fit into the terminal.
//!
//! This is done for each finding of a report, so it is simple: each line takes as many words as it can.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Style;

/// Where the next column is after a tab: at a multiple of this.
const TAB: usize = 4;

/// How many columns a text takes in a terminal. A tab takes those up to the next multiple of four.
pub(super) fn columns(text: &str) -> usize {
    if text.bytes().all(|byte| byte.is_ascii() && byte != b'\t') {
        return text.len();
    }
    if !text.contains('\t') {
        return text.width();
    }
    text.chars().fold(0, |column, letter| match letter {
        '\t' => column + TAB - column % TAB,
        letter => column + letter.width().unwrap_or(0),
    })
}

/// Adds a line of a file, with blanks instead of tabs.
pub(super) fn push_line(line: &str, out: &mut String) {
    let mut column = 0;
    for (index, part) in line.split('\t').enumerate() {
        if index > 0 {
            let blanks = TAB - column % TAB;
            out.extend(std::iter::repeat_n(' ', blanks));
            column += blanks;
        }
        out.push_str(part);
        column += columns(part);
    }
}

/// A text in lines of so many columns, which are broken between words only. What continues a line stands behind
/// the indent, which is of blanks.
pub(crate) fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2 * indent.len() + 2);
    push_wrapped(text, 0, width, indent, &mut out);
    out
}

/// Adds a text, likewise, behind so many columns that the first line has already.
pub(super) fn push_wrapped(text: &str, start: usize, width: usize, indent: &str, out: &mut String) {
    let mut column = start;
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
            out.push_str(indent);
            column = indent.len();
        }
        // No letter takes more columns than bytes.
        if column + line.len() <= width {
            out.push_str(line);
            continue;
        }
        for (index, word) in line.split(' ').enumerate() {
            let word_columns = columns(word);
            if index > 0 && column + 1 + word_columns > width {
                out.push('\n');
                out.push_str(indent);
                column = indent.len();
            } else if index > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += word_columns;
        }
    }
}

/// Writes a line, in several where it is too long for the terminal.
pub(super) fn write_line(
    text: &str,
    indent: &str,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match style.width {
        None => writeln!(out, "{text}"),
        Some(width) => writeln!(out, "{}", wrapped(text, width, indent)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_only() {
        assert_eq!(wrapped("one two three", 7, ""), "one two\nthree");
        assert_eq!(wrapped("one two three", 8, "  "), "one two\n  three");
        assert_eq!(wrapped("4-16Gi-or-more x", 5, ""), "4-16Gi-or-more\nx");
        assert_eq!(wrapped("a\nb c", 80, " "), "a\n b c");
        // A letter of two columns.
        assert_eq!(wrapped("内存 内存 内存", 9, ""), "内存 内存\n内存");
    }

    #[test]
    fn a_tab_leads_to_the_next_stop() {
        assert_eq!(
            (columns("\tx"), columns("ab\tx"), columns("内\tx")),
            (5, 5, 5)
        );
        let mut out = String::new();
        push_line("ab\tx\t", &mut out);
        assert_eq!(out, "ab  x   ");
    }
}
