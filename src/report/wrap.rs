//! Wraps text to the width of the terminal.
//!
//! Each line takes as many words as fit, without balancing: long reports wrap a lot of text.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Style;

/// Tab stops are at multiples of this.
const TAB: usize = 4;

/// The width of a text in a terminal. A tab reaches to the next tab stop.
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

/// Adds a line of a file with tabs replaced by blanks.
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

/// Wraps a text to `width` columns, between words only. Wrapped lines start with `indent`, which must be blanks.
pub(crate) fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2 * indent.len() + 2);
    push_wrapped(text, 0, width, indent, &mut out);
    out
}

/// Like [`wrapped`], for a first line that has `start` columns already.
pub(super) fn push_wrapped(text: &str, start: usize, width: usize, indent: &str, out: &mut String) {
    let mut column = start;
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
            out.push_str(indent);
            column = indent.len();
        }
        // The fast path: no character takes more columns than bytes.
        if column + line.len() <= width {
            out.push_str(line);
            continue;
        }
        for (index, word) in line.split(' ').enumerate() {
            let mut blank = if index > 0 { " " } else { "" };
            let mut is_first = index == 0;
            for piece in pieces(word) {
                let piece_columns = columns(piece);
                if !is_first && column + blank.len() + piece_columns > width {
                    out.push('\n');
                    out.push_str(indent);
                    column = indent.len();
                } else {
                    out.push_str(blank);
                    column += blank.len();
                }
                out.push_str(piece);
                column += piece_columns;
                blank = "";
                is_first = false;
            }
        }
    }
}

/// The parts of a word between which a line may end: Chinese is written without blanks.
fn pieces(mut word: &str) -> impl Iterator<Item = &str> {
    // No line starts with the first ones, or ends with the second ones.
    const CLOSING: &str = "，。、；：！？）」』】》”’…,.;:!?)]}%";
    const OPENING: &str = "（「『【《“‘([{";
    let is_wide = |letter: char| letter.width() == Some(2);
    std::iter::from_fn(move || {
        let mut letters = word.char_indices();
        let (_, mut before) = letters.next()?;
        let mut end = word.len();
        if !word.is_ascii() {
            for (at, letter) in letters {
                if (is_wide(before) || is_wide(letter))
                    && !CLOSING.contains(letter)
                    && !OPENING.contains(before)
                {
                    end = at;
                    break;
                }
                before = letter;
            }
        }
        let (piece, rest) = word.split_at(end);
        word = rest;
        Some(piece)
    })
}

/// Writes a wrapped line.
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
    fn chinese_is_broken_between_letters() {
        assert_eq!(wrapped("内存超出规格", 8, ""), "内存超出\n规格");
        // Not before a closing mark, or after an opening one.
        assert_eq!(wrapped("内存超出。规格", 8, ""), "内存超\n出。规格");
        assert_eq!(wrapped("内存（规格）", 7, ""), "内存\n（规\n格）");
        assert_eq!(wrapped("添加 `eci` 标签", 9, ""), "添加\n`eci` 标\n签");
        // A name stays in one piece.
        assert_eq!(
            wrapped("使用spec-of-eci规格", 10, ""),
            "使用\nspec-of-eci\n规格"
        );
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
