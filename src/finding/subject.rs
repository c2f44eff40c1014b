/// The application that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// `SparkApplication` or `ScheduledSparkApplication`.
    pub kind: &'static str,
    /// The namespace, if the manifest has one.
    pub namespace: Option<String>,
    /// The name in the manifest.
    pub name: String,
}
