//! The user's settings in the editor.

use std::path::PathBuf;

use serde_json::Value;

use crate::finding::Severity;
use crate::named::Named;

/// The section of these settings in the configuration of an editor.
pub(super) const SECTION: &str = "spark-eci-lint";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// The lowest severity of the findings that are shown.
    pub(super) severity: Severity,
    /// A configuration that replaces the nearest one.
    pub(super) configuration: Option<PathBuf>,
    pub(super) inlay_hints: bool,
    pub(super) code_lens: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            severity: Severity::Info,
            configuration: None,
            inlay_hints: true,
            code_lens: true,
        }
    }
}

impl Settings {
    /// Reads settings. An invalid one keeps its default and is reported.
    pub(super) fn read(value: &Value) -> (Self, Vec<String>) {
        let mut settings = Self::default();
        let mut complaints = Vec::new();
        let fields = match value {
            Value::Object(fields) => fields,
            Value::Null => return (settings, complaints),
            other => {
                complaints.push(format!("the settings must be an object, not {other}"));
                return (settings, complaints);
            }
        };
        for (name, value) in fields {
            let is_read = match (name.as_str(), value) {
                (_, Value::Null) => true,
                ("severity", Value::String(name)) => {
                    let severity = Severity::from_name(name);
                    settings.severity = severity.unwrap_or(settings.severity);
                    severity.is_some()
                }
                ("configuration", Value::String(path)) => {
                    settings.configuration = Some(PathBuf::from(path)).filter(|_| !path.is_empty());
                    true
                }
                ("inlayHints", Value::Bool(is_on)) => {
                    settings.inlay_hints = *is_on;
                    true
                }
                ("codeLens", Value::Bool(is_on)) => {
                    settings.code_lens = *is_on;
                    true
                }
                ("severity" | "configuration" | "inlayHints" | "codeLens", _) => false,
                // Extensions keep settings of their own in this section.
                _ => true,
            };
            if !is_read {
                complaints.push(format!(
                    "invalid value for the setting `{SECTION}.{name}`: {value}"
                ));
            }
        }
        (settings, complaints)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn invalid_settings_keep_their_defaults_and_get_a_complaint() {
        let (settings, complaints) = Settings::read(&json!({
            "severity": "warning", "inlayHints": "no", "codeLens": false, "path": ["x"], "configuration": ""
        }));
        let expected = Settings {
            severity: Severity::Warning,
            code_lens: false,
            ..Settings::default()
        };
        assert_eq!(settings, expected);
        assert_eq!(
            complaints,
            ["invalid value for the setting `spark-eci-lint.inlayHints`: \"no\""]
        );
        assert_eq!(Settings::read(&json!(null)), (Settings::default(), vec![]));
        assert_eq!(Settings::read(&json!([])).1.len(), 1);
    }
}
