use clap::{Args, builder::FalseyValueParser};

use super::values::{named, rule};
use crate::{
    config::Flags,
    finding::Severity,
    lint::{FailOn, Selection},
    named::Named,
};

/// The options of `check` that override the configuration, so that `config show` shows the effective settings. Most come from
/// environment variables.
#[derive(Debug, Args)]
pub(super) struct ShownArgs {
    #[arg(long, hide = true, value_parser = named::<FailOn>(), env = "SPARK_ECI_LINT_FAIL_ON")]
    fail_on: Option<FailOn>,
    #[arg(long, hide = true, value_parser = named::<Severity>(), env = "SPARK_ECI_LINT_SEVERITY")]
    severity: Option<Severity>,
    #[arg(long, hide = true, env = "SPARK_ECI_LINT_BASELINE")]
    baseline: Option<String>,
    #[arg(long, hide = true, env = "SPARK_ECI_LINT_FORMAT")]
    report_format: Option<String>,
    #[arg(long, hide = true, value_parser = rule(), value_delimiter = ',', env = "SPARK_ECI_LINT_SELECT")]
    select: Vec<String>,
    #[arg(long, hide = true, value_parser = rule(), value_delimiter = ',', env = "SPARK_ECI_LINT_IGNORE")]
    ignore: Vec<String>,
    #[arg(long, hide = true, env = "SPARK_ECI_LINT_FORCE_EXCLUDE", value_parser = FalseyValueParser::new())]
    force_exclude: bool,
}

impl ShownArgs {
    pub(super) fn add_to(&self, flags: Flags) -> Flags {
        let selection = Selection {
            select: self.select.clone(),
            ignore: self.ignore.clone(),
        };
        flags
            .with("fail-on", self.fail_on.map(FailOn::name))
            .with("severity", self.severity.map(Severity::name))
            .with("baseline", self.baseline.as_deref())
            .with("format", self.report_format.as_deref())
            .with("force-exclude", self.force_exclude.then_some("true"))
            .selecting(selection)
    }

    /// The rule selectors of each option, under the name that an error shows.
    pub(super) fn selectors(&self) -> [(&'static str, Vec<&String>); 2] {
        [
            ("--select <RULE>", self.select.iter().collect()),
            ("--ignore <RULE>", self.ignore.iter().collect()),
        ]
    }
}
