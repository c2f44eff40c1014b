use std::borrow::Cow;

/// Text from a manifest for a terminal or a log. Control characters, characters that change the direction of text, and
/// what pipelines would read as a command are shown as escapes.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    // The fast path: nearly all text is plain, and a report escapes all of it.
    let is_plain =
        text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.contains(is_unprintable);
    if is_plain && !has(text, b"##") && !has(text, b"::") {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for (at, letter) in text.char_indices() {
        if is_unprintable(letter) {
            safe.extend(letter.escape_default());
        } else if starts_command(text, at) || starts_workflow_command(text, at) {
            safe.extend(letter.escape_unicode());
        } else {
            safe.push(letter);
        }
    }
    Cow::Owned(safe)
}

fn has(text: &str, part: &[u8]) -> bool {
    memchr::memmem::find(text.as_bytes(), part).is_some()
}

/// True at the start of what Azure Pipelines (`##vso[…]`) and GitHub Actions (`##[…]`) read as a command anywhere in a
/// line.
pub(super) fn starts_command(text: &str, at: usize) -> bool {
    let rest = &text.as_bytes()[at..];
    let is = |command: &[u8]| {
        let start = rest.get(..command.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(command))
    };
    is(b"##[") || is(b"##vso[")
}

/// True at the start of what GitHub Actions reads as a command (`::error::…`) at the start of a line, after blanks. Wrapping
/// can move any word there.
///
/// Source: `ActionCommand.TryParseV2` of github.com/actions/runner.
fn starts_workflow_command(text: &str, at: usize) -> bool {
    let Some(rest) = text[at..].strip_prefix("::") else {
        return false;
    };
    let is_name = rest.starts_with(|letter: char| letter.is_ascii_alphabetic());
    is_name && rest.contains("::") && !text[..at].ends_with(|letter: char| !letter.is_whitespace())
}

/// True for characters that are unsafe in a terminal or invisible there: controls, characters with the property
/// `Default_Ignorable_Code_Point`, and the controls of interlinear annotation.
///
/// Source: `DerivedCoreProperties.txt` of Unicode 17.
pub(super) fn is_unprintable(letter: char) -> bool {
    // The fast path: nearly all characters are ASCII.
    if letter.is_ascii() {
        return letter.is_ascii_control();
    }
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_escapes_are_shown_and_not_obeyed() {
        assert_eq!(printable("a\x1b[31mb\n中"), "a\\u{1b}[31mb\\n中");
        assert_eq!(printable("x\u{202e}y\u{9b}"), "x\\u{202e}y\\u{9b}");
        assert!(matches!(printable("2-4Gi"), Cow::Borrowed(_)));
        assert_eq!(printable("a ##vso[x]"), "a \\u{23}#vso[x]");
        assert_eq!(
            printable("###[x] ##VSO[y] ## [z]"),
            "#\\u{23}#[x] \\u{23}#VSO[y] ## [z]"
        );
    }

    #[test]
    fn f_letters_that_nobody_sees_are_shown() {
        assert_eq!(printable("nodeSel\u{200b}ector"), "nodeSel\\u{200b}ector");
        for letter in [
            '\u{ad}',
            '\u{61c}',
            '\u{2060}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{e0041}',
        ] {
            assert!(is_unprintable(letter), "{letter:?}");
        }
        assert_eq!(printable("内存 é 🦀"), "内存 é 🦀");
    }

    #[test]
    fn no_word_is_a_command_of_github() {
        assert_eq!(printable("::error::x"), "\\u{3a}:error::x");
        assert_eq!(
            printable("a  ::add-mask::x ::debug a=b::"),
            "a  \\u{3a}:add-mask::x \\u{3a}:debug a=b::"
        );
        assert_eq!(printable("a\u{a0}::error::"), "a\u{a0}\\u{3a}:error::");
        for plain in [
            "a::b::c", ":: a::", " ::1 ::", "std::vec", "::error:", " ::ffff",
        ] {
            assert_eq!(printable(plain), plain);
        }
    }
}
