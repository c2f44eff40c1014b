/// The application that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// `SparkApplication` or `ScheduledSparkApplication`.
    pub kind: &'static str,
    /// Its namespace, where the manifest gives one.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}
