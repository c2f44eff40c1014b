use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::{finding::Severity, lint::Level};

/// What the file says about a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RuleEntry {
    pub(super) level: Option<Level>,
    pub(super) ignorable: Option<bool>,
    pub(super) options: BTreeMap<String, u64>,
}

/// How bad a rule's findings are, or that it is off.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum LevelName {
    /// The rule is not run.
    Off,
    /// Advice.
    Info,
    /// The pod probably fails under load, or costs more than was meant.
    Warning,
    /// The pod will not run where or as asked.
    Error,
}

impl From<LevelName> for Level {
    fn from(name: LevelName) -> Self {
        match name {
            LevelName::Off => Self::Off,
            LevelName::Info => Self::At(Severity::Info),
            LevelName::Warning => Self::At(Severity::Warning),
            LevelName::Error => Self::At(Severity::Error),
        }
    }
}

// By hand, as a derived one could not say which of the two forms is wrong, and where.
impl<'de> Deserialize<'de> for RuleEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = RuleEntry;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`off`, `info`, `warning` or `error`, or a mapping")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RuleEntry, E> {
                let deserializer = de::value::StrDeserializer::new(text);
                let level = LevelName::deserialize(deserializer)?.into();
                Ok(RuleEntry {
                    level: Some(level),
                    ..RuleEntry::default()
                })
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<RuleEntry, A::Error> {
                let mut entry = RuleEntry::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "severity" => entry.level = Some(map.next_value::<LevelName>()?.into()),
                        "ignorable" => entry.ignorable = Some(map.next_value()?),
                        // Which options there are is the rule's business.
                        _ => {
                            let value = map.next_value()?;
                            entry.options.insert(key, value);
                        }
                    }
                }
                Ok(entry)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
