//! Characters that only `kubectl` treats as line breaks: U+0085, U+2028 and U+2029.

use memchr::memmem;

use super::{Comment, Document};
use crate::source::Span;

pub(super) const BREAKS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// True if a text has one of them.
pub(super) fn may_matter(text: &str) -> bool {
    let is_in = |letter: &[u8]| memmem::find(text.as_bytes(), letter).is_some();
    is_in("\u{85}".as_bytes()) || is_in("\u{2028}".as_bytes()) || is_in("\u{2029}".as_bytes())
}

/// The first lone carriage return that ends a comment before more text on the same visual line: YAML reads that text as
/// content, but a diff shows it as a part of the comment. `None` in a text without other line ends.
#[must_use]
pub fn content_behind_comment(text: &str, document: &Document<'_>) -> Option<Span> {
    let bytes = text.as_bytes();
    let hides = |comment: &&Comment| {
        let rest = &bytes[comment.span.end as usize..];
        rest.starts_with(b"\r") && {
            let shown = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            !rest[..shown].trim_ascii().is_empty()
        }
    };
    let is_of_file = |comment: &&Comment| comment.span.end < document.root().span().end;
    let mut comments = document.comments().iter().filter(is_of_file);
    // Each carriage return is checked only once, because the first that hides something is enough.
    let found = comments.find(hides)?;
    let at = found.span.end;
    memchr::memchr(b'\n', bytes)?;
    Some(Span::new(at, at + 1))
}

/// The offsets of these characters.
pub(super) fn breaks(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    text.match_indices(BREAKS)
        .filter_map(|(at, found)| Some((at, found.chars().next()?)))
}
