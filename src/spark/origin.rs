use crate::source::{Span, is_number_placeholder};

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
    /// Java does not take the arguments for the driver: it never starts.
    DriverJvm,
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
            Self::DriverJvm => "driver-jvm",
            Self::DriverStart => "driver-start",
            Self::ExecutorPod => "executor-pod",
            Self::ApiServer => "api-server",
        }
    }
}

/// What is wrong with a setting that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing yet: the value is still to be filled in.
    Placeholder,
    /// A size of memory, or a share of it, that Spark does not take.
    Memory,
    /// Off-heap memory that is enabled without a size.
    OffHeapSize,
    /// A heap with which Spark does not start.
    SmallHeap,
    /// A number or a quantity that Spark or the API server does not take.
    Quantity,
    /// A limit on CPU below the request.
    CoreLimit,
    /// Numbers of executors that contradict each other.
    Bounds,
    /// A custom resource without the vendor that Kubernetes needs to know.
    Vendor,
}

/// A setting because of which there is nothing to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudged {
    /// What is wrong with it.
    pub problem: Problem,
    /// Who refuses it; `None` for a placeholder, whose value is not known.
    pub refused_by: Option<Stage>,
    /// The value as it is written.
    pub value: String,
    /// Why: lower case, no full stop, without the value.
    pub reason: String,
    /// The setting.
    pub origin: Origin,
    /// What other settings say because of which it is refused.
    pub because_of: Vec<Sourced<String>>,
}

impl Unjudged {
    /// Where the application stops because of it. The driver's own `MemoryManager` requires a size of off-heap
    /// memory, so that Spark never comes to an executor's pod.
    #[must_use]
    pub fn stops_at(&self) -> Option<Stage> {
        match self.problem {
            Problem::OffHeapSize => Some(Stage::DriverStart),
            _ => self.refused_by,
        }
    }

    /// A value that `stage` refuses, or one that is still to be filled in.
    pub(super) fn new(
        value: &str,
        origin: Origin,
        stage: Stage,
        problem: Problem,
        reason: &str,
    ) -> Self {
        let (problem, refused_by, reason) = if is_number_placeholder(value) {
            (
                Problem::Placeholder,
                None,
                "the value is still to be filled in",
            )
        } else {
            (problem, Some(stage), reason)
        };
        Self {
            problem,
            refused_by,
            value: value.to_owned(),
            reason: reason.to_owned(),
            origin,
            because_of: Vec::new(),
        }
    }

    /// The same, because of what these settings say.
    pub(super) fn because_of(self, settings: impl IntoIterator<Item = Sourced<String>>) -> Self {
        Self {
            because_of: settings.into_iter().collect(),
            ..self
        }
    }

    /// The setting as it is written: `memory: 4Gi`.
    #[must_use]
    pub fn setting(&self) -> String {
        format!("{}: {}", self.origin.setting, self.value)
    }

    /// The setting and why it is refused.
    #[must_use]
    pub fn message(&self) -> String {
        format!("`{}`: {}", self.setting(), self.reason)
    }
}
