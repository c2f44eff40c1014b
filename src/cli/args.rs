use std::{collections::BTreeSet, path::PathBuf};

use anstream::ColorChoice;
use clap::{Args, Parser, Subcommand, ValueEnum, builder::FalseyValueParser};

use super::{
    base_tree::BaseTree,
    chart_args::ChartArgs,
    values::{
        FailOn, Increase, Output, Price, fail_on, increase, named, output, price, spark_version,
        trimmed,
    },
};
use crate::{
    config::Flags, finding::Severity, judged::Cluster, named::Named, project::Choice,
    report::Format, spark::Webhook,
};

const EXAMPLES: &str = "\
Examples:
  spark-eci-lint ./k8s                                  check a folder of manifests
  helm template ./chart | spark-eci-lint -              check what a chart renders
  spark-eci-lint --format human --format sarif=out.sarif ./k8s
                                                        report to people and to code scanning
  spark-eci-lint plan ./k8s                             pods, instances and prices
  spark-eci-lint explain ECI303                         why, and what to do about it
  spark-eci-lint config init                            a configuration to start from

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
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_COLOR"
    )]
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
        #[command(flatten)]
        choice: ConfigChoice,
    },
    /// Show or start a configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Serve an editor: the language server protocol on standard input and output
    Lsp(Lsp),
    /// Print the completions of a shell
    Completions {
        /// The shell
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
    /// List all rules, your own among them
    Rules {
        /// Form of the list
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: ListFormat,
        #[command(flatten)]
        choice: ConfigChoice,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Show what holds for a file, each setting with where it comes from
    Show(ConfigShow),
    /// Write a configuration to start from
    Init {
        /// Folder of the new spark-eci-lint.yaml
        #[arg(value_name = "FOLDER", default_value = ".")]
        folder: PathBuf,
    },
    /// Try your own rules on their examples; exit code 1 if one does not do what it is for
    Test(ConfigShow),
    /// Print the JSON schema of the configuration, for editors
    Schema,
}

#[derive(Debug, Args)]
pub(super) struct ConfigShow {
    /// The file or folder
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) path: PathBuf,
    #[command(flatten)]
    pub(super) config_args: ConfigArgs,
}

/// Which configuration holds.
#[derive(Clone, Debug, Args)]
pub(super) struct ConfigChoice {
    /// Configuration to use, instead of the nearest spark-eci-lint.yaml above each file
    #[arg(
        long,
        value_name = "FILE",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_CONFIG",
        conflicts_with = "no_config"
    )]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long, hide_env_values = true, env = "SPARK_ECI_LINT_NO_CONFIG", value_parser = FalseyValueParser::new())]
    pub(super) no_config: bool,
    /// Also read what links outside of the repository, or of the named folder, lead to
    #[arg(long, hide_env_values = true, env = "SPARK_ECI_LINT_FOLLOW_LINKS", value_parser = FalseyValueParser::new())]
    pub(super) follow_links: bool,
}

/// Which configuration holds, and what the command line says instead.
#[derive(Clone, Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(flatten)]
    choice: ConfigChoice,
    /// Kind of cluster
    #[arg(
        long,
        value_name = "KIND",
        hide_env_values = true,
        value_parser = named::<Cluster>(),
        env = "SPARK_ECI_LINT_CLUSTER"
    )]
    pub(super) cluster: Option<Cluster>,
    /// Region, such as cn-hangzhou: some specs are offered only in some
    #[arg(
        long,
        value_name = "REGION",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_REGION"
    )]
    pub(super) region: Option<String>,
    /// Version of the Spark inside the operator, which builds the driver's pod
    ///
    /// Without it: 4.0, or the application's own if it is newer.
    #[arg(long, value_name = "VERSION", value_parser = spark_version, hide_env_values = true, env = "SPARK_ECI_LINT_OPERATOR_SPARK_VERSION")]
    pub(super) operator_spark_version: Option<String>,
    /// Whether the operator runs with its webhook, which alone puts some fields of a role into pods
    #[arg(
        long,
        value_name = "STATE",
        hide_env_values = true,
        value_parser = named::<Webhook>(),
        env = "SPARK_ECI_LINT_OPERATOR_WEBHOOK"
    )]
    pub(super) operator_webhook: Option<Webhook>,
}

impl ConfigChoice {
    /// Where configurations come from.
    pub(super) fn choice(&self) -> Choice {
        match &self.config {
            _ if self.no_config => Choice::None,
            Some(file) => Choice::Named(file.clone()),
            None => Choice::Nearest,
        }
    }

    /// What the command line says about how files are read.
    pub(super) fn flags(&self) -> Flags {
        Flags::default().following_links(self.follow_links)
    }
}

impl ConfigArgs {
    /// Where configurations come from.
    pub(super) fn choice(&self) -> Choice {
        self.choice.choice()
    }

    /// True where links are followed that lead outside.
    pub(super) fn follows_links(&self) -> bool {
        self.choice.follow_links
    }

    /// What the command line says about how files are linted.
    pub(super) fn flags(&self) -> Flags {
        self.choice
            .flags()
            .with("cluster", self.cluster.map(Cluster::name))
            .with("region", self.region.as_deref())
            .with(
                "operator-spark-version",
                self.operator_spark_version.as_deref(),
            )
            .with("operator-webhook", self.operator_webhook.map(Webhook::name))
    }
}

/// Where the manifests are, and what is known about the cluster beside them.
#[derive(Clone, Debug, Args)]
pub(super) struct InputArgs {
    /// Files, folders, or `-` for standard input
    ///
    /// Folders are searched for .yaml, .yml and .json files and for templates of them, such as .yaml.j2 and .tpl;
    /// a named file is read whatever its ending.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Also read what .gitignore and .ignore exclude
    ///
    /// Files that git tracks are read in any case.
    #[arg(long, hide_env_values = true, env = "SPARK_ECI_LINT_NO_IGNORE", value_parser = FalseyValueParser::new())]
    pub(super) no_ignore: bool,
    /// Name to show for standard input
    #[arg(
        long,
        value_name = "NAME",
        default_value = "<stdin>",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_STDIN_FILENAME"
    )]
    pub(super) stdin_filename: String,
    #[command(flatten)]
    pub(super) config_args: ConfigArgs,
    #[command(flatten)]
    pub(super) charts: ChartArgs,
    /// Say nothing on standard error but what went wrong
    #[arg(long, short, hide_env_values = true, env = "SPARK_ECI_LINT_QUIET", value_parser = FalseyValueParser::new())]
    pub(super) quiet: bool,
}

impl InputArgs {
    /// The same for the files of a base: what it does not have is left out, and a file that it has takes the place
    /// of that of the work tree.
    pub(super) fn at_base(&self, tree: &BaseTree) -> Self {
        let there = |path: &PathBuf| tree.paths(path).into_iter().next();
        let mut at_base = self.clone();
        at_base.quiet = true;
        let paths = self.paths.iter().flat_map(|path| tree.paths(path));
        at_base.paths = paths.collect::<BTreeSet<_>>().into_iter().collect();
        at_base.charts.move_files(there);
        let config = &mut at_base.config_args.choice.config;
        if let Some(there) = config.as_ref().and_then(there) {
            *config = Some(there);
        }
        at_base
    }

    pub(super) fn reads_stdin(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-")
    }
}

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Form of the report; with =FILE it goes there
    ///
    /// May be given several times. Without it: github in GitHub Actions, azure in Azure Pipelines, human
    /// elsewhere.
    #[arg(
        long = "format",
        short = 'f',
        value_name = "FORMAT[=FILE]",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_FORMAT",
        value_delimiter = ',',
        value_parser = output()
    )]
    pub(super) formats: Vec<Output>,
    /// Lowest severity that makes the exit code 1
    #[arg(
        long,
        value_name = "SEVERITY",
        default_value = "error",
        value_parser = fail_on(),
        hide_env_values = true,
        env = "SPARK_ECI_LINT_FAIL_ON"
    )]
    pub(super) fail_on: FailOn,
    /// Fail if no Spark application is judged
    #[arg(long, hide_env_values = true, env = "SPARK_ECI_LINT_REQUIRE_APPLICATIONS", value_parser = FalseyValueParser::new())]
    pub(super) require_applications: bool,
    /// Fail if a Spark application, or a value of one, cannot be judged
    #[arg(long, hide_env_values = true, env = "SPARK_ECI_LINT_FAIL_ON_UNJUDGED", value_parser = FalseyValueParser::new())]
    pub(super) fail_on_unjudged: bool,
    /// Report what comments and annotations suppress, too
    #[arg(long, hide_env_values = true, env = "SPARK_ECI_LINT_NO_SUPPRESSIONS", value_parser = FalseyValueParser::new(), conflicts_with = "add_ignores")]
    pub(super) no_suppressions: bool,
    /// When to show the addresses of rules' pages in the report for people
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SHOW_URLS"
    )]
    pub(super) show_urls: ShowUrls,
    /// Which rules a SARIF report describes
    #[arg(
        long,
        value_name = "WHICH",
        default_value = "fired",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SARIF_RULES"
    )]
    pub(super) sarif_rules: SarifRules,
    #[arg(
        long,
        help = "Lowest severity to show",
        long_help = severity_help(),
        value_name = "SEVERITY",
        value_parser = named::<Severity>(),
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SEVERITY"
    )]
    pub(super) severity: Option<Severity>,
    /// Only these rules: ids, beginnings of ids, names or groups, separated by commas
    #[arg(long, value_name = "RULE", value_parser = trimmed, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_SELECT")]
    pub(super) select: Vec<String>,
    /// All rules but these
    #[arg(long, value_name = "RULE", value_parser = trimmed, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_IGNORE")]
    pub(super) ignore: Vec<String>,
    /// Report only findings that are not in this baseline
    #[arg(
        long,
        value_name = "FILE",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_BASELINE"
    )]
    pub(super) baseline: Option<PathBuf>,
    /// Report only what was changed since this git revision, such as origin/main, or a branch left it
    #[arg(
        long,
        value_name = "REVISION",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_DIFF_BASE",
        conflicts_with_all = ["write_baseline", "add_ignores", "fix", "diff"]
    )]
    pub(super) diff_base: Option<String>,
    /// With --diff-base: all findings of applications with a changed line, or only those on changed lines
    #[arg(
        long,
        value_name = "SCOPE",
        default_value = "applications",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_DIFF_SCOPE"
    )]
    pub(super) diff_scope: DiffScope,
    /// Write the current findings to this file, as a baseline
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "add_ignores"])]
    pub(super) write_baseline: Option<PathBuf>,
    /// Add a suppression comment above each reported finding
    #[arg(long, value_name = "REASON", num_args = 0..=1, require_equals = true, default_missing_value = "to be looked at")]
    pub(super) add_ignores: Option<String>,
    /// Apply the safe fixes; for standard input, the fixed text goes to standard output
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline", "add_ignores"])]
    pub(super) fix: bool,
    /// With --fix or --diff: also the fixes that need a decision, such as those that change the bill
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// Show what --fix would change, and write nothing; exit code 1 if there is something
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline", "add_ignores"])]
    pub(super) diff: bool,
    /// Fix only what these rules find: ids, beginnings of ids, names or groups, separated by commas
    #[arg(long, value_name = "RULE", value_parser = trimmed, value_delimiter = ',')]
    pub(super) fix_only: Vec<String>,
}

impl Check {
    /// All that names rules.
    pub(super) fn selectors(&self) -> impl Iterator<Item = &String> {
        let lists = [&self.select, &self.ignore, &self.fix_only];
        lists.into_iter().flatten()
    }
}

fn severity_help() -> String {
    let formats = Format::ALL.iter().filter(|format| format.is_for_people());
    let names: Vec<_> = formats.map(|format| format.name()).collect();
    format!(
        "Lowest severity to show\n\nWithout it: warning in reports for people ({}), info in those for \
         programs.",
        names.join(", ")
    )
}

/// When the addresses of rules' pages are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ShowUrls {
    /// As links on the ids of rules, where the terminal has links
    Auto,
    /// Written out below each finding
    Always,
    /// Not at all
    Never,
}

/// Which rules a SARIF report describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SarifRules {
    /// Those that found something
    Fired,
    /// All, with their pages
    All,
}

#[derive(Debug, Args)]
pub(super) struct Lsp {
    #[command(flatten)]
    pub(super) config_args: ConfigArgs,
    /// What some editors add by themselves: there is no other way
    #[arg(long, hide = true)]
    stdio: bool,
}

/// What `--diff-base` reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffScope {
    /// All findings of applications in which a line was changed
    Applications,
    /// Findings on lines that were changed, or that have to do with one
    Lines,
}

#[derive(Debug, Args)]
pub(super) struct Plan {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Form of the plan
    #[arg(long, short, value_name = "FORMAT", default_value = "human")]
    pub(super) format: PlanFormat,
    /// Show what a change costs: what differs since the branch left this revision, such as origin/main
    ///
    /// Applications are compared as they are built, by kind, namespace and name: a file that was moved is no
    /// change. The base is read with its own configuration, and priced with the prices that hold now. Needs git.
    #[arg(
        long,
        value_name = "REVISION",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_DIFF_BASE"
    )]
    pub(super) diff_base: Option<String>,
    /// Fail if the change adds more than this to the price by the hour: a percentage, or an amount
    ///
    /// Such as `20%` or `5`, of the total when all applications have started, in the currency of the plan.
    #[arg(
        long,
        value_name = "INCREASE",
        requires = "diff_base",
        value_parser = increase,
        allow_hyphen_values = true,
        hide_env_values = true,
        env = "SPARK_ECI_LINT_FAIL_ABOVE"
    )]
    pub(super) fail_above: Option<Increase>,
    /// Currency of the list prices
    ///
    /// Without it: what the configuration says, else that of the region.
    #[arg(
        long,
        value_name = "CURRENCY",
        value_parser = price(),
        ignore_case = true,
        hide_env_values = true,
        env = "SPARK_ECI_LINT_PRICE"
    )]
    pub(super) price: Option<Price>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum PlanFormat {
    /// A table
    Human,
    /// JSON, version 1
    Json,
    /// A Markdown table, for a pull request
    Markdown,
    /// A page for a browser: one file, which loads nothing
    Html,
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
