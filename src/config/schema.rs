use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::{file::ConfigFile, rule_entry::LevelName};
use crate::{finding::RuleInfo, rules};

/// The JSON schema of the configuration file, for editors.
///
/// # Panics
/// Never: a schema is JSON.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(ConfigFile);
    serde_json::to_string_pretty(&schema).expect("JSON") + "\n"
}

/// One property for each rule by its id and one by its name, with its own options.
pub(super) fn rules_schema(generator: &mut SchemaGenerator) -> Schema {
    let level = serde_json::to_value(generator.subschema_for::<LevelName>()).unwrap_or_default();
    let mut properties = Map::new();
    for info in rules::all().iter().map(|rule| &rule.info) {
        let entry = rule_schema(info, &level);
        properties.insert(info.id.clone(), entry.clone());
        properties.insert(info.name.clone(), entry);
    }
    json_schema!({
        "type": "object",
        "properties": Value::Object(properties),
        "additionalProperties": false,
    })
}

fn rule_schema(info: &RuleInfo, level: &Value) -> Value {
    let mut fields = Map::new();
    fields.insert("severity".to_owned(), level.clone());
    fields.insert(
        "ignorable".to_owned(),
        json!({ "type": "boolean", "default": true, "description": "Whether findings can be suppressed." }),
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
            level,
            { "type": "object", "properties": fields, "additionalProperties": false },
        ],
    })
}
