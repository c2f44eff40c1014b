//! The parts of a template that are written as they are.

use std::ops::Range;

use super::lex::{Token, TokenKind, lex};

/// A part of a template that is written as it is: what trim markers take away is no part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its place.
    pub range: Range<usize>,
    /// True where an action that writes something itself is right before it.
    pub is_after_output: bool,
    /// True where the next action takes away the end of its last line.
    pub loses_line_end: bool,
}

/// The actions that write nothing themselves. `block` and `template` write what another template does.
const CONTROLS: [&str; 8] = [
    "if", "else", "end", "range", "with", "define", "break", "continue",
];

/// The parts in their order; one is empty where the next action takes away all of it, and the end of a line with it.
/// `None` where the template is invalid.
#[must_use]
pub fn literals(source: &str) -> Option<Vec<Literal>> {
    let tokens = lex(source).ok()?;
    let mut found = Vec::new();
    let mut is_after_output = false;
    let mut opened = 0;
    for (at, token) in tokens.iter().enumerate() {
        let range = match token.kind {
            TokenKind::Open => {
                opened = at;
                continue;
            }
            TokenKind::Close => {
                is_after_output = writes(&tokens[opened + 1..at], source);
                let trims = source[token.range()].len() > 2;
                if trims || !loses_line_end(source, token.end) {
                    continue;
                }
                token.end..token.end
            }
            TokenKind::Text => token.range(),
            _ => continue,
        };
        found.push(Literal {
            is_after_output,
            loses_line_end: loses_line_end(source, range.end),
            range,
        });
        is_after_output = false;
    }
    Some(found)
}

/// True where nothing but white space, with the end of a line in it, is between a place and an action that trims it.
fn loses_line_end(source: &str, at: usize) -> bool {
    let behind = source[at..].trim_start_matches([' ', '\t', '\r', '\n']);
    let space = &source[at..source.len() - behind.len()];
    space.contains('\n') && behind.starts_with("{{- ")
}

fn writes(action: &[Token], source: &str) -> bool {
    let mut words = action.iter().filter(|token| token.kind != TokenKind::Space);
    let Some(first) = words.next() else {
        return false;
    };
    let is_control =
        first.kind == TokenKind::Identifier && CONTROLS.contains(&&source[first.range()]);
    let sets = action
        .iter()
        .any(|token| matches!(token.kind, TokenKind::Declare | TokenKind::Assign));
    !is_control && !sets
}

#[cfg(test)]
mod tests {
    use super::literals;

    #[test]
    fn what_is_trimmed_is_no_text_and_what_writes_is_known() {
        let source =
            "a: {{ .x }}\n{{- if .y }}\nb\n {{- end }}{{/* c */}}\n{{ $z := 1 -}}\n c\n{{ .d }}\n";
        let parts = literals(source).expect("valid");
        let parts: Vec<_> = parts
            .iter()
            .map(|part| {
                let text = &source[part.range.clone()];
                (text, part.is_after_output, part.loses_line_end)
            })
            .collect();
        assert_eq!(
            parts,
            [
                ("a: ", false, false),
                ("", true, true),
                ("\nb", false, true),
                ("\n", false, false),
                ("c\n", false, false),
                ("\n", true, false),
            ]
        );
        assert_eq!(literals("{{ .x"), None);
    }
}
