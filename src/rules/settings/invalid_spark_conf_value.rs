//! An invalid value of a Spark setting.

use super::consequence;
use crate::{
    finding::{Diagnostic, Fix, Safety, Severity},
    judged::JudgedApplication,
    source::{is_number_placeholder, odd_letter},
    spark::{Role, Setting, Stage, ValueType, known_setting},
};

pub(in crate::rules) const PAGE: &str = page!("ECI614-invalid-spark-conf-value");

/// The settings, of those that every driver reads, that are already read to build the driver's pod.
///
/// Sources: `BasicDriverFeatureStep`, `DriverServiceFeatureStep` and `LocalDirsFeatureStep` of Apache Spark.
const READ_FOR_DRIVER_POD: [&str; 13] = [
    "spark.driver.blockManager.port",
    "spark.driver.cores",
    "spark.driver.memory",
    "spark.driver.memoryOverhead",
    "spark.driver.memoryOverheadFactor",
    "spark.driver.minMemoryOverhead",
    "spark.driver.port",
    "spark.kubernetes.container.image.pullPolicy",
    "spark.kubernetes.driver.service.ipFamilies",
    "spark.kubernetes.driver.service.ipFamilyPolicy",
    "spark.kubernetes.local.dirs.tmpfs",
    "spark.kubernetes.memoryOverheadFactor",
    "spark.ui.port",
];

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
            // If several versions may read it, it is invalid only if all of them reject it.
            let mut reasons = known.iter().map(|known| {
                let value = resolved(known.value);
                value.refuse(&setting.value, judged.version)
            });
            let reason = reasons.next()??;
            if !reasons.all(|reason| reason.is_some()) {
                return None;
            }
            let stops = known.iter().all(|known| known.is_read_at_start);
            let stops_at = stops.then(|| stage(judged, key));
            let value = resolved(known[0].value);
            Some(
                diagnostic(key, setting, &reason, stops_at, value).fix(fix(judged, setting, value)),
            )
        })
        .collect()
}

/// Where a value stops an application that every driver reads.
fn stage(judged: &JudgedApplication<'_, '_>, key: &str) -> Stage {
    // The server of a `SparkConnect` has a pod before Spark reads anything.
    let is_built_by_spark = judged.pods.iter().any(|pod| pod.pod.role == Role::Driver);
    if is_built_by_spark && READ_FOR_DRIVER_POD.contains(&key) {
        Stage::DriverPod
    } else {
        Stage::DriverStart
    }
}

/// The type of the setting that an older name stands for.
fn resolved(value: ValueType) -> ValueType {
    match value {
        // A few older names have another unit, so their values are not compared.
        ValueType::Alias(_) => ValueType::Unknown,
        value => value,
    }
}

fn diagnostic(
    key: &str,
    setting: &Setting<'_>,
    reason: &str,
    stops_at: Option<Stage>,
    value: ValueType,
) -> Diagnostic {
    let (severity, consequence) = match stops_at {
        Some(stage) => (Severity::Error, consequence(stage)),
        None => (Severity::Warning, "Spark fails when it reads it"),
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
