//! The settings and rules that the top of the file or an override gives.

use std::sync::Arc;

use super::{
    form::{word_of, words},
    settings::{SETTINGS, Setting},
    values::boolean,
};
use crate::{
    lint::Level,
    named::Named,
    rules::{Rule, RuleSet},
    yaml::Node,
};

/// What the top of the file or an override gives.
#[derive(Default)]
pub(super) struct Layer {
    pub(super) values: Vec<SetValue>,
    pub(super) rules: Vec<SetRule>,
}

/// The value of a setting.
pub(super) struct SetValue {
    pub(super) setting: &'static Setting,
    pub(super) value: String,
    pub(super) line: usize,
}

/// What is set about a rule.
pub(super) struct SetRule {
    pub(super) rule: Arc<Rule>,
    pub(super) fields: Vec<SetField>,
}

/// A field of a rule.
pub(super) struct SetField {
    pub(super) field: RuleField,
    pub(super) line: usize,
}

/// What can be set about a rule.
pub(super) enum RuleField {
    Level(Level),
    Ignorable(bool),
    Option(String, u64),
}

impl Layer {
    /// Reads a mapping that was checked before; `line` gives the line of a node.
    pub(super) fn read(node: Node<'_>, known: &RuleSet, line: &dyn Fn(Node<'_>) -> usize) -> Self {
        let values = SETTINGS.iter().filter_map(|setting| {
            let value = setting.value_in(node)?;
            Some(SetValue {
                setting,
                value: setting.canonical(value.scalar_text()?),
                line: line(value),
            })
        });
        let entries = node.get("rules").into_iter().flat_map(Node::entries);
        let rules = entries.filter_map(|entry| {
            Some(SetRule {
                rule: Arc::clone(known.find(&entry.key)?),
                fields: fields(entry.value, line),
            })
        });
        Self {
            values: values.collect(),
            rules: rules.collect(),
        }
    }
}

fn fields(node: Node<'_>, line: &dyn Fn(Node<'_>) -> usize) -> Vec<SetField> {
    let level = |node: Node<'_>| {
        let word = word_of(node.scalar_text()?, &words::<Level>())?;
        Level::from_name(word).map(RuleField::Level)
    };
    let set = |node: Node<'_>, field| SetField {
        field,
        line: line(node),
    };
    if let Some(level) = level(node) {
        return vec![set(node, level)];
    }
    let entries = node.entries().into_iter();
    entries
        .filter_map(|entry| {
            let value = entry.value;
            let field = match &*entry.key {
                "severity" => level(value)?,
                "ignorable" => RuleField::Ignorable(boolean(value)?),
                name => RuleField::Option(name.to_owned(), value.as_u64()?),
            };
            Some(set(value, field))
        })
        .collect()
}
