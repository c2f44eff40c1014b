//! Completions inside the expressions of custom rules.
//!
//! A configuration that is being typed is often invalid, so this works on lines without parsing.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, InsertTextFormat,
    Position, TextEdit,
};

use super::{client::Client, snippet, text::DocumentText};
use crate::{
    cel::{self, Candidate, Scope},
    facts, source,
    source::{Span, line_start},
};

const EXPRESSIONS: [&str; 3] = ["when", "check", "at"];
/// A field with expressions in braces.
const MESSAGE: &str = "message";

pub(super) fn completion(
    text: &DocumentText,
    client: Client,
    position: Position,
) -> Option<CompletionList> {
    let at = text.offset(position) as usize;
    let content = text.content();
    let (start, scope) = expression_at(content, at)?;
    let expression = &content[start..at];
    let found = cel::complete(expression, expression.len(), scope);
    let place = Span::new(
        source::offset(start + found.replaces.start),
        source::offset(at),
    );
    let range = text.range(place);
    let candidates = found.candidates.iter().enumerate();
    let items: Vec<_> = candidates
        .map(|(order, candidate)| {
            let (new_text, format) = insertion(candidate, client);
            CompletionItem {
                label: candidate.name.clone(),
                kind: Some(if candidate.is_call {
                    CompletionItemKind::Function
                } else {
                    CompletionItemKind::Field
                }),
                detail: Some(candidate.detail.clone()),
                documentation: (!candidate.summary.is_empty())
                    .then(|| super::completion::markdown(candidate.summary.to_owned())),
                sort_text: Some(format!("{order:04}")),
                insert_text_format: Some(format),
                text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit {
                    range,
                    new_text,
                })),
                ..CompletionItem::default()
            }
        })
        .collect();
    (!items.is_empty()).then_some(CompletionList {
        is_incomplete: false,
        item_defaults: None,
        apply_kind: None,
        items,
    })
}

fn insertion(candidate: &Candidate, client: Client) -> (String, InsertTextFormat) {
    let name = &candidate.name;
    match (candidate.is_call, client.snippets) {
        (true, true) => (
            format!("{}($1)", snippet::escape(name)),
            InsertTextFormat::Snippet,
        ),
        (true, false) => (format!("{name}("), InsertTextFormat::PlainText),
        (false, _) => (name.clone(), InsertTextFormat::PlainText),
    }
}

/// The start of the expression around a place, and its variables.
fn expression_at(text: &str, at: usize) -> Option<(usize, &'static Scope)> {
    let line = line_start(text, at);
    // The field of this line, or the field above that continues on this line.
    let (key_line, key, value) = match field(text, line) {
        Some((key, value)) if value <= at => (line, key, value),
        _ => field_above(text, line)?,
    };
    let before = &text[..key_line];
    let is_rule = before
        .lines()
        .rev()
        .find(|line| line.starts_with(|letter: char| letter.is_ascii_alphabetic()));
    if !is_rule.is_some_and(|line| line.starts_with("custom-rules:")) {
        return None;
    }
    let start = if EXPRESSIONS.contains(&key) {
        value
    } else if key == MESSAGE {
        value + open_brace(&text[value..at])?
    } else {
        return None;
    };
    Some((start, scope(text, key_line)))
}

/// The key of a line, after the dash of an item, and the start of its value, after a quote.
fn field(text: &str, line: usize) -> Option<(&str, usize)> {
    let whole = text[line..].lines().next().unwrap_or_default();
    let rest = whole.trim_start_matches([' ', '-']);
    let (key, value) = rest.split_once(':')?;
    let is_key = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if !is_key || !(value.is_empty() || value.starts_with(' ')) {
        return None;
    }
    let value = value.trim_start_matches(' ');
    let value = value.strip_prefix(['"', '\'']).unwrap_or(value);
    Some((key, line + whole.len() - value.len()))
}

/// The field above whose value continues on this line.
fn field_above(text: &str, line: usize) -> Option<(usize, &str, usize)> {
    let indentation = |line: usize| text[line..].len() - text[line..].trim_start_matches(' ').len();
    let own = indentation(line);
    let mut at = line;
    while at > 0 {
        at = line_start(text, at - 1);
        let is_blank = text[at..]
            .lines()
            .next()
            .is_none_or(|line| line.trim().is_empty());
        if is_blank || indentation(at) >= own {
            continue;
        }
        let (key, value) = field(text, at)?;
        // The header of a block scalar is not part of its text.
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        let is_block = text[value..].starts_with(['|', '>']);
        return Some((at, key, if is_block { end } else { value }));
    }
    None
}

/// The start of the expression in the last open brace; `{{` is a literal brace.
fn open_brace(text: &str) -> Option<usize> {
    let mut open = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '{' if open.is_none() && letters.peek().is_some_and(|(_, next)| *next == '{') => {
                letters.next();
            }
            '{' if open.is_none() => open = Some(at + 1),
            '}' => open = None,
            _ => {}
        }
    }
    open
}

/// The variables of a rule, which is about pods by default.
fn scope(text: &str, key_line: usize) -> &'static Scope {
    let is_item = |line: &&str| line.trim_start().starts_with("- ");
    let own = text[key_line..].lines().next().unwrap_or_default();
    let above = text[..key_line].lines().rev();
    let mut rule: Vec<&str> = Vec::new();
    if !is_item(&own) {
        for line in above {
            rule.push(line);
            if is_item(&line) {
                break;
            }
        }
    }
    let below = text[key_line..].lines();
    rule.push(own);
    rule.extend(below.skip(1).take_while(|line| !is_item(line)));
    let is_of_application = rule.iter().any(|line| {
        let line = line.trim_start_matches([' ', '-']);
        line.strip_prefix("on:")
            .is_some_and(|on| on.trim() == "application")
    });
    if is_of_application {
        &facts::OF_APPLICATION
    } else {
        &facts::OF_POD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The part of the expression before `█`, and whether it is about applications.
    fn found(text: &str) -> Option<(String, bool)> {
        let at = text.find('█')?;
        let text = text.replace('█', "");
        let (start, scope) = expression_at(&text, at)?;
        let is_of_application = std::ptr::eq(scope, &raw const facts::OF_APPLICATION);
        Some((text[start..at].to_owned(), is_of_application))
    }

    #[test]
    fn expressions_are_found() {
        let rule = "region: cn-hangzhou\ncustom-rules:\n- id: A1\n  on: application\n  name: x\n- id: A2\n";
        let in_rule = |fields: &str| found(&format!("{rule}{fields}"));
        let of_pod = |text: &str| Some((text.to_owned(), false));
        assert_eq!(in_rule("  when: pod.█"), of_pod("pod."));
        assert_eq!(in_rule("  check: \"pod.ro█"), of_pod("pod.ro"));
        assert_eq!(
            in_rule("  check: |\n    pod.a\n\n    && pod.█\n  at: x"),
            of_pod("    pod.a\n\n    && pod.")
        );
        assert_eq!(
            in_rule("  check: pod.a\n    && pod.█"),
            of_pod("pod.a\n    && pod.")
        );
        assert_eq!(in_rule("  message: \"{{no} {pod.█}"), of_pod("pod."));
        assert_eq!(in_rule("  message: \"{{no} {pod.a} x█"), None);
        assert_eq!(in_rule("  help: pod.█"), None);
        assert_eq!(in_rule("  check█"), None);
        assert_eq!(
            in_rule("  check: app.█\n  on: application\n"),
            Some(("app.".to_owned(), true))
        );
        assert_eq!(found("rules:\n- when: pod.█"), None);
        assert_eq!(found("custom-rules:\n- when: pod.█"), of_pod("pod."));
    }
}
