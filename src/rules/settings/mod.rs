//! Rules about settings of Spark and of its operator that never become a pod, or that others override.

use std::collections::BTreeSet;

use crate::{
    finding::{Diagnostic, Fix},
    judged::JudgedPod,
    source::odd_letter,
    spark::{Problem, Sourced, Stage, Unjudged},
};

pub(super) mod allocation_rate;
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

/// What to do about a setting that is refused.
struct Advice {
    /// Lower case, no full stop.
    help: String,
    fix: Option<Fix>,
}

impl From<String> for Advice {
    fn from(help: String) -> Self {
        Self { help, fix: None }
    }
}

/// A finding for each setting of a pod that is refused because of this problem.
fn refused(
    judged: &JudgedPod<'_, '_>,
    problems: &[Problem],
    advise: impl Fn(&Unjudged) -> Advice,
) -> Vec<Diagnostic> {
    if judged.form.is_unserved {
        return Vec::new();
    }
    // Two containers may share a setting by an alias.
    let mut told = BTreeSet::new();
    let refused = judged.pod.unjudged();
    let refused = refused.filter(|refused| problems.contains(&refused.problem));
    let refused = refused.filter(|refused| told.insert(refused.origin.span));
    let diagnostics = refused.filter_map(|refused| {
        let place = refused.origin.span;
        let message = format!(
            "invalid `{}`{}: {}; {}",
            refused.setting(),
            odd_letter(&refused.value),
            refused.reason,
            consequence(refused.stops_at()?)
        );
        // What else is allowed is in the message.
        let label = refused.reason.split(" (").next().unwrap_or_default();
        let Advice { help, fix } = advise(refused);
        let diagnostic = Diagnostic::at(place, label, message);
        let because = refused.because_of.iter();
        let diagnostic = because.fold(diagnostic, |diagnostic, cause| {
            diagnostic.related(cause.origin.span, because_label(cause))
        });
        Some(diagnostic.help(help).fix(fix))
    });
    diagnostics.collect()
}

/// What another setting says because of which one is refused.
fn because_label(cause: &Sourced<String>) -> String {
    let (setting, value) = (&cause.origin.setting, &cause.value);
    if setting.ends_with("minExecutors") {
        format!("always at least {value} executors")
    } else if setting.ends_with("Executors") || setting.ends_with("instances") {
        format!("starts with {value} executors")
    } else {
        format!("asks for {value} CPU")
    }
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
