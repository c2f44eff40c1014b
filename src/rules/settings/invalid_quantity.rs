//! A number or a quantity that Spark or the API server does not take.

use super::refused;
use crate::{
    finding::Diagnostic,
    judged::JudgedPod,
    kube::cpu_quantity,
    rules::quantities,
    spark::{Problem, Stage, Unjudged},
};

pub(in crate::rules) const PAGE: &str = page!("ECI604-invalid-quantity");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    refused(judged, &[Problem::Quantity], |refused| help(refused).into())
}

fn help(refused: &Unjudged) -> String {
    let setting = refused.origin.setting.as_str();
    let value = refused.value.trim();
    let is_memory = setting.ends_with("memory") || setting.starts_with("memory");
    let is_whole = refused.refused_by == Some(Stage::SparkSubmit);
    let is_cores = setting.ends_with("cores");
    // `2 cores` and `1vcpu`, but not `1e`, which is nearly a number.
    let digits = value.trim_end_matches(|letter: char| letter.is_alphabetic() || letter == ' ');
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if setting.ends_with(".enabled") {
        "write `true` or `false`".to_owned()
    } else if setting == "memoryLimit" && value.ends_with(['B', 'b', 'K', 'M', 'G', 'T', 'P']) {
        format!("write `{}`", value.to_ascii_lowercase())
    } else if is_memory {
        quantities::OF_MEMORY.to_owned()
    } else if is_number && digits != "0" && digits.len() < value.len() {
        format!("write `{digits}`, without a unit")
    } else if is_whole && is_cores && cpu_quantity(value).is_some_and(|cpu| cpu.0 > 0) {
        let request = match setting.strip_prefix("spark.") {
            Some(key) => format!(
                "spark.kubernetes.{}",
                key.replace(".cores", ".request.cores")
            ),
            None => "coreRequest".to_owned(),
        };
        format!(
            "write a whole number of at least 1; to request a part of a core, add `{request}: \"{value}\"`"
        )
    } else if is_whole {
        "write a whole number of at least 1, without a unit".to_owned()
    } else {
        quantities::OF_CPU.to_owned()
    }
}
