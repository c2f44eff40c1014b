//! The settings that the top of the file, its overrides and the command line can give, one entry each.

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
    /// True for what holds for a run as a whole, so that an override cannot give it.
    pub(super) is_of_run: bool,
    /// Which of two values is the stricter one.
    pub(super) strictness: Strictness,
}

/// Which of two values makes a check stricter.
#[derive(Clone, Copy)]
pub(super) enum Strictness {
    /// Neither is known to.
    None,
    /// `true` does.
    True,
    /// `false` does.
    False,
    /// The lower severity does.
    LowSeverity,
}

/// What most settings have in common.
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

/// The settings that decide which rules run: they are applied rule by rule, as single rules may be locked.
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
        default: "unknown, judged as ack",
        form: || ValueForm::OneOf(words::<Cluster>()),
        apply: |settings, value| settings.environment.cluster = Cluster::from_name(value),
        ..PLAIN
    },
    Setting {
        name: "region",
        summary: "The region, such as `cn-hangzhou`: some specs are offered only in some.",
        default: "unknown",
        form: || ValueForm::Text,
        // Which regions there are changes: one that is not known gets a warning.
        apply: |settings, value| settings.environment.region = Some(value.to_owned()),
        ..PLAIN
    },
    Setting {
        name: "placement.driver",
        summary: "Where drivers, servers and masters run.",
        default: "unknown, judged by the manifest",
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
        summary: "The version of the Spark inside the operator, which builds the driver's pod.",
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
        summary: "Whether the operator runs with its webhook, which alone puts some fields of a role into pods.",
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
        default: "by `prices` and region",
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
        summary: "How long a run of an application takes, such as `25m`; the plan shows what a run costs.",
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
        summary: "Whether a suppression counts only with a reason.",
        default: "false",
        form: || ValueForm::Bool,
        apply: |settings, value| settings.require_reason = value == "true",
        strictness: Strictness::True,
        ..PLAIN
    },
    Setting {
        name: "require-applications",
        summary: "Whether a check fails that judges no Spark application.",
        default: "false",
        form: || ValueForm::Bool,
        apply: |settings, value| settings.require_applications = value == "true",
        strictness: Strictness::True,
        ..PLAIN
    },
    Setting {
        name: "fail-on-unjudged",
        summary: "Whether a check fails where a Spark application is found and cannot be judged.",
        default: "false",
        form: || ValueForm::Bool,
        apply: |settings, value| settings.fail_on_unjudged = value == "true",
        strictness: Strictness::True,
        ..PLAIN
    },
    Setting {
        name: SELECT,
        summary: "The only rules to check: ids, beginnings of ids, names or groups.",
        default: "all",
        form: texts,
        ..PLAIN
    },
    Setting {
        name: IGNORE,
        summary: "Rules that are not checked: ids, beginnings of ids, names or groups.",
        default: "none",
        form: texts,
        ..PLAIN
    },
    Setting {
        name: "fail-on",
        summary: "The lowest severity that makes the exit code 1. It holds for a run as a whole.",
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
        summary: "The lowest severity that reports show. It holds for a run as a whole.",
        default: "by format",
        form: || ValueForm::OneOf(words::<Severity>()),
        apply: |settings, value| settings.run.severity = Severity::from_name(value),
        is_of_run: true,
        strictness: Strictness::LowSeverity,
        ..PLAIN
    },
    Setting {
        name: BASELINE,
        summary: "A file of findings that are known already, in this file's folder or below. It holds for a run as a whole.",
        default: "none",
        check: check_baseline,
        apply: |settings, value| settings.run.baseline = Some(value.to_owned()),
        is_of_run: true,
        ..PLAIN
    },
    Setting {
        name: FORMAT,
        summary: "The report, or a list of reports: `FORMAT`, or `FORMAT=FILE` with a file in this file's folder or below. It holds for a run as a whole.",
        default: "by place",
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
        summary: "Whether excluded files are left out even where the command line names them.",
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

    /// The text of its value in the file; of a list, its items with commas between them.
    pub(super) fn text(value: Node<'_>) -> Option<String> {
        if value.kind() == Kind::Sequence {
            let items: Option<Vec<_>> = value.items().map(Node::as_str).collect();
            // An empty list sets nothing.
            return items
                .filter(|items| !items.is_empty())
                .map(|items| items.join(","));
        }
        value.scalar_text().map(str::to_owned)
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
        assert_eq!(words, 7);
    }
}
