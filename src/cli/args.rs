use std::{path::PathBuf, str::FromStr};

use anstream::ColorChoice;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{finding::Severity, report::Format, spark::SparkVersion};

const EXAMPLES: &str = "\
Examples:
  spark-eci-lint ./k8s                                  check a folder of manifests
  helm template ./chart | spark-eci-lint -              check what a chart renders
  spark-eci-lint --format human --format sarif=out.sarif ./k8s
                                                        report to people and to code scanning
  spark-eci-lint plan ./k8s                             pods, instances and prices
  spark-eci-lint explain ECI303                         why, and what to do about it

Exit codes: 0 nothing at or above --fail-on, 1 findings at or above it, 2 wrong usage or something unreadable.";

/// Tells which Apache Spark driver and executor pods Alibaba Cloud ECI will refuse, misplace,
/// starve or overcharge
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: Check,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check manifests (what happens without a subcommand)
    Check(Check),
    /// Show the pods that will be asked for, what ECI will give for them, and what that costs
    Plan(Plan),
    /// Show a rule's page: what it checks, why, and how to fix what it finds
    Explain {
        /// Id or name of a rule, such as ECI303 or memory-overhead-exceeds-spec
        #[arg(value_name = "RULE")]
        rule: String,
    },
    /// List all rules
    Rules {
        /// Form of the list
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: ListFormat,
    },
}

/// Where the manifests are, and what is known about the cluster beside them.
#[derive(Debug, Args)]
pub(super) struct Sources {
    /// Files, folders, or `-` for standard input
    ///
    /// Folders are searched for .yaml, .yml and .json files; a named file is read whatever its ending.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Also read what .gitignore and .ignore exclude
    #[arg(long)]
    pub(super) no_ignore: bool,
    /// Name to show for standard input
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    pub(super) stdin_filename: String,
    /// Version of the Spark inside the operator, which builds the driver's pod
    ///
    /// Without it: the application's own.
    #[arg(long, value_name = "VERSION", value_parser = spark_version)]
    pub(super) operator_spark_version: Option<SparkVersion>,
    /// Say nothing on standard error but what went wrong
    #[arg(long, short)]
    pub(super) quiet: bool,
}

fn spark_version(text: &str) -> Result<SparkVersion, String> {
    SparkVersion::parse(text)
        .ok_or_else(|| "a version is written as in `4.0` or `3.5.2`".to_owned())
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) sources: Sources,
    /// Form of the report: human, concise, json, sarif or github; with =FILE it goes there
    ///
    /// May be given several times. Without it: github in GitHub Actions, human elsewhere.
    #[arg(long = "format", short = 'f', value_name = "FORMAT[=FILE]")]
    pub(super) formats: Vec<Output>,
    /// Lowest severity that makes the exit code 1
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub(super) fail_on: FailOn,
}

#[derive(Debug, Args)]
pub(super) struct Plan {
    #[command(flatten)]
    pub(super) sources: Sources,
    /// Form of the plan
    #[arg(long, short, value_name = "FORMAT", default_value = "human")]
    pub(super) format: PlanFormat,
    /// Currency of the list prices
    #[arg(long, value_name = "CURRENCY", default_value = "cny")]
    pub(super) price: Currency,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum PlanFormat {
    /// A table
    Human,
    /// JSON, version 1
    Json,
    /// A Markdown table, for a pull request
    Markdown,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Currency {
    /// Chinese yuan: regions in China
    Cny,
    /// US dollars: regions elsewhere
    Usd,
    /// No prices
    None,
}

impl Currency {
    /// The code under which the catalogue has the prices.
    pub(super) fn code(self) -> Option<&'static str> {
        match self {
            Self::Cny => Some("CNY"),
            Self::Usd => Some("USD"),
            Self::None => None,
        }
    }
}

/// A report and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) format: Format,
    /// `None` for standard output.
    pub(super) file: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = text
            .split_once('=')
            .map_or((text, None), |(name, file)| (name, Some(file)));
        let Some(format) = Format::ALL.into_iter().find(|format| format.name() == name) else {
            let known = Format::ALL.map(Format::name).join(", ");
            return Err(format!("there is no format `{name}`, only {known}"));
        };
        if file == Some("") {
            return Err(format!("a file's name is missing behind `{name}=`"));
        }
        Ok(Self {
            format,
            file: file.map(PathBuf::from),
        })
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FailOn {
    /// Advice, too
    Info,
    /// Warnings and errors
    Warning,
    /// Errors alone
    Error,
    /// Nothing: findings never make the exit code 1
    Never,
}

impl FailOn {
    pub(super) fn is_met_by(self, worst: Option<Severity>) -> bool {
        let threshold = match self {
            Self::Info => Severity::Info,
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
            Self::Never => return false,
        };
        worst.is_some_and(|worst| worst >= threshold)
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ListFormat {
    /// A table
    Human,
    /// A JSON array
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    pub(super) fn when(self) -> ColorChoice {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
    }
}
