//! The example manifests of a custom rule.

use serde_json::{Map, Number, Value};

use super::rule_source::{Source, field};
use crate::{
    finding::Diagnostic,
    rules::Example,
    yaml::{Kind, Node, Scalar},
};

/// The most examples of each kind.
const MAX_EXAMPLES: usize = 20;

/// The most values and bytes of an example. Aliases multiply values.
const MAX_VALUES: usize = 5_000;
const MAX_BYTES: usize = 64 << 10;

pub(super) fn examples(
    rule: Node<'_>,
    source: &Source<'_>,
    errors: &mut Vec<Diagnostic>,
) -> Vec<Example> {
    let Some(examples) = field(rule, "examples") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, is_bad) in [("bad", true), ("good", false)] {
        let items = examples.get(name).into_iter().flat_map(Node::items);
        for (at, item) in items.enumerate() {
            if at == MAX_EXAMPLES {
                let message = format!("a rule may have at most {MAX_EXAMPLES} examples of a kind");
                errors.push(Diagnostic::at(item.span(), "one too many", message));
                break;
            }
            match text(item) {
                Some(text) => found.push(Example {
                    text,
                    is_bad,
                    place: source.line(item.span()),
                }),
                None => {
                    let message = format!(
                        "an example may have at most {MAX_VALUES} values and {MAX_BYTES} bytes"
                    );
                    errors.push(Diagnostic::at(item.span(), "too large", message));
                }
            }
        }
    }
    found
}

fn text(item: Node<'_>) -> Option<String> {
    let text = match item.as_str() {
        Some(text) => text.to_owned(),
        None => {
            let mut left = MAX_VALUES;
            let value = value(item, &mut left)?;
            serde_json::to_string_pretty(&value).ok()?
        }
    };
    (text.len() <= MAX_BYTES).then_some(text)
}

fn value(node: Node<'_>, left: &mut usize) -> Option<Value> {
    *left = left.checked_sub(1)?;
    Some(match node.kind() {
        Kind::Scalar(Scalar::Null) => Value::Null,
        Kind::Scalar(Scalar::Bool(is_so)) => is_so.into(),
        Kind::Scalar(Scalar::Int(number)) => {
            let number = i64::try_from(number).ok().map(Number::from);
            number.map_or_else(|| node.scalar_text().into(), Value::Number)
        }
        Kind::Scalar(Scalar::Float(number)) => Number::from_f64(number).map(Value::Number)?,
        Kind::Scalar(Scalar::Str(text)) => text.into(),
        Kind::Sequence => {
            let items = node.items().map(|item| value(item, left));
            Value::Array(items.collect::<Option<_>>()?)
        }
        Kind::Mapping => {
            let mut entries = Map::new();
            for entry in node.entries() {
                entries.insert(entry.key.into_owned(), value(entry.value, left)?);
            }
            Value::Object(entries)
        }
    })
}

/// The section of a rule's page with the examples.
pub(super) fn examples_words(examples: &[Example]) -> String {
    let mut words = String::new();
    for (title, is_bad) in [("Bad", true), ("Good", false)] {
        let mut of_kind = examples
            .iter()
            .filter(|example| example.is_bad == is_bad)
            .peekable();
        if of_kind.peek().is_some() {
            if !words.contains("## Examples") {
                words += "\n## Examples\n";
            }
            words = words + "\n### " + title + "\n";
        }
        for example in of_kind {
            let fence = fence(&example.text);
            let text = example.text.trim_end();
            words = words + "\n" + &fence + "yaml\n" + text + "\n" + &fence + "\n";
        }
    }
    words
}

/// A code fence that is longer than any in the text.
fn fence(text: &str) -> String {
    let mut longest = 2;
    let mut row = 0;
    for letter in text.chars() {
        row = if letter == '`' { row + 1 } else { 0 };
        longest = longest.max(row);
    }
    "`".repeat(longest + 1)
}
