use std::io::{self, Write};

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use super::Style;

/// A text in lines of so many columns, which are broken between words only.
pub(crate) fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let options = Options::new(width)
        .subsequent_indent(indent)
        .break_words(false)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        // `4-16Gi` is one word.
        .word_splitter(WordSplitter::NoHyphenation)
        .word_separator(WordSeparator::AsciiSpace);
    // Line by line: those that fit are not looked at any closer.
    let lines = text.lines().map(|line| textwrap::fill(line, &options));
    lines.collect::<Vec<_>>().join("\n")
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
