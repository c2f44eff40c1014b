use crate::{finding::Severity, named::Named};

/// What a configuration says about a run as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunSettings {
    /// The lowest severity that makes it fail.
    pub fail_on: FailOn,
    /// The lowest severity that reports show; `None` for what is usual for the report.
    pub severity: Option<Severity>,
    /// A file of findings that are known already, as the configuration writes it.
    pub baseline: Option<String>,
    /// The reports: `FORMAT` or `FORMAT=FILE`, as the configuration writes them.
    pub formats: Vec<String>,
}

/// The lowest severity that makes a run fail; `None` where none does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailOn(pub Option<Severity>);

impl Default for FailOn {
    fn default() -> Self {
        Self(Some(Severity::Error))
    }
}

impl Named for FailOn {
    const ALL: &'static [Self] = &[
        Self(Some(Severity::Error)),
        Self(Some(Severity::Warning)),
        Self(Some(Severity::Info)),
        Self(None),
    ];

    fn name(self) -> &'static str {
        self.0.map_or("never", Severity::name)
    }

    fn summary(self) -> &'static str {
        match self.0 {
            Some(severity) => severity.summary(),
            None => "Nothing: findings never make the exit code 1",
        }
    }
}
