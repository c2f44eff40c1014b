use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// A text in lines of so many columns, which are broken between words only.
pub(super) fn wrapped(text: &str, width: usize, indent: &str) -> String {
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
