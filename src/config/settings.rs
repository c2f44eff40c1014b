//! The settings that the top level, overrides and the command line can set, one entry each.

use super::{
    form::{ValueForm, word_of, words},
    run_paths::{check_baseline, check_formats},
};
use crate::{
    finding::Severity,
    judged::{Cluster, Currency, Placement, parse_runtime},
    lint::{FailOn, Settings},
    named::Named,
    spark::{SparkVersion, Webhook},
    yaml::{Kind, Node},
};

/// A setting. Its value is a text that has passed the form and `check`.
pub(super) struct Setting {
    /// The name; a dot separates a group and its field.
    pub(super) name: &'static str,
    /// The description in the schema.
    pub(super) summary: &'static str,
    /// The default value, as it is shown.
    pub(super) default: &'static str,
    pub(super) form: fn() -> ValueForm,
    /// Checks a value of the right type.
    pub(super) check: fn(&str) -> Result<(), String>,
    pub(super) apply: fn(&mut Settings, &str),
    /// True for a setting of the whole run, which an override cannot set.
    pub(super) is_of_run: bool,
    pub(super) strictness: Strictness,
}

/// Which values make a check stricter.
#[derive(Clone, Copy)]
pub(super) enum Strictness {
    /// Unknown.
    None,
    /// `true`.
    True,
    /// `false`.
    False,
    /// The lower severity.
    LowSeverity,
}

/// The values that most settings share.
const PLAIN: Setting = Setting {
    name: "",
    summary: "",
    default: "",
    form: || ValueForm::Text,
    check: |_| Ok(()),
    apply: |_, _| {},
    is_of_run: false,
    strictness: Strictness::None,
};

/// `select` and `ignore` are applied rule by rule, because single rules may be locked.
pub(super) const SELECT: &str = "select";
pub(super) const IGNORE: &str = "ignore";
pub(super) const FORCE_EXCLUDE: &str = "force-exclude";
/// The settings that name files.
pub(super) const BASELINE: &str = "baseline";
pub(super) const FORMAT: &str = "format";

pub(super) static SETTINGS: [Setting; 18] = [
    Setting {
        name: "cluster",
        summary: "The kind of cluster.",
        default: "unknown, treated as ack",
        form: || ValueForm::OneOf(words::<Cluster>()),
        apply: |settings, value| settings.environment.cluster = Cluster::from_name(value),
        ..PLAIN
    },
    Setting {
        name: "region",
        summary: "The region, such as `cn-hangzhou`: some specs are offered only in some.",
        default: "unknown",
        form: || ValueForm::Text,
        // Alibaba Cloud adds regions, so an unknown one is only a warning.
        apply: |settings, value| settings.environment.region = Some(value.to_owned()),
        ..PLAIN
    },
    Setting {
        name: "placement.driver",
        summary: "Where drivers, servers and masters run.",
        default: "unknown, derived from the manifest",
        form: || ValueForm::OneOf(words::<Placement>()),
        apply: |settings, value| settings.environment.driver = Placement::from_name(value),
        ..PLAIN
    },
    Setting {
        name: "placement.executor",
        summary: "Where executors and workers run.",
        default: "required",
        form: || ValueForm::OneOf(words::<Placement>()),
        apply: |settings, value| {
            if let Some(placement) = Placement::from_name(value) {
                settings.environment.executor = placement;
            }
        },
        ..PLAIN
    },
    Setting {
        name: "operator-spark-version",
        summary: "The Spark version inside the operator, which builds the driver's pod.",
        default: "4.0, or the application's own if newer",
        form: || ValueForm::Text,
        check: check_spark_version,
        apply: |settings, value| {
            settings.environment.pods.operator_spark = SparkVersion::parse(value);
        },
        ..PLAIN
    },
    Setting {
        name: "operator-webhook",
        summary: "Whether the operator runs with its webhook. Some fields of a role reach its pods only through the webhook.",
        default: "unknown",
        form: || ValueForm::OneOf(words::<Webhook>()),
        apply: |settings, value| {
            if let Some(webhook) = Webhook::from_name(value) {
                settings.environment.pods.webhook = webhook;
            }
        },
        ..PLAIN
    },
    Setting {
        name: "currency",
        summary: "The currency of prices.",
        default: "that of `prices`, else of the region",
        form: || ValueForm::OneOf(words::<Currency>()),
        apply: |settings, value| {
            if let Some(currency) = Currency::from_name(value) {
                settings.environment.currency = Some(currency);
            }
        },
        ..PLAIN
    },
    Setting {
        name: "runtime",
        summary: "The duration of a run of an application, such as `25m`. The plan then shows the price of a run.",
        default: "unknown",
        form: || ValueForm::Text,
        check: |value| match parse_runtime(value) {
            Ok(_) => Ok(()),
            Err(reason) => Err(format!("`{value}` is not a duration: {reason}")),
        },
        apply: |settings, value| settings.environment.runtime = parse_runtime(value).ok(),
        ..PLAIN
    },
    Setting {
        name: "require-reason",
        summary: "Whether suppressions need a reason.",
        default: "false",
        form: || ValueForm::Bool,
        apply: |settings, value| settings.require_reason = value == "true",
        strictness: Strictness::True,
        ..PLAIN
    },
    Setting {
        name: "require-applications",
        summary: "Whether a run fails if no Spark application was checked.",
        default: "false",
        form: || ValueForm::Bool,
        apply: |settings, value| settings.require_applications = value == "true",
        strictness: Strictness::True,
        ..PLAIN
    },
    Setting {
        name: "fail-on-unjudged",
        summary: "Whether a run fails if a Spark application could not be checked.",
        default: "false",
        form: || ValueForm::Bool,
        apply: |settings, value| settings.fail_on_unjudged = value == "true",
        strictness: Strictness::True,
        ..PLAIN
    },
    Setting {
        name: SELECT,
        summary: "The only rules to check: ids, id prefixes, names or groups.",
        default: "all",
        form: texts,
        ..PLAIN
    },
    Setting {
        name: IGNORE,
        summary: "Rules to skip: ids, id prefixes, names or groups.",
        default: "none",
        form: texts,
        ..PLAIN
    },
    Setting {
        name: "fail-on",
        summary: "The lowest severity that sets the exit code to 1. Applies to the whole run.",
        default: "error",
        form: || ValueForm::OneOf(words::<FailOn>()),
        apply: |settings, value| {
            settings.run.fail_on = FailOn::from_name(value).unwrap_or_default();
        },
        is_of_run: true,
        strictness: Strictness::LowSeverity,
        ..PLAIN
    },
    Setting {
        name: "severity",
        summary: "The lowest severity that reports show. Applies to the whole run.",
        default: "depends on the format",
        form: || ValueForm::OneOf(words::<Severity>()),
        apply: |settings, value| settings.run.severity = Severity::from_name(value),
        is_of_run: true,
        strictness: Strictness::LowSeverity,
        ..PLAIN
    },
    Setting {
        name: BASELINE,
        summary: "A baseline: a file of known findings, in this file's folder or below. Applies to the whole run.",
        default: "none",
        check: check_baseline,
        apply: |settings, value| settings.run.baseline = Some(value.to_owned()),
        is_of_run: true,
        ..PLAIN
    },
    Setting {
        name: FORMAT,
        summary: "One or more reports: `FORMAT`, or `FORMAT=FILE` with a file in this file's folder or below. Applies to the whole run.",
        default: "depends on the environment",
        form: || ValueForm::TextOrList,
        check: check_formats,
        apply: |settings, value| {
            settings.run.formats = value.split(',').map(str::to_owned).collect();
        },
        is_of_run: true,
        ..PLAIN
    },
    Setting {
        name: FORCE_EXCLUDE,
        summary: "Whether excluded files are skipped even if the command line names them.",
        default: "false",
        form: || ValueForm::Bool,
        apply: |settings, value| settings.force_exclude = value == "true",
        strictness: Strictness::False,
        ..PLAIN
    },
];

fn texts() -> ValueForm {
    ValueForm::List(Box::new(ValueForm::Text))
}

/// Checks a Spark version.
///
/// # Errors
/// A message with an example.
pub fn check_spark_version(text: &str) -> Result<(), String> {
    match SparkVersion::parse(text) {
        Some(_) => Ok(()),
        None => Err(format!(
            "invalid version `{text}`: expected one such as `4.0` or `3.5.2`"
        )),
    }
}

impl Setting {
    /// Its value in the top level or an override. A single value for a group is the value of each of its settings.
    pub(super) fn value_in<'d>(&self, layer: Node<'d>) -> Option<Node<'d>> {
        let Some((group, name)) = self.name.split_once('.') else {
            return layer.get(self.name);
        };
        let group = layer.get(group)?;
        match group.scalar_text() {
            Some(_) => Some(group),
            None => group.get(name),
        }
    }

    /// The text of a value; for a list, its items joined by commas.
    pub(super) fn text(value: Node<'_>) -> Option<String> {
        if value.kind() == Kind::Sequence {
            let items: Option<Vec<_>> = value.items().map(Node::as_str).collect();
            return items
                .filter(|items| !items.is_empty())
                .map(|items| items.join(","));
        }
        value.scalar_text().map(str::to_owned)
    }

    /// The canonical spelling of a value: words are compared ignoring case.
    pub(super) fn canonical(&self, value: &str) -> String {
        let name = match (self.form)() {
            ValueForm::OneOf(words) => word_of(value, &words),
            _ => None,
        };
        name.unwrap_or(value).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_defaults_are_those_of_the_linter() {
        let unset = format!("{:?}", Settings::default());
        let mut words = 0;
        for setting in &SETTINGS {
            let is_word = match (setting.form)() {
                ValueForm::OneOf(words) => words.iter().any(|word| word.name == setting.default),
                ValueForm::Bool => true,
                _ => false,
            };
            if is_word {
                let mut settings = Settings::default();
                (setting.apply)(&mut settings, setting.default);
                assert_eq!(format!("{settings:?}"), unset, "{}", setting.name);
                words += 1;
            }
        }
        assert_eq!(words, 7);
    }
}
