//! When and how long an application runs.

use std::time::Duration;

use super::schedule::Schedule;
use crate::{
    judged::{Environment, parse_runtime},
    source::is_placeholder,
    spark::{Application, Kind},
    yaml::Node,
};

/// The annotation with the duration of a run.
const RUNTIME: &str = "spark-eci-lint/expected-runtime";

/// When and how long an application runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Runs {
    /// The text of the schedule.
    pub schedule: Option<String>,
    /// The average number of runs per day; `None` without a valid schedule.
    pub a_day: Option<f64>,
    /// The duration of a run, if it is set.
    pub length: Option<Duration>,
    /// True if runs never overlap: a run is skipped, or stops the previous one, while that still runs.
    pub is_one_at_a_time: bool,
    /// Invalid values.
    pub problems: Vec<RunsProblem>,
}

/// An invalid value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunsProblem {
    /// The field, as [`super::WrittenValue`] names it.
    pub field: &'static str,
    /// A sentence without a full stop.
    pub message: String,
}

/// Prices per month assume this, so that months can be compared.
const DAYS_OF_MONTH: f64 = 30.0;

impl Runs {
    pub(super) fn new(application: &Application<'_>, environment: &Environment) -> Self {
        let mut runs = Self {
            length: environment.runtime,
            ..Self::default()
        };
        for (field, node) in nodes(application) {
            let text = node.scalar_text().unwrap_or_default();
            match field {
                "schedule" if is_placeholder(text) => runs.schedule = Some(text.to_owned()),
                RUNTIME if is_placeholder(text) => runs.length = None,
                "schedule" => runs.set_schedule(text),
                RUNTIME => runs.set_length(text),
                _ => {}
            }
        }
        let spec = application.object.get("spec");
        let is_suspended = spec.and_then(|spec| spec.get("suspend")?.as_bool());
        if runs.schedule.is_some() && is_suspended == Some(true) {
            runs.a_day = Some(0.0);
        }
        let policy = spec.and_then(|spec| spec.get("concurrencyPolicy")?.as_str());
        runs.is_one_at_a_time = matches!(policy, Some("Forbid" | "Replace"));
        runs
    }

    fn set_schedule(&mut self, text: &str) {
        self.schedule = Some(text.to_owned());
        match Schedule::parse(text) {
            Ok(schedule) => self.a_day = Some(schedule.runs_a_day),
            Err(reason) => self.add_problem("schedule", text, &reason),
        }
    }

    fn set_length(&mut self, text: &str) {
        match parse_runtime(text) {
            Ok(length) => self.length = Some(length),
            Err(reason) => self.add_problem(RUNTIME, text, &reason),
        }
    }

    fn add_problem(&mut self, field: &'static str, text: &str, reason: &str) {
        self.problems.push(RunsProblem {
            field,
            message: format!("invalid `{field}: {text}`: {reason}"),
        });
    }

    /// The price of a run, from the price per hour.
    #[must_use]
    pub fn price(&self, hour: f64) -> Option<f64> {
        Some(hour * self.length?.as_secs_f64() / 3600.0)
    }

    /// The price of the runs in 30 days, from the price per hour.
    #[must_use]
    pub fn price_of_month(&self, hour: f64) -> Option<f64> {
        let hours_a_day = self.length?.as_secs_f64() / 3600.0 * self.a_day?;
        let hours_a_day = if self.is_one_at_a_time {
            hours_a_day.min(24.0)
        } else {
            hours_a_day
        };
        Some(hour * hours_a_day * DAYS_OF_MONTH)
    }
}

/// The schedule and the runtime of an application, by name.
pub(super) fn nodes<'d>(
    application: &Application<'d>,
) -> impl Iterator<Item = (&'static str, Node<'d>)> {
    let is_scheduled = application.kind == Kind::ScheduledSparkApplication;
    let spec = application.object.get("spec").filter(|_| is_scheduled);
    let field = move |name: &'static str| Some((name, spec?.get(name)?));
    let annotations = application
        .metadata
        .and_then(|metadata| metadata.get("annotations"));
    let runtime = annotations.and_then(|annotations| Some((RUNTIME, annotations.get(RUNTIME)?)));
    [
        field("schedule"),
        field("suspend"),
        field("concurrencyPolicy"),
        runtime,
    ]
    .into_iter()
    .flatten()
}
