//! The letters at which only `kubectl` ends a line: U+0085, U+2028 and U+2029.

use memchr::memmem;

pub(super) const BREAKS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// True for a text that has one of them.
pub(super) fn may_matter(text: &str) -> bool {
    let is_in = |letter: &[u8]| memmem::find(text.as_bytes(), letter).is_some();
    is_in("\u{85}".as_bytes()) || is_in("\u{2028}".as_bytes()) || is_in("\u{2029}".as_bytes())
}

/// Their places.
pub(super) fn breaks(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    text.match_indices(BREAKS)
        .filter_map(|(at, found)| Some((at, found.chars().next()?)))
}
