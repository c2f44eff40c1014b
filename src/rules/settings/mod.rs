//! Rules about settings of Spark and of its operator that never become a pod, or that others override.

use std::collections::BTreeSet;

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{JudgedPod, LowLimit, Resource},
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
pub(super) mod invalid_spark_conf_value;
pub(super) mod memory_limit_below_request;
pub(super) mod mounted_twice;
pub(super) mod overwritten_spark_conf;
pub(super) mod refused_java_options;
pub(super) mod resource_without_vendor;
pub(super) mod shadowed_spark_conf;
pub(super) mod template_needs_spark_3;
pub(super) mod unknown_spark_conf;
pub(super) mod unmatched_volume_name;

/// What to do about a rejected setting.
struct Advice {
    /// Lower case, no full stop.
    help: String,
    fix: Option<Fix>,
    /// Other ways to fix it.
    alternatives: Vec<Fix>,
}

impl Advice {
    /// Adds another way to fix it, where there is one.
    fn or(mut self, alternative: Option<Fix>) -> Self {
        self.alternatives.extend(alternative);
        self
    }
}

impl From<String> for Advice {
    fn from(help: String) -> Self {
        Self {
            help,
            fix: None,
            alternatives: Vec::new(),
        }
    }
}

/// A finding for each setting of a pod that is rejected because of one of these problems.
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
        let Advice {
            help,
            fix,
            alternatives,
        } = advise(refused);
        let diagnostic = Diagnostic::at(place, label, message);
        let because = refused.because_of.iter();
        let diagnostic = because.fold(diagnostic, |diagnostic, cause| {
            diagnostic.related(cause.origin.span, because_label(cause))
        });
        let diagnostic = diagnostic.help(help).fix(fix);
        Some(Diagnostic {
            alternatives,
            ..diagnostic
        })
    });
    diagnostics.collect()
}

/// A finding for each limit on a resource that is below the request.
fn low_limits(judged: &JudgedPod<'_, '_>, resource: Resource) -> Vec<Diagnostic> {
    if judged.form.is_unserved {
        return Vec::new();
    }
    // Two containers may share a limit by an alias.
    let mut told = BTreeSet::new();
    let low = judged.low_limits().into_iter();
    let low = low.filter(|low| low.resource == resource && told.insert(low.span()));
    low.map(|low| low_limit(judged, &low)).collect()
}

fn low_limit(judged: &JudgedPod<'_, '_>, low: &LowLimit) -> Diagnostic {
    let editor = judged.fixer.editor();
    let edit = editor.and_then(|editor| editor.replace(low.span(), &low.least));
    let title = format!("Raise the limit to {}", low.least);
    let fix = judged.fixer.fix(Safety::Unsafe, title, [edit]);
    let by_default = if low.request_origin.written {
        ""
    } else {
        " by default"
    };
    let setting = low.request_origin.setting.as_str();
    let is_of_container = setting.starts_with("resources.");
    let with_overhead = if low.resource == Resource::Memory && !is_of_container {
        ", with the overhead"
    } else {
        ""
    };
    let request = match low.resource {
        Resource::Cpu if !is_of_container => "coreRequest",
        _ => setting,
    };
    Diagnostic::at(
        low.span(),
        format!("limited to {}", low.limit),
        format!(
            "{}: the API server rejects the pod",
            low.reason(judged.pod.role.name())
        ),
    )
    .related(
        low.request_origin.span,
        format!("requests {}{with_overhead}{by_default}", low.request),
    )
    .help(format!(
        "raise `{}` to at least {}, remove it, or lower the request with `{request}`",
        low.limit_origin.setting, low.least
    ))
    .follows_from([low.span(), low.request_origin.span])
    .fix(fix)
    .or(judged.fixer.choice(
        format!("Remove `{}`", low.limit_origin.setting),
        judged.fixer.remove(low.span()),
    ))
}

/// What another setting says because of which one is rejected.
fn because_label(cause: &Sourced<String>) -> String {
    let (setting, value) = (&cause.origin.setting, &cause.value);
    if setting.ends_with("minExecutors") {
        format!("always at least {value} executors")
    } else if setting.ends_with("Executors") || setting.ends_with("instances") {
        format!("starts with {value} executors")
    } else {
        format!("requests {value} CPU")
    }
}

fn consequence(stage: Stage) -> &'static str {
    match stage {
        Stage::SparkSubmit => "spark-submit rejects the application",
        Stage::DriverPod => "Spark cannot build the driver's pod",
        Stage::DriverJvm => "the driver does not start",
        Stage::DriverStart => "the driver fails at start",
        Stage::ExecutorPod => "the driver runs, but no executor starts",
        Stage::ApiServer => "the API server rejects the pod",
    }
}
