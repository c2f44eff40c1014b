use crate::source::{Span, is_number_placeholder};

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The name that a user would search for: `memory`, `spark.executor.memory`.
    pub setting: String,
    /// The place of the value; for a default, the place of the role.
    pub span: Span,
    /// False for a default of the operator or of Spark.
    pub written: bool,
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    pub value: T,
    pub origin: Origin,
}

/// The step towards a running application that rejects it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// `spark-submit` validates its arguments: nothing is created.
    SparkSubmit,
    /// Spark builds the driver pod: nothing is created.
    DriverPod,
    /// Java rejects the arguments of the driver: it never starts.
    DriverJvm,
    /// The driver starts and stops at once: no executors are requested.
    DriverStart,
    /// The driver builds executor pods: the driver runs, but no executor ever does.
    ExecutorPod,
    /// The API server rejects the pod that Spark built.
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

/// What is wrong with a rejected setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The value is a placeholder.
    Placeholder,
    /// An invalid size or fraction of memory.
    Memory,
    /// Off-heap memory that is enabled without a size.
    OffHeapSize,
    /// A heap that is too small for Spark to start.
    SmallHeap,
    /// A number or a quantity that Spark or the API server rejects.
    Quantity,
    /// A CPU limit below the request.
    CoreLimit,
    /// Contradicting numbers of executors.
    Bounds,
    /// A custom resource without the vendor that Kubernetes requires.
    Vendor,
}

/// A setting that makes the result unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudged {
    pub problem: Problem,
    /// The step that rejects it; `None` for a placeholder.
    pub refused_by: Option<Stage>,
    /// The value as written.
    pub value: String,
    /// Lower case, no full stop, without the value.
    pub reason: String,
    pub origin: Origin,
    /// Other settings that it conflicts with.
    pub because_of: Vec<Sourced<String>>,
}

impl Unjudged {
    /// The step at which the application stops. The driver's own `MemoryManager` requires a size of off-heap memory, so
    /// Spark never builds an executor pod without it.
    #[must_use]
    pub fn stops_at(&self) -> Option<Stage> {
        match self.problem {
            Problem::OffHeapSize => Some(Stage::DriverStart),
            _ => self.refused_by,
        }
    }

    /// A value that `stage` rejects, or a placeholder.
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

    /// Adds the settings that it conflicts with.
    pub(super) fn because_of(self, settings: impl IntoIterator<Item = Sourced<String>>) -> Self {
        Self {
            because_of: settings.into_iter().collect(),
            ..self
        }
    }

    /// The setting as written: `memory: 4Gi`.
    #[must_use]
    pub fn setting(&self) -> String {
        format!("{}: {}", self.origin.setting, self.value)
    }

    /// The setting and why it is rejected.
    #[must_use]
    pub fn message(&self) -> String {
        format!("`{}`: {}", self.setting(), self.reason)
    }
}
