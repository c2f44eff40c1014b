use crate::{finding::Severity, named::Named};

/// The settings of a configuration that apply to the whole run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunSettings {
    /// The lowest severity that fails the run.
    pub fail_on: FailOn,
    /// The lowest severity that reports show; `None` for the default of each format.
    pub severity: Option<Severity>,
    /// The path of the baseline in the configuration.
    pub baseline: Option<String>,
    /// The reports in the configuration: `FORMAT` or `FORMAT=FILE`.
    pub formats: Vec<String>,
}

/// The lowest severity that fails a run; `None` if none does.
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
            None => "Findings never set the exit code to 1",
        }
    }
}
