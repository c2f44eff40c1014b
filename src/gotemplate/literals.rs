//! The literal text of a template.

use std::ops::Range;

use super::lex::{Token, TokenKind, lex};

/// A piece of literal text in a template, without what trim markers remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    pub range: Range<usize>,
    /// True if it directly follows an action that produces output itself.
    pub is_after_output: bool,
    /// True if the next action trims the line break at its end.
    pub loses_line_end: bool,
}

/// Actions without output of their own. `block` and `template` output what another template writes.
const CONTROLS: [&str; 8] = [
    "if", "else", "end", "range", "with", "define", "break", "continue",
];

/// The literal pieces in order. A piece is empty if the next action trims all of it, including a line break. `None` if
/// the template is invalid.
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

/// True if only white space with a line break separates a place from a trimming action.
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
    fn trimmed_text_is_no_literal_and_output_actions_are_known() {
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
