//! The settings that the top of the file, its overrides and the command line can give, one entry each.

use super::form::{ValueForm, word_of, words};
use crate::{
    judged::{Cluster, Currency, Placement, parse_runtime},
    lint::Settings,
    named::Named,
    spark::{SparkVersion, Webhook},
    yaml::Node,
};

/// A setting. Its value is a text that the form and `check` accept.
pub(super) struct Setting {
    /// The name; behind a dot it is a field of a group.
    pub(super) name: &'static str,
    /// A sentence about it, for the schema.
    pub(super) summary: &'static str,
    /// What holds unless it is set, as it is shown.
    pub(super) default: &'static str,
    pub(super) form: fn() -> ValueForm,
    /// Why a value of the right form is invalid.
    pub(super) check: fn(&str) -> Result<(), String>,
    pub(super) apply: fn(&mut Settings, &str),
}

pub(super) static SETTINGS: [Setting; 11] = [
    Setting {
        name: "cluster",
        summary: "The kind of cluster.",
        default: "unknown, judged as ack",
        form: || ValueForm::OneOf(words::<Cluster>()),
        check: |_| Ok(()),
        apply: |settings, value| settings.environment.cluster = Cluster::from_name(value),
    },
    Setting {
        name: "region",
        summary: "The region, such as `cn-hangzhou`: some specs are offered only in some.",
        default: "unknown",
        form: || ValueForm::Text,
        // Which regions there are changes: one that is not known gets a warning.
        check: |_| Ok(()),
        apply: |settings, value| settings.environment.region = Some(value.to_owned()),
    },
    Setting {
        name: "placement.driver",
        summary: "Where drivers, servers and masters run.",
        default: "unknown, judged by the manifest",
        form: || ValueForm::OneOf(words::<Placement>()),
        check: |_| Ok(()),
        apply: |settings, value| settings.environment.driver = Placement::from_name(value),
    },
    Setting {
        name: "placement.executor",
        summary: "Where executors and workers run.",
        default: "required",
        form: || ValueForm::OneOf(words::<Placement>()),
        check: |_| Ok(()),
        apply: |settings, value| {
            if let Some(placement) = Placement::from_name(value) {
                settings.environment.executor = placement;
            }
        },
    },
    Setting {
        name: "operator-spark-version",
        summary: "The version of the Spark inside the operator, which builds the driver's pod.",
        default: "4.0, or the application's own if newer",
        form: || ValueForm::Text,
        check: check_spark_version,
        apply: |settings, value| {
            settings.environment.pods.operator_spark = SparkVersion::parse(value);
        },
    },
    Setting {
        name: "operator-webhook",
        summary: "Whether the operator runs with its webhook, which alone puts some fields of a role into pods.",
        default: "unknown",
        form: || ValueForm::OneOf(words::<Webhook>()),
        check: |_| Ok(()),
        apply: |settings, value| {
            if let Some(webhook) = Webhook::from_name(value) {
                settings.environment.pods.webhook = webhook;
            }
        },
    },
    Setting {
        name: "currency",
        summary: "The currency of prices.",
        default: "by `prices` and region",
        form: || ValueForm::OneOf(words::<Currency>()),
        check: |_| Ok(()),
        apply: |settings, value| {
            if let Some(currency) = Currency::from_name(value) {
                settings.environment.currency = Some(currency);
            }
        },
    },
    Setting {
        name: "runtime",
        summary: "How long a run of an application takes, such as `25m`; the plan shows what a run costs.",
        default: "unknown",
        form: || ValueForm::Text,
        check: |value| match parse_runtime(value) {
            Ok(_) => Ok(()),
            Err(reason) => Err(format!("`{value}` is not a duration: {reason}")),
        },
        apply: |settings, value| settings.environment.runtime = parse_runtime(value).ok(),
    },
    Setting {
        name: "require-reason",
        summary: "Whether a suppression counts only with a reason.",
        default: "false",
        form: || ValueForm::Bool,
        check: |_| Ok(()),
        apply: |settings, value| settings.require_reason = value == "true",
    },
    Setting {
        name: "require-applications",
        summary: "Whether a check fails that judges no Spark application.",
        default: "false",
        form: || ValueForm::Bool,
        check: |_| Ok(()),
        apply: |settings, value| settings.require_applications = value == "true",
    },
    Setting {
        name: "fail-on-unjudged",
        summary: "Whether a check fails where a Spark application is found and cannot be judged.",
        default: "false",
        form: || ValueForm::Bool,
        check: |_| Ok(()),
        apply: |settings, value| settings.fail_on_unjudged = value == "true",
    },
];

/// Why a text is not a version of Spark.
///
/// # Errors
/// A sentence with an example.
pub fn check_spark_version(text: &str) -> Result<(), String> {
    match SparkVersion::parse(text) {
        Some(_) => Ok(()),
        None => Err(format!(
            "`{text}` is not a version, such as `4.0` or `3.5.2`"
        )),
    }
}

impl Setting {
    /// Its value in the top of the file or in an override. One word for a group is the value of each of
    /// its settings.
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

    /// A value as the table of its form writes it: words count in any case.
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
        assert_eq!(words, 5);
    }
}
