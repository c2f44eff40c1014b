//! The settings and rules of the top level or an override.

use std::{collections::BTreeMap, mem::discriminant, sync::Arc};

use super::{
    form::{word_of, words},
    settings::{SETTINGS, Setting},
    values::boolean,
};
use crate::{
    lint::Level,
    named::Named,
    rules::{Rule, RuleSet, Selector},
    yaml::Node,
};

#[derive(Default)]
pub(super) struct Layer {
    pub(super) values: Vec<SetValue>,
    pub(super) rules: Vec<SetRule>,
}

pub(super) struct SetValue {
    pub(super) setting: &'static Setting,
    pub(super) value: String,
    pub(super) line: usize,
}

/// What is set for a rule; each field comes from the most specific selector of the rule that sets it.
pub(super) struct SetRule {
    pub(super) rule: Arc<Rule>,
    pub(super) fields: Vec<SetField>,
}

#[derive(Clone)]
pub(super) struct SetField {
    pub(super) field: RuleField,
    /// The key in the configuration: the name of the rule, or a selector of several.
    pub(super) selector: String,
    pub(super) line: usize,
}

#[derive(Clone)]
pub(super) enum RuleField {
    Level(Level),
    Ignorable(bool),
    Option(String, u64),
}

impl Layer {
    /// The mapping must be checked before.
    pub(super) fn read(node: Node<'_>, known: &RuleSet, line: &dyn Fn(Node<'_>) -> usize) -> Self {
        let values = SETTINGS.iter().filter_map(|setting| {
            let value = setting.value_in(node)?;
            Some(SetValue {
                setting,
                value: setting.canonical(&Setting::text(value)?),
                line: line(value),
            })
        });
        Self {
            values: values.collect(),
            rules: rules(node, known, line),
        }
    }
}

/// If several entries select a rule, the most specific one wins, whatever their order.
fn rules(node: Node<'_>, known: &RuleSet, line: &dyn Fn(Node<'_>) -> usize) -> Vec<SetRule> {
    let entries = node.get("rules").into_iter().flat_map(Node::entries);
    let set = entries.filter_map(|entry| {
        let selector = Selector::read(&entry.key, known)?;
        let fields = fields(entry.value, &selector, line);
        Some((selector, fields))
    });
    let mut set: Vec<_> = set.collect();
    set.sort_by_key(|(selector, _)| selector.exactness(known));
    let mut rules: BTreeMap<&str, SetRule> = BTreeMap::new();
    for (selector, fields) in &set {
        for rule in selector.rules(known) {
            let of_rule = rules.entry(&rule.id).or_insert_with(|| SetRule {
                rule: Arc::clone(rule),
                fields: Vec::new(),
            });
            for field in fields {
                of_rule.fields.retain(|known| !known.is_same(field));
                of_rule.fields.push(field.clone());
            }
        }
    }
    rules.into_values().collect()
}

impl SetField {
    /// True if both set the same property of a rule.
    fn is_same(&self, other: &Self) -> bool {
        match (&self.field, &other.field) {
            (RuleField::Option(name, _), RuleField::Option(other, _)) => name == other,
            (field, other) => discriminant(field) == discriminant(other),
        }
    }
}

fn fields(node: Node<'_>, selector: &Selector, line: &dyn Fn(Node<'_>) -> usize) -> Vec<SetField> {
    let level = |node: Node<'_>| {
        let word = word_of(node.scalar_text()?, &words::<Level>())?;
        Level::from_name(word).map(RuleField::Level)
    };
    let name = match selector {
        Selector::Rule(rule) => &rule.info().name,
        Selector::Beginning(key) | Selector::Group(key) => key,
    };
    let set = |node: Node<'_>, field| SetField {
        field,
        selector: name.clone(),
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
