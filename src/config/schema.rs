//! The JSON Schema of the configuration file, for editors.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    file_form::file,
    form::{Field, OFF, ON, ValueForm, Word, words},
};
use crate::{
    finding::{RuleInfo, RuleOption},
    lint::Level,
    rules::RuleSet,
};

/// The JSON Schema of the configuration file.
///
/// # Panics
/// Never: a schema is JSON.
#[must_use]
pub fn schema() -> String {
    let mut schema = form_schema(file());
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "Configuration of spark-eci-lint".into();
    schema["$defs"] = definitions().into();
    serde_json::to_string_pretty(&schema).expect("JSON") + "\n"
}

fn definitions() -> Map<String, Value> {
    let rules = RuleSet::default();
    let infos = || rules.infos().into_iter();
    let mut definitions: Map<String, Value> = infos()
        .map(|info| (info.id.clone(), rule_schema(info)))
        .collect();
    let keys = infos()
        .flat_map(|info| [&info.id, &info.name].map(|key| (key.clone(), reference(&info.id))));
    let several = selectors_of_several(&rules).into_iter();
    let keys = keys.chain(several.map(|selector| (selector, reference("rule"))));
    definitions.extend([
        ("rules".to_owned(), rules_schema(keys)),
        ("rule".to_owned(), severity_or_fields(&[])),
        ("severity".to_owned(), words_schema(&words::<Level>())),
        (
            "ignorable".to_owned(),
            json!({
                "type": "boolean",
                "default": true,
                "description": "Whether its findings can be suppressed.",
            }),
        ),
    ]);
    definitions
}

/// The groups, and the id prefixes down to those of a group.
fn selectors_of_several(rules: &RuleSet) -> Vec<String> {
    let groups = rules.groups().into_iter().map(str::to_owned);
    let ids = rules.infos().into_iter();
    let families = ids.filter_map(|info| info.id.get(..FAMILY));
    let families: BTreeSet<_> = families.map(str::to_owned).collect();
    groups.chain(families).collect()
}

/// The length of an id prefix such as `ECI3`.
const FAMILY: usize = 4;

fn reference(definition: &str) -> Value {
    json!({"$ref": format!("#/$defs/{definition}")})
}

fn object(properties: impl IntoIterator<Item = (String, Value)>) -> Value {
    let properties: Map<String, Value> = properties.into_iter().collect();
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

/// The built-in rules, and any other key, because the names of custom rules are unknown here.
fn rules_schema(keys: impl IntoIterator<Item = (String, Value)>) -> Value {
    let mut schema = object(keys);
    schema["additionalProperties"] = reference("rule");
    schema
}

fn form_schema(form: &ValueForm) -> Value {
    match form {
        ValueForm::Text => json!({"type": "string"}),
        ValueForm::Number => json!({"type": "integer", "minimum": 0}),
        ValueForm::Amount => json!({"type": "number", "minimum": 0}),
        ValueForm::Amounts => json!({
            "type": "object",
            "additionalProperties": {"type": "number", "minimum": 0},
        }),
        ValueForm::Bool => json!({"type": "boolean"}),
        ValueForm::Scalars => json!({
            "type": "object",
            "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
        }),
        ValueForm::OneOf(words) => words_schema(words),
        ValueForm::TextOrList => {
            json!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
        }
        ValueForm::List(item) => json!({"type": "array", "items": form_schema(item)}),
        ValueForm::Mapping(fields) => fields_schema(fields),
        ValueForm::WordOrMapping(words, fields) => {
            json!({"anyOf": [words_schema(words), fields_schema(fields)]})
        }
        ValueForm::Manifest => json!({"type": ["object", "string"]}),
        ValueForm::Rules => reference("rules"),
    }
}

fn words_schema(words: &[Word]) -> Value {
    // Editors that follow YAML 1.1 read `on` and `off` as booleans.
    let as_boolean = |word: &Word| match word.name {
        ON => Some(true),
        OFF => Some(false),
        _ => None,
    };
    let forms = words.iter().flat_map(|word| {
        let form = |value: Value| json!({"const": value, "description": word.summary});
        let boolean = as_boolean(word).map(|value| form(value.into()));
        std::iter::once(form(word.name.into())).chain(boolean)
    });
    json!({"oneOf": forms.collect::<Vec<_>>()})
}

fn fields_schema(fields: &[Field]) -> Value {
    let properties = fields.iter().map(|field| {
        let mut schema = form_schema(&field.form);
        schema["description"] = field.summary.into();
        (field.name.to_owned(), schema)
    });
    let mut schema = object(properties);
    let required = fields.iter().filter(|field| field.is_required);
    let required: Vec<_> = required.map(|field| field.name).collect();
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

/// Each rule has its own description; rules without options share the rest.
fn rule_schema(info: &RuleInfo) -> Value {
    let mut schema = match &info.options[..] {
        [] => reference("rule"),
        options => severity_or_fields(options),
    };
    let description = format!(
        "{} {}: {} (default: {})",
        info.id, info.name, info.summary, info.severity
    );
    schema["description"] = description.into();
    schema
}

/// A severity, or a mapping with it and the rule's options.
fn severity_or_fields(options: &[RuleOption]) -> Value {
    let shared = ["severity", "ignorable"].map(|name| (name.to_owned(), reference(name)));
    let options = options.iter().map(|option| {
        let mut schema = form_schema(&ValueForm::Number);
        schema["default"] = option.default.into();
        schema["description"] = option.summary.as_str().into();
        (option.name.clone(), schema)
    });
    json!({"anyOf": [reference("severity"), object(shared.into_iter().chain(options))]})
}
