//! A value of a setting that Spark does not take.

use super::consequence;
use crate::{
    finding::{Diagnostic, Fix, Safety, Severity},
    judged::JudgedApplication,
    source::{is_number_placeholder, odd_letter},
    spark::{Setting, Stage, ValueType, known_setting},
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI614-invalid-spark-conf-value.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let settings = judged.conf.of_spark_conf();
    let settings = settings.filter(|(_, setting)| !is_number_placeholder(&setting.value));
    settings
        .filter_map(|(key, setting)| {
            let mut known = known_setting(key);
            known.retain(|known| judged.may_read(key, known));
            if !known.iter().any(|known| judged.reads(key, known)) {
                return None;
            }
            // Where several versions may read it, all of them have to refuse it.
            let mut reasons = known.iter().map(|known| {
                let value = resolved(known.value);
                value.refuse(&setting.value, judged.version)
            });
            let reason = reasons.next()??;
            if !reasons.all(|reason| reason.is_some()) {
                return None;
            }
            let stops = known.iter().all(|known| known.is_read_at_start);
            let value = resolved(known[0].value);
            Some(diagnostic(key, setting, &reason, stops, value).fix(fix(judged, setting, value)))
        })
        .collect()
}

/// The type of the setting that an older name stands for.
fn resolved(value: ValueType) -> ValueType {
    match value {
        // A few older names count in another unit, so that their values are not compared.
        ValueType::Alias(_) => ValueType::Unknown,
        value => value,
    }
}

fn diagnostic(
    key: &str,
    setting: &Setting<'_>,
    reason: &str,
    stops: bool,
    value: ValueType,
) -> Diagnostic {
    let (severity, consequence) = if stops {
        (Severity::Error, consequence(Stage::DriverStart))
    } else {
        (Severity::Warning, "Spark fails where it reads it")
    };
    let text = &setting.value;
    let message = format!(
        "invalid `{key}: {text}`{}: {reason}; {consequence}",
        odd_letter(text)
    );
    // What else is allowed is in the message.
    let label = reason.split(" (").next().unwrap_or_default();
    let help = format!("write {}", value.allowed());
    Diagnostic::at(setting.span, label, message)
        .help(help)
        .severity(severity)
}

/// Writes what is certainly meant.
fn fix(judged: &JudgedApplication<'_, '_>, setting: &Setting<'_>, value: ValueType) -> Option<Fix> {
    let text = setting.value.trim();
    let meant = match value {
        ValueType::Boolean => match text.to_ascii_lowercase().as_str() {
            "yes" | "on" | "y" => "true".to_owned(),
            "no" | "off" | "n" => "false".to_owned(),
            _ => return None,
        },
        ValueType::OneOf(options) => {
            let mut options = options.split('|');
            options
                .find(|option| option.eq_ignore_ascii_case(text))?
                .to_owned()
        }
        ValueType::Bytes(..) => {
            let lower = text.to_ascii_lowercase();
            let short = lower
                .strip_suffix("ib")
                .or_else(|| lower.strip_suffix('i'))?;
            value
                .refuse(short, judged.version)
                .is_none()
                .then(|| short.to_owned())?
        }
        _ => return None,
    };
    let edit = judged.fixer.editor()?.replace(setting.span, &meant);
    judged
        .fixer
        .fix(Safety::Safe, format!("Write `{meant}`"), [edit])
}
