use super::{SparkVersion, known_settings::KnownSetting};

/// The Spark whose `spark-submit` checks the settings of an application and builds the driver's pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubmitSpark {
    /// The version for which the pod is computed.
    pub version: SparkVersion,
    /// The oldest possible version. If only newer ones reject something, it may still be accepted.
    pub oldest: SparkVersion,
}

/// The Spark version in an operator unless it is configured.
///
/// Sources: `SPARK_IMAGE` in the Dockerfiles of the Spark operator, where 2.3 to 2.5.2 have 4.0.x and 2.0 to 2.2 have 3.5.x
/// (<https://github.com/kubeflow/spark-operator/blob/v2.5.2/Dockerfile>, 2026-11-26). The sources of Apache's operator
/// have 4.2.0 (<https://github.com/apache/spark-kubernetes-operator/blob/main/gradle/libs.versions.toml>, 2026-11-26).
const ASSUMED: SparkVersion = SparkVersion::new(4, 0);

impl SubmitSpark {
    /// The Spark version of the application itself.
    #[must_use]
    pub const fn of(version: SparkVersion) -> Self {
        Self {
            version,
            oldest: version,
        }
    }

    /// The Spark version inside an operator, for an application of the given version.
    #[must_use]
    pub fn of_operator(configured: Option<SparkVersion>, application: SparkVersion) -> Self {
        configured.map_or_else(
            || Self {
                version: application.max(ASSUMED),
                oldest: application,
            },
            Self::of,
        )
    }

    /// True if one of the possible versions reads a setting.
    #[must_use]
    pub fn may_read(self, known: &KnownSetting) -> bool {
        known.since.is_none_or(|since| since <= self.version)
            && known.until.is_none_or(|until| self.oldest <= until)
    }

    /// True if all possible versions read a setting.
    #[must_use]
    pub fn reads(self, known: &KnownSetting) -> bool {
        known.is_read_by(self.oldest) && known.is_read_by(self.version)
    }
}
