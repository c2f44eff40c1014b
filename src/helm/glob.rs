//! Patterns of paths: those of `.helmignore`, which are Go's own, and those of `.Files.Glob`.

use std::{fmt::Write as _, iter::Peekable, str::CharIndices};

use regex::Regex;

/// A pattern of Go's `path.Match`. `None` where it is invalid.
pub(super) fn go_pattern(pattern: &str) -> Option<Regex> {
    let mut letters = pattern.chars().peekable();
    let mut made = String::from("(?s)^");
    while let Some(letter) = letters.next() {
        match letter {
            '*' => made.push_str("[^/]*"),
            '?' => made.push_str("[^/]"),
            '\\' => push(&mut made, letters.next()?),
            '[' => {
                made.push('[');
                if letters.next_if_eq(&'^').is_some() {
                    made.push('^');
                }
                let mut is_first = true;
                loop {
                    let start = letters.next()?;
                    if start == ']' && !is_first {
                        break;
                    }
                    is_first = false;
                    let start = in_class(start, &mut letters)?;
                    let mut end = start;
                    if letters.next_if_eq(&'-').is_some() {
                        let next = letters.next()?;
                        end = in_class(next, &mut letters)?;
                    }
                    push_range(&mut made, start, end);
                }
                made.push(']');
            }
            other => push(&mut made, other),
        }
    }
    made.push('$');
    Regex::new(&made).ok()
}

fn in_class(letter: char, letters: &mut impl Iterator<Item = char>) -> Option<char> {
    match letter {
        '-' | ']' => None,
        '\\' => letters.next(),
        other => Some(other),
    }
}

/// A pattern of `github.com/gobwas/glob` in which `/` separates. `None` where it is invalid.
pub(super) fn gobwas_pattern(pattern: &str) -> Option<Regex> {
    let mut letters = pattern.char_indices().peekable();
    let mut made = String::from("(?s)^");
    let mut depth = 0_usize;
    while let Some((at, letter)) = letters.next() {
        match letter {
            '*' => {
                let is_deep = letters.next_if(|(_, next)| *next == '*').is_some();
                made.push_str(if is_deep { ".*" } else { "[^/]*" });
            }
            '?' => made.push_str("[^/]"),
            '\\' => push(&mut made, letters.next()?.1),
            '[' => class(&pattern[at + 1..], &mut letters, &mut made)?,
            '{' => {
                depth += 1;
                made.push_str("(?:");
            }
            '}' if depth > 0 => {
                depth -= 1;
                made.push(')');
            }
            ',' if depth > 0 => made.push('|'),
            other => push(&mut made, other),
        }
    }
    made.push('$');
    (depth == 0).then(|| Regex::new(&made).ok())?
}

/// `[abc]`, `[a-z]`, or one of these negated with `!`.
fn class(rest: &str, letters: &mut Peekable<CharIndices<'_>>, made: &mut String) -> Option<()> {
    let end = rest.find(']')?;
    let inside: Vec<char> = rest[..end].chars().collect();
    for _ in 0..=inside.len() {
        letters.next();
    }
    let (is_not, inside) = match &*inside {
        ['!', inside @ ..] => (true, inside),
        inside => (false, inside),
    };
    made.push_str(if is_not { "[^" } else { "[" });
    match inside {
        [] => return None,
        [start, '-', end] => push_range(made, *start, *end),
        letters => {
            for letter in letters {
                push_range(made, *letter, *letter);
            }
        }
    }
    made.push(']');
    Some(())
}

fn push(made: &mut String, letter: char) {
    made.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4])));
}

/// The `regex` crate rejects an empty range; in Go it matches nothing.
fn push_range(made: &mut String, start: char, end: char) {
    let (start, end) = (u32::from(start), u32::from(end));
    if start <= end {
        let _ = write!(made, "\\x{{{start:x}}}-\\x{{{end:x}}}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From `path/match_test.go` of Go, with its results.
    #[test]
    fn patterns_of_go() {
        for (pattern, path, matches) in [
            ("abc", "abc", Some(true)),
            ("*", "abc", Some(true)),
            ("*c", "abc", Some(true)),
            ("a*", "ab/c", Some(false)),
            ("a*/b", "abc/b", Some(true)),
            ("a*b?c*x", "abxbbxdbxebxczzx", Some(true)),
            ("ab[c]", "abc", Some(true)),
            ("ab[^c]", "abc", Some(false)),
            ("ab[^e-g]", "abc", Some(true)),
            ("a\\*b", "a*b", Some(true)),
            ("a???b", "aαb", Some(false)),
            ("[a-ζ]*", "α", Some(true)),
            ("*[a-ζ]", "A", Some(false)),
            ("a?b", "a/b", Some(false)),
            ("[\\]a]", "]", Some(true)),
            ("[\\-x]", "-", Some(true)),
            ("[]a]", "]", None),
            ("[-]", "-", None),
            ("[x-]", "x", None),
            ("[a-b-c]", "a", None),
            ("[", "a", None),
            ("a[", "ab", None),
            ("*x", "xxx", Some(true)),
        ] {
            let found = go_pattern(pattern).map(|pattern| pattern.is_match(path));
            assert_eq!(found, matches, "{pattern} {path}");
        }
    }

    /// From the `README.md` and `glob_test.go` of gobwas/glob, with their results.
    #[test]
    fn patterns_of_files() {
        for (pattern, path, matches) in [
            ("config/*", "config/a.yaml", Some(true)),
            ("config/*", "config/b/a.yaml", Some(false)),
            ("config/**", "config/b/a.yaml", Some(true)),
            ("**.yaml", "config/b/a.yaml", Some(true)),
            ("{a,b}/*.conf", "b/x.conf", Some(true)),
            ("{a,b}/*.conf", "c/x.conf", Some(false)),
            ("[a-c]at", "bat", Some(true)),
            ("[!a-c]at", "bat", Some(false)),
            ("[!a-c]at", "fat", Some(true)),
            ("?at", "at", Some(false)),
            ("\\*", "*", Some(true)),
            ("{a,b", "a", None),
            ("[a", "a", None),
        ] {
            let found = gobwas_pattern(pattern).map(|pattern| pattern.is_match(path));
            assert_eq!(found, matches, "{pattern} {path}");
        }
    }
}
