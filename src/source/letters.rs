//! Letters that look like others, or like nothing.

use crate::{text, text::Text};

/// What a message adds to a text that may look like another one: the first letter beyond ASCII, by its number.
/// Nothing for plain ASCII.
#[must_use]
pub fn odd_letter(text: &str) -> Text {
    match text.chars().find(|letter| !letter.is_ascii()) {
        Some(letter) => text!(
            " (contains U+{number})",
            number = format_args!("{:04X}", u32::from(letter))
        ),
        None => Text::default(),
    }
}

/// True for a text that is a known one but for letters beyond ASCII: instead of plain ones, or between them.
#[must_use]
pub fn looks_like(text: &str, known: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let plain = text.chars().filter(char::is_ascii);
    let is_between = || plain.eq(known.chars());
    let is_instead = || {
        text.chars().count() == known.len()
            && text
                .chars()
                .zip(known.chars())
                .all(|(letter, known)| letter == known || !letter.is_ascii())
    };
    // A word in another alphabet looks like nothing.
    let odd = text.chars().filter(|letter| !letter.is_ascii()).count();
    2 * odd <= known.len() && (is_between() || is_instead())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_letters_that_look_like_others_are_named() {
        assert_eq!(odd_letter("type"), "");
        assert_eq!(odd_letter("typ\u{435}\u{200b}"), " (contains U+0435)");
        for text in [
            "typ\u{435}",
            "t\u{443}p\u{435}",
            "ty\u{200b}pe",
            "\u{feff}type",
        ] {
            assert!(looks_like(text, "type"), "{text:?}");
        }
        for text in [
            "type",
            "typo",
            "\u{442}\u{443}\u{440}\u{435}",
            "\u{7c7b}\u{578b}",
            "typ\u{e9}s",
        ] {
            assert!(!looks_like(text, "type"), "{text:?}");
        }
    }
}
