//! Letters that look like others, and invisible ones.

use crate::{text, text::Text};

/// A suffix for messages that quote a text: names its first letter outside ASCII by its code point. Empty for plain
/// ASCII.
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

/// True if a text equals a known one except for letters outside ASCII, which replace or separate the plain ones.
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
    // A word in another alphabet is not a lookalike.
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
