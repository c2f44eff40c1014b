//! The JSON schema of the configuration file, for editors.

use serde_json::{Map, Value, json};

use super::{
    file_form::file,
    form::{Field, ValueForm, Word, words},
};
use crate::{finding::RuleInfo, lint::Level, rules};

/// The JSON schema of the configuration file.
///
/// # Panics
/// Never: a schema is JSON.
#[must_use]
pub fn schema() -> String {
    let mut schema = of_form(file());
    let rules = rules::all().iter().map(|rule| &rule.info);
    let mut definitions: Map<String, Value> =
        rules.map(|info| (info.id.clone(), of_rule(info))).collect();
    definitions.insert("level".to_owned(), of_words(&words::<Level>()));
    let top = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of spark-eci-lint",
        "$defs": definitions,
    });
    if let (Value::Object(schema), Value::Object(top)) = (&mut schema, top) {
        schema.extend(top);
    }
    serde_json::to_string_pretty(&schema).expect("JSON") + "\n"
}

fn of_form(form: &ValueForm) -> Value {
    match form {
        ValueForm::Text => json!({"type": "string"}),
        ValueForm::Number => json!({"type": "integer", "minimum": 0}),
        ValueForm::Bool => json!({"type": "boolean"}),
        ValueForm::OneOf(words) => of_words(words),
        ValueForm::List(item) => json!({"type": "array", "items": of_form(item)}),
        ValueForm::Mapping(fields) => of_fields(fields),
        ValueForm::WordOrMapping(words, fields) => {
            json!({"anyOf": [of_words(words), of_fields(fields)]})
        }
        ValueForm::Rules => {
            let infos = rules::all().iter().map(|rule| &rule.info);
            let properties: Map<String, Value> = infos
                .flat_map(|info| {
                    [&info.id, &info.name].map(|key| (key.clone(), reference(&info.id)))
                })
                .collect();
            json!({"type": "object", "properties": properties, "additionalProperties": false})
        }
    }
}

fn reference(definition: &str) -> Value {
    json!({"$ref": format!("#/$defs/{definition}")})
}

fn of_words(words: &[Word]) -> Value {
    let words = words.iter();
    let words = words.map(|word| json!({"const": word.name, "description": word.summary}));
    json!({"oneOf": words.collect::<Vec<_>>()})
}

fn of_fields(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let mut schema = of_form(&field.form);
            schema["description"] = field.summary.into();
            (field.name.to_owned(), schema)
        })
        .collect();
    let required = fields.iter().filter(|field| field.is_required);
    let required: Vec<_> = required.map(|field| field.name).collect();
    let mut schema =
        json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

fn of_rule(info: &RuleInfo) -> Value {
    let mut fields = Map::new();
    fields.insert("severity".to_owned(), reference("level"));
    fields.insert(
        "ignorable".to_owned(),
        json!({"type": "boolean", "default": true, "description": "Whether its findings can be suppressed."}),
    );
    for option in &info.options {
        fields.insert(
            option.name.clone(),
            json!({
                "type": "integer",
                "minimum": 0,
                "default": option.default,
                "description": option.summary,
            }),
        );
    }
    json!({
        "description": format!("{} {}: {} ({} unless set)", info.id, info.name, info.summary, info.severity),
        "anyOf": [
            reference("level"),
            {"type": "object", "properties": fields, "additionalProperties": false},
        ],
    })
}
