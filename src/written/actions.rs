//! The actions of templates in any language: `{{ … }}`, `{% … %}`, `{# … #}`.

use crate::source::Span;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Action {
    pub(super) span: Span,
    pub(super) kind: ActionKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActionKind {
    /// Starts a block: `if`, `range`, `for`, …
    Open,
    /// Starts another branch of a block.
    Else,
    /// Ends a block.
    Close,
    /// A comment or an assignment: writes nothing.
    Silent,
    /// Writes something.
    Output,
}

/// The part of a template inside a condition or a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// From the end of the opening action to the start of the closing one.
    pub(super) span: Span,
    /// From the start of its second branch.
    pub(super) otherwise: Option<Span>,
}

const OPENING: &[&str] = &["if", "with", "range", "define", "block", "unless"];
/// Only in `{% … %}`: between double braces they are functions and names.
const OPENING_STATEMENTS: &[&str] = &["for", "macro", "filter", "call", "raw", "autoescape"];
const CLOSING: &[&str] = &[
    "end",
    "endif",
    "endwith",
    "endfor",
    "endblock",
    "endmacro",
    "endfilter",
    "endcall",
    "endunless",
    "endraw",
    "endautoescape",
];
const SILENT: &[&str] = &["set", "import", "from", "extends", "do"];

/// The actions of a text, in order.
pub(super) fn actions(text: &str) -> Vec<Action> {
    let mut found = Vec::new();
    let mut from = 0;
    // Set once no further closing delimiter of a kind exists, so that each search fails at most once.
    let mut is_closed = [false; 3];
    while let Some(at) = memchr::memchr(b'{', &text.as_bytes()[from..]).map(|at| from + at) {
        from = at + 1;
        let (kind, closing) = match text.as_bytes().get(at + 1) {
            Some(b'{') => (0, "}}"),
            Some(b'%') => (1, "%}"),
            Some(b'#') => (2, "#}"),
            _ => continue,
        };
        if is_closed[kind] {
            continue;
        }
        let Some(end) = end_of(text, at + 2, closing) else {
            is_closed[kind] = true;
            continue;
        };
        let content = &text[at + 2..end - 2];
        found.push(Action {
            span: span(at, end),
            kind: kind_of(content, closing),
        });
        from = end;
    }
    found
}

/// The end of an action: a closing delimiter inside quotes is skipped if the quote ends on the same line.
fn end_of(text: &str, from: usize, closing: &str) -> Option<usize> {
    let plain = memchr::memmem::find(&text.as_bytes()[from..], closing.as_bytes())? + from;
    let before = &text[from..plain];
    let is_in_quotes = before.matches('"').count() % 2 == 1 && closing == "}}";
    if is_in_quotes {
        let rest = &text.as_bytes()[plain..];
        // Searched together, because the line may be long and contain thousands of actions.
        let quote = memchr::memchr2(b'"', b'\n', rest).filter(|at| rest[*at] == b'"');
        if let Some(quote) = quote
            && let Some(next) = memchr::memmem::find(&rest[quote..], closing.as_bytes())
            && !rest[quote..quote + next].contains(&b'\n')
        {
            return Some(plain + quote + next + 2);
        }
    }
    Some(plain + 2)
}

fn kind_of(content: &str, closing: &str) -> ActionKind {
    let content = content
        .trim_start_matches(['-', '+', '~', '#', '='])
        .trim_start();
    if closing == "#}" || content.starts_with("/*") || content.starts_with("!--") {
        return ActionKind::Silent;
    }
    let end = content.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let word = &content[..end.unwrap_or(content.len())];
    // A name in a Jinja expression may equal a keyword of Go, but a Go keyword is never followed by these.
    let rest = content[word.len()..].trim_start();
    let is_name = rest.starts_with(['.', '|', '(', '[']) && !content[word.len()..].starts_with(' ');
    if is_name {
        return ActionKind::Output;
    }
    let is_statement = closing == "%}";
    if OPENING.contains(&word) || is_statement && OPENING_STATEMENTS.contains(&word) {
        ActionKind::Open
    } else if CLOSING.contains(&word) {
        ActionKind::Close
    } else if matches!(word, "else" | "elif" | "elseif") {
        ActionKind::Else
    } else if is_statement && SILENT.contains(&word) || is_assignment(content) {
        ActionKind::Silent
    } else {
        ActionKind::Output
    }
}

/// `$name := …` or `$name = …`
fn is_assignment(content: &str) -> bool {
    let Some(rest) = content.strip_prefix('$') else {
        return false;
    };
    let name =
        rest.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    let name = name.trim_start();
    name.starts_with(":=") || name.starts_with('=') && !name.starts_with("==")
}

/// The blocks of a text; an unclosed one extends to the end.
pub(super) fn blocks(text: &str, actions: &[Action]) -> Vec<Block> {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let mut found = Vec::new();
    let mut open: Vec<(u32, Option<u32>)> = Vec::new();
    let mut close = |(start, otherwise): (u32, Option<u32>), end: u32| {
        found.push(Block {
            span: Span::new(start, end),
            otherwise: otherwise.map(|start| Span::new(start, end)),
        });
    };
    for action in actions {
        match action.kind {
            ActionKind::Open => open.push((action.span.end, None)),
            ActionKind::Else => {
                if let Some((_, otherwise)) = open.last_mut() {
                    otherwise.get_or_insert(action.span.end);
                }
            }
            ActionKind::Close => {
                if let Some(block) = open.pop() {
                    close(block, action.span.start);
                }
            }
            ActionKind::Silent | ActionKind::Output => {}
        }
    }
    for block in open {
        close(block, end);
    }
    found.sort_by_key(|block| block.span);
    found
}

fn span(start: usize, end: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(offset(start), offset(end))
}

#[cfg(test)]
mod tests {
    use super::{
        ActionKind::{Close, Else, Open, Output, Silent},
        *,
    };

    #[test]
    fn actions_are_classified_by_their_effect() {
        let kinds = |text: &str| -> Vec<ActionKind> {
            actions(text).iter().map(|action| action.kind).collect()
        };
        assert_eq!(
            kinds("{{- if .x }}{{ else if .y }}{{- end -}}"),
            [Open, Else, Close]
        );
        assert_eq!(
            kinds("{% for a in b %}{{ a }}{% endfor %}"),
            [Open, Output, Close]
        );
        assert_eq!(
            kinds("{{/* x */}}{# y #}{{ $a := 1 }}{{ $a }}"),
            [Silent, Silent, Silent, Output]
        );
        assert_eq!(kinds("{{ default \"}}\" .x }}"), [Output]);
        assert_eq!(
            kinds("{{ block.timestamp }}{{ macro(1) }}"),
            [Output, Output]
        );
        assert_eq!(kinds("{{ not closed {% nor this"), []);
    }

    #[test]
    fn blocks_have_branches() {
        let text = "{{ if a }}one{{ else }}two{{ end }}{{ range b }}rest";
        let found: Vec<_> = blocks(text, &actions(text))
            .iter()
            .map(|block| {
                let part = |span: Span| text[span.range()].to_owned();
                (part(block.span), block.otherwise.map(part))
            })
            .collect();
        assert_eq!(
            found,
            [
                ("one{{ else }}two".to_owned(), Some("two".to_owned())),
                ("rest".to_owned(), None)
            ]
        );
    }
}
