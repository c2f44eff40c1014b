use super::actions::{Action, ActionKind, actions};
use crate::source::Span;

/// Turns a template into YAML of the same layout: template comments become YAML comments, and other actions are
/// replaced by text of the same length. `None` if the text has no actions.
#[must_use]
pub fn without_actions(text: &str) -> Option<String> {
    masked(text, |action, is_alone| {
        let masked = action.chars().map(|letter| match letter {
            '\n' => "\n".to_owned(),
            letter if is_alone => " ".repeat(letter.len_utf8()),
            letter => "x".repeat(letter.len_utf8()),
        });
        masked.collect()
    })
}

/// The same, but removes all actions except comments. `None` if the text has no actions.
#[must_use]
pub fn with_plain_comments(text: &str) -> Option<String> {
    masked(text, |action, _| action.to_owned())
}

fn masked(text: &str, other: impl Fn(&str, bool) -> String) -> Option<String> {
    let actions = actions(text);
    if actions.is_empty() {
        return None;
    }
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for Action { span, kind } in &actions {
        masked.push_str(&text[from..span.start as usize]);
        from = span.end as usize;
        let action = &text[span.range()];
        let comment = action.find("/*").filter(|_| *kind == ActionKind::Silent);
        match comment {
            Some(at) if !action.contains('\n') => {
                // `{{/*` becomes `#`, and the end of the comment is removed.
                let inside = action[at + 2..].trim_end_matches(['}', '-', ' ', '/', '*']);
                masked.push_str(&" ".repeat(at + 1));
                masked.push('#');
                masked.push_str(inside);
                masked.push_str(&" ".repeat(action.len() - at - 2 - inside.len()));
            }
            _ => masked.push_str(&other(action, is_alone(text, *span))),
        }
    }
    masked.push_str(&text[from..]);
    Some(masked)
}

/// True for an action that is alone on its lines.
fn is_alone(text: &str, span: Span) -> bool {
    let before = &text[..span.start as usize];
    let before = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    let after = &text[span.end as usize..];
    let after = &after[..after.find('\n').unwrap_or(after.len())];
    before.trim().is_empty() && after.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masking_keeps_positions() {
        let text = "a: {{ .b }}\n{{- if .c }}\nd: \"{{ .e }}\"\n{{- end }}\n{{/* spark-eci-lint: ignore[ECI101] x */}}\nf:\n";
        let masked = without_actions(text).expect("actions");
        assert_eq!(
            masked,
            "a: xxxxxxxx\n            \nd: \"xxxxxxxx\"\n          \n   # spark-eci-lint: ignore[ECI101] x     \nf:\n"
        );
        assert_eq!(without_actions("a: 1\n"), None);
    }
}
