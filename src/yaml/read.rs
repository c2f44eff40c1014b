//! Parses a document like `kubectl`. In YAML 1.2, U+0085, U+2028 and U+2029 are ordinary characters; in go-yaml v2, and
//! therefore in `kubectl`, they end lines and comments. For `kubectl`, the text after one of them in a comment is
//! content, which neither a diff nor an editor shows.
//!
//! Source: `is_break` in `yamlprivateh.go` of go-yaml v2.

use granit_parser::ScalarStyle;
use serde::de::IgnoredAny;

use super::{
    Document, ParseError,
    document::{Content, NodeData, ScalarData},
    line_breaks::{BREAKS, breaks, may_matter},
    parse::{Parsed, parse_lines},
};
use crate::source::Span;

/// Parses one document like `kubectl`: everything after the first `...` is ignored.
///
/// `span` is the document's part of `text`. `None` if there is no document, only comments.
///
/// # Errors
/// The text is not valid YAML, nests deeper than 255 levels of one style, cannot be converted to JSON by `kubectl`
/// (keys that are not scalars, cyclic or excessive aliases, infinities, tags that do not fit their value), or has
/// another meaning than it seems because of `kubectl`'s additional line breaks.
pub fn parse(text: &str, span: Span) -> Result<Option<Document<'_>>, ParseError> {
    let parsed = parse_lines(text, span)?;
    let content = &text[span.range()];
    if may_matter(content) && !is_json(content) {
        check_breaks(text, span, &parsed)?;
    }
    Ok(parsed.document)
}

/// `kubectl` does not parse JSON as YAML: in JSON strings, these are ordinary characters.
fn is_json(content: &str) -> bool {
    content.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(content).is_ok()
}

fn check_breaks(text: &str, span: Span, parsed: &Parsed<'_>) -> Result<(), ParseError> {
    let content = &text[span.range()];
    let broken = with_line_feeds(content);
    let end = u32::try_from(broken.len()).unwrap_or(u32::MAX);
    let other = parse_lines(&broken, Span::new(0, end)).map(|other| other.document);
    let is_same = match (&parsed.document, &other) {
        (None, Ok(None)) => true,
        (Some(one), Ok(Some(other))) => {
            have_same_text(text, &parsed.scalars) && is_same(text, span.start, one, other)
        }
        _ => false,
    };
    let first = breaks(content).next().filter(|_| !is_same);
    let Some((at, letter)) = first else {
        return Ok(());
    };
    let start = span.start + u32::try_from(at).unwrap_or(u32::MAX);
    let width = u32::try_from(letter.len_utf8()).unwrap_or_default();
    let message = format!(
        "kubectl ends a line at the invisible letter U+{:04X}, so this document means something else than it seems",
        u32::from(letter)
    );
    Err(ParseError::new(message, Span::new(start, start + width)))
}

/// True if the scalars have the same text when these characters are line breaks.
fn have_same_text(text: &str, scalars: &[(Span, ScalarStyle)]) -> bool {
    scalars.iter().all(|(span, style)| {
        let content = &text[span.range()];
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        breaks(content).all(|(at, letter)| !is_block && stands_between_letters(content, at, letter))
    })
}

/// `kubectl` drops white space around a line break.
fn stands_between_letters(content: &str, at: usize, letter: char) -> bool {
    let is_letter = |letter: Option<char>| {
        letter.is_some_and(|letter| !letter.is_whitespace() && !BREAKS.contains(&letter))
    };
    is_letter(content[..at].chars().next_back())
        && is_letter(content[at + letter.len_utf8()..].chars().next())
}

/// The text with each of them replaced by a line feed, at the same offset.
fn with_line_feeds(document: &str) -> String {
    let mut text = String::with_capacity(document.len());
    let mut rest = 0;
    for (at, letter) in breaks(document) {
        text.push_str(&document[rest..at]);
        // Spaces before the end of a line are insignificant outside of block scalars, which are not compared.
        text.push_str(&"  "[..letter.len_utf8() - 1]);
        text.push('\n');
        rest = at + letter.len_utf8();
    }
    text.push_str(&document[rest..]);
    text
}

fn is_same(text: &str, start: u32, one: &Document<'_>, other: &Document<'_>) -> bool {
    one.root == other.root
        && one.entries == other.entries
        && one.items == other.items
        && one.nodes.len() == other.nodes.len()
        && one
            .nodes
            .iter()
            .zip(&other.nodes)
            .all(|(one, other)| is_same_node(text, start, one, other))
}

fn is_same_node(text: &str, start: u32, one: &NodeData<'_>, other: &NodeData<'_>) -> bool {
    if one.span.start - start != other.span.start {
        return false;
    }
    match (&one.content, &other.content) {
        (Content::Scalar(left), Content::Scalar(right)) => {
            // The check of the characters themselves has shown that the texts are equal.
            text[one.span.range()].contains(BREAKS) || is_same_scalar(left, right)
        }
        (Content::Sequence(left), Content::Sequence(right)) => left.indices() == right.indices(),
        (Content::Mapping(left, _), Content::Mapping(right, _)) => {
            left.indices() == right.indices()
        }
        (Content::Alias(left), Content::Alias(right)) => left == right,
        _ => false,
    }
}

fn is_same_scalar(one: &ScalarData<'_>, other: &ScalarData<'_>) -> bool {
    one.text == other.text && one.plain == other.plain && one.tag == other.tag
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    fn is_error(text: &str) -> bool {
        let end = u32::try_from(text.len()).expect("short");
        parse(text, Span::new(0, end)).is_err()
    }

    #[test]
    fn content_hidden_after_a_comment_is_an_error() {
        for letter in BREAKS {
            for text in [
                "a: 1\n# see docs%kind: x\n",
                "a: # see docs%  b: 1\n  c: 2\n",
                "a: 1 # x%---\nb: 2\n",
                "a: |\n  x%b: 2\n",
                "a: |\n  x%  y\n",
                "a: 'x %y'\n",
                "a: x%b: 2\n",
            ] {
                let text = text.replace('%', &letter.to_string());
                assert!(is_error(&text), "{text:?}");
            }
        }
    }

    #[test]
    fn texts_with_the_same_meaning_are_accepted() {
        for letter in BREAKS {
            for text in [
                "a: 1\n# see docs%\n",
                "a: 1\n# see%# docs\nb: 2\n",
                "a: 'x%y'\n",
                "a: [\"x%y\", 1]\n",
                "{\"a\": \"x %\"}",
                "a: 1\n...\n# x%b: 2\n",
            ] {
                let text = text.replace('%', &letter.to_string());
                assert!(!is_error(&text), "{text:?}");
            }
        }
    }
}
