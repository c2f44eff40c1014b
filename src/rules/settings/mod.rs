//! Rules about settings of Spark and of its operator that never become a pod, or that others override.

use crate::{
    finding::{Diagnostic, Safety},
    judged::JudgedPod,
    spark::{Problem, Stage, Unjudged},
};

pub(super) mod client_mode;
pub(super) mod core_limit_below_request;
pub(super) mod denied_spark_conf;
pub(super) mod dynamic_allocation_bounds;
pub(super) mod dynamic_allocation_without_tracking;
pub(super) mod heap_too_small;
pub(super) mod invalid_memory_string;
pub(super) mod invalid_name;
pub(super) mod invalid_quantity;
pub(super) mod resource_without_vendor;
pub(super) mod shadowed_spark_conf;
pub(super) mod template_needs_spark_3;

/// A finding for each setting of a pod that is refused because of this problem.
fn refused(judged: &JudgedPod<'_, '_>, problem: Problem) -> Vec<Diagnostic> {
    refused_with(judged, problem, |_| None)
}

/// Likewise, with the value that was meant, where that is known.
fn refused_with(
    judged: &JudgedPod<'_, '_>,
    problem: Problem,
    meant: fn(&Unjudged) -> Option<String>,
) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    if judged.form.is_unserved {
        return diagnostics;
    }
    for refused in judged
        .pod
        .unjudged()
        .filter(|refused| refused.problem == problem)
    {
        let Some(stage) = refused.refused_by else {
            continue;
        };
        let place = refused.origin.span;
        if diagnostics.iter().any(|known| known.primary.span == place) {
            continue;
        }
        let message = format!(
            "invalid `{}`: {}; {}",
            refused.setting(),
            refused.reason,
            consequence(stage)
        );
        let label = format!("of the {}", judged.pod.role);
        let diagnostic = Diagnostic::at(place, label, message);
        diagnostics.push(match meant(refused) {
            Some(meant) => {
                let editor = judged.fixer.editor();
                let edit = editor.and_then(|editor| editor.replace(place, &meant));
                let title = format!("Write `{meant}`, which is the same size");
                diagnostic
                    .help(format!("write `{meant}`: Spark's units are powers of 1024"))
                    .fix(judged.fixer.fix(Safety::Safe, title, [edit]))
            }
            None => diagnostic,
        });
    }
    diagnostics
}

fn consequence(stage: Stage) -> &'static str {
    match stage {
        Stage::SparkSubmit => "spark-submit refuses the application",
        Stage::DriverPod => "Spark cannot build the driver's pod",
        Stage::DriverJvm => "the driver does not start",
        Stage::DriverStart => "the driver stops as soon as it starts",
        Stage::ExecutorPod => "the driver runs, but no executor starts",
        Stage::ApiServer => "the API server refuses the pod",
    }
}
