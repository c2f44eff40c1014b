use crate::source::Span;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The setting's name as a person would look for it: `memory`, `spark.executor.memory`.
    pub setting: String,
    /// Where its value stands; for a default, where the role stands.
    pub span: Span,
    /// False when nothing in the file says so: a default of the operator or of Spark.
    pub written: bool,
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

/// The step on the way to a running application that refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// `spark-submit` checks its arguments: nothing is created.
    SparkSubmit,
    /// Spark builds the driver pod: nothing is created.
    DriverPod,
    /// The driver starts and stops at once: no executor is asked for.
    DriverStart,
    /// The driver builds executor pods: the driver runs, no executor ever does.
    ExecutorPod,
    /// Spark builds the pod, the API server refuses it.
    ApiServer,
}

impl Stage {
    /// The name in reports: `spark-submit`, `driver-pod`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SparkSubmit => "spark-submit",
            Self::DriverPod => "driver-pod",
            Self::DriverStart => "driver-start",
            Self::ExecutorPod => "executor-pod",
            Self::ApiServer => "api-server",
        }
    }
}

/// A setting because of which there is nothing to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudged {
    /// Who refuses it; `None` for a placeholder, whose value is not known.
    pub refused_by: Option<Stage>,
    /// Why: lower case, no full stop, with the value.
    pub message: String,
    /// The setting.
    pub origin: Origin,
}
