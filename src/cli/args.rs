use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anstream::ColorChoice;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint, builder::FalseyValueParser};

use super::{
    base_tree::BaseTree,
    chart_args::ChartArgs,
    heading,
    level_args::LevelArgs,
    pairs::{Role, RolePlacement, contradiction, pattern, placement, placement_of},
    shown_args::ShownArgs,
    values::{
        Increase, Output, Price, increase, named, output, price, region, rule, spark_version,
    },
};
use crate::{
    config::Flags,
    finding::{Language, Severity},
    judged::Cluster,
    lint::FailOn,
    named::Named,
    project::Choice,
    report::Format,
    spark::Webhook,
};

/// The name of standard input without `--stdin-filename`.
const NO_NAME: &str = "<stdin>";

/// A linter for Apache Spark on Alibaba Cloud Elastic Container Instance (ECI)
///
/// Finds driver and executor pods that ECI will refuse, misplace, starve or overcharge.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: Check,
    /// When to use colours
    #[arg(
        help_heading = heading::OUTPUT,
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_COLOR"
    )]
    pub(super) color: Color,
    /// Language of messages and rules' pages
    ///
    /// Without it: the language of the locale (`LC_ALL`, `LC_MESSAGES` or `LANG`; on Windows and macOS the system's), as far as
    /// there are translations. Messages that are not translated are in English, and so are the reports' own words.
    #[arg(
        help_heading = heading::OUTPUT,
        long,
        global = true,
        value_name = "LANGUAGE",
        value_parser = named::<Language>(),
        hide_env_values = true,
        env = "SPARK_ECI_LINT_LANG"
    )]
    pub(super) lang: Option<Language>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check manifests (the default command)
    Check(Check),
    /// Show the pods, the ECI instances they get, and the cost
    Plan(Plan),
    /// Explain what a rule checks, why, and how to fix its findings
    Explain(Explain),
    /// List all rules, including your own
    Rules(Rules),
    /// Show, create or test a configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Start the language server for editors
    ///
    /// It speaks the Language Server Protocol on standard input and output.
    Lsp(Lsp),
    /// Print a completion script for a shell
    ///
    /// The script is static: it lists the options and values of this version. To let the shell ask the program
    /// instead, which needs no new script after an update, set the variable `SPARK_ECI_LINT_COMPLETE`:
    ///
    /// bash, in ~/.bashrc: `source <(SPARK_ECI_LINT_COMPLETE=bash spark-eci-lint)`
    ///
    /// zsh, in ~/.zshrc: `source <(SPARK_ECI_LINT_COMPLETE=zsh spark-eci-lint)`
    ///
    /// fish, in ~/.config/fish/config.fish: `SPARK_ECI_LINT_COMPLETE=fish spark-eci-lint | source`
    Completions {
        /// Shell that the script is for
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    /// Print manual pages
    Man(Man),
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id or name of a rule; a group or id prefix lists its rules
    ///
    /// For example ECI303, memory-overhead-exceeds-spec, capacity or ECI3.
    #[arg(value_name = "RULE", value_parser = rule(), hide_possible_values = true)]
    pub(super) rule: String,
    /// Output format
    #[arg(help_heading = heading::OUTPUT, long, short, value_name = "FORMAT", default_value = "human")]
    pub(super) format: PageFormat,
    #[command(flatten)]
    pub(super) choice: ConfigChoice,
}

#[derive(Debug, Args)]
pub(super) struct Rules {
    /// List only these rules: ids, id prefixes, names or groups
    #[arg(value_name = "RULE", value_parser = rule(), value_delimiter = ',', hide_possible_values = true)]
    pub(super) selectors: Vec<String>,
    /// Output format
    #[arg(help_heading = heading::OUTPUT, long, short, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) choice: ConfigChoice,
}

#[derive(Debug, Args)]
pub(super) struct Man {
    /// Subcommand to print the page of, such as `plan` or `config show`
    #[arg(value_name = "SUBCOMMAND", conflicts_with = "output")]
    pub(super) subcommand: Vec<String>,
    /// Write all pages to this folder
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Show the effective settings for a file, and where they come from
    Show(ConfigShow),
    /// Create a configuration to start from
    Init {
        /// Folder to create spark-eci-lint.yaml in
        #[arg(value_name = "FOLDER", default_value = ".")]
        folder: PathBuf,
    },
    /// Test your own rules on their examples
    ///
    /// The exit code is 1 if an example fails.
    Test(ConfigPath),
    /// Print the JSON Schema of the configuration, for editors
    Schema,
}

/// A file or folder, and which configuration applies to it.
#[derive(Debug, Args)]
pub(super) struct ConfigPath {
    /// File or folder
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) path: PathBuf,
    #[command(flatten)]
    pub(super) config_args: ConfigArgs,
    #[command(flatten)]
    pub(super) levels: LevelArgs,
    #[command(flatten)]
    pub(super) others: ShownArgs,
}

#[derive(Debug, Args)]
pub(super) struct ConfigShow {
    #[command(flatten)]
    pub(super) of: ConfigPath,
    /// Output format
    #[arg(help_heading = heading::OUTPUT, long, short, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
}

#[derive(Clone, Debug, Args)]
pub(super) struct ConfigChoice {
    /// Configuration file to use
    ///
    /// Default: for each file, the nearest spark-eci-lint.yaml in its folder or above.
    #[arg(
        help_heading = heading::CONFIGURATION,
        long,
        value_name = "FILE",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_CONFIG",
        conflicts_with = "no_config"
    )]
    pub(super) config: Option<PathBuf>,
    /// Ignore configuration files
    #[arg(help_heading = heading::CONFIGURATION, long, hide_env_values = true, env = "SPARK_ECI_LINT_NO_CONFIG", value_parser = FalseyValueParser::new())]
    pub(super) no_config: bool,
    /// Also follow symbolic links that lead outside
    ///
    /// That is, outside of the repository, or of the given folder.
    #[arg(help_heading = heading::FILES, long, hide_env_values = true, env = "SPARK_ECI_LINT_FOLLOW_LINKS", value_parser = FalseyValueParser::new())]
    pub(super) follow_links: bool,
}

/// Which configuration applies, and the options that override it.
#[derive(Clone, Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(flatten)]
    choice: ConfigChoice,
    /// Kind of cluster
    #[arg(
        help_heading = heading::CONFIGURATION,
        long,
        value_name = "KIND",
        hide_env_values = true,
        value_parser = named::<Cluster>(),
        env = "SPARK_ECI_LINT_CLUSTER"
    )]
    pub(super) cluster: Option<Cluster>,
    /// Region, such as cn-hangzhou
    ///
    /// Some specs are offered only in some regions, and prices differ.
    #[arg(
        help_heading = heading::CONFIGURATION,
        long,
        value_name = "REGION",
        value_parser = region(),
        hide_possible_values = true,
        hide_env_values = true,
        env = "SPARK_ECI_LINT_REGION"
    )]
    pub(super) region: Option<String>,
    /// Version of Spark inside the operator
    ///
    /// That Spark builds the driver's pod. Default: 4.0, or the application's version if it is newer.
    #[arg(help_heading = heading::CONFIGURATION, long, value_name = "VERSION", value_parser = spark_version, hide_env_values = true, env = "SPARK_ECI_LINT_OPERATOR_SPARK_VERSION")]
    pub(super) operator_spark_version: Option<String>,
    /// Whether the operator runs with its webhook
    ///
    /// Some fields of a role reach its pods only through the webhook.
    #[arg(
        help_heading = heading::CONFIGURATION,
        long,
        value_name = "STATE",
        hide_env_values = true,
        value_parser = named::<Webhook>(),
        env = "SPARK_ECI_LINT_OPERATOR_WEBHOOK"
    )]
    pub(super) operator_webhook: Option<Webhook>,
    /// Where pods should run
    ///
    /// `required`: on ECI; `allowed`: on ECI and on other nodes; `off`: anywhere. Give one policy for all roles, or
    /// one per role: `driver=off,executor=required`.
    #[arg(help_heading = heading::CONFIGURATION, long, value_name = "[ROLE=]POLICY", value_parser = placement, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_PLACEMENT")]
    placement: Vec<RolePlacement>,
}

impl ConfigChoice {
    pub(super) fn choice(&self) -> Choice {
        match &self.config {
            _ if self.no_config => Choice::None,
            Some(file) => Choice::Named(file.clone()),
            None => Choice::Nearest,
        }
    }

    /// The options that decide how files are read.
    pub(super) fn flags(&self) -> Flags {
        Flags::default().following_links(self.follow_links)
    }
}

impl ConfigArgs {
    pub(super) fn choice(&self) -> Choice {
        self.choice.choice()
    }

    pub(super) fn follows_links(&self) -> bool {
        self.choice.follow_links
    }

    /// The options that override the configuration.
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
            .with("placement.driver", self.placement(Role::Driver))
            .with("placement.executor", self.placement(Role::Executor))
    }

    fn placement(&self, role: Role) -> Option<&'static str> {
        placement_of(&self.placement, role).map(Named::name)
    }

    /// Refuses two policies for one role.
    pub(super) fn check(&self) -> Result<(), String> {
        let pairs = self.placement.iter();
        match contradiction(pairs.map(|given| (given.role, given.placement))) {
            None => Ok(()),
            Some(role) => Err(format!(
                "`--placement` sets two policies for {}: remove one",
                role.map_or("all roles", Role::name)
            )),
        }
    }
}

/// The manifests, and how to read them.
#[derive(Clone, Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct InputArgs {
    /// Files, folders, or `-` for standard input
    ///
    /// Folders are searched for .yaml, .yml and .json files and for templates of them, such as .yaml.j2 and .tpl. A
    /// file that is named is read whatever its extension.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Also read files that .gitignore and .ignore exclude
    ///
    /// Files that git tracks are always read.
    #[arg(help_heading = heading::FILES, long, hide_env_values = true, env = "SPARK_ECI_LINT_NO_IGNORE", value_parser = FalseyValueParser::new())]
    pub(super) no_ignore: bool,
    /// Files to skip, as patterns of .gitignore
    ///
    /// Patterns are relative to the current folder and are added to those of the configuration. Can be given several
    /// times.
    #[arg(help_heading = heading::FILES, long, value_name = "PATTERN", value_parser = pattern, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_EXCLUDE")]
    pub(super) exclude: Vec<String>,
    /// Skip excluded files even if they are named
    ///
    /// For hooks such as pre-commit, which name every file.
    #[arg(help_heading = heading::FILES, long, hide_env_values = true, env = "SPARK_ECI_LINT_FORCE_EXCLUDE", value_parser = FalseyValueParser::new())]
    pub(super) force_exclude: bool,
    /// Name to show for standard input
    #[arg(
        help_heading = heading::FILES,
        long,
        value_name = "NAME",
        default_value = NO_NAME,
        hide_env_values = true,
        env = "SPARK_ECI_LINT_STDIN_FILENAME"
    )]
    pub(super) stdin_filename: String,
    #[command(flatten)]
    pub(super) config_args: ConfigArgs,
    #[command(flatten)]
    pub(super) charts: ChartArgs,
    /// Print only errors to standard error
    #[arg(help_heading = heading::OUTPUT, long, short, hide_env_values = true, env = "SPARK_ECI_LINT_QUIET", value_parser = FalseyValueParser::new())]
    pub(super) quiet: bool,
    /// Print used configurations and skipped files
    ///
    /// To standard error: the number of files per configuration, and why each other file is skipped.
    #[arg(help_heading = heading::OUTPUT, long, short, hide_env_values = true, env = "SPARK_ECI_LINT_VERBOSE", value_parser = FalseyValueParser::new())]
    pub(super) verbose: bool,
}

impl InputArgs {
    /// The same input in the base commit. Paths that the base lacks are left out, and a configuration or values file
    /// is taken from the base if it is there.
    pub(super) fn at_base(&self, tree: &BaseTree) -> Self {
        let there = |path: &PathBuf| tree.paths(path).into_iter().next();
        let mut at_base = self.clone();
        at_base.quiet = true;
        at_base.verbose = false;
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

    /// The options that override the configuration.
    pub(super) fn flags(&self) -> Flags {
        let force = self.force_exclude.then_some("true");
        let flags = self.config_args.flags().with("force-exclude", force);
        flags.excluding(&self.exclude)
    }

    /// The file that `--stdin-filename` says standard input is.
    pub(super) fn stdin_file(&self) -> Option<&Path> {
        let name = Path::new(&self.stdin_filename);
        (self.stdin_filename != NO_NAME).then_some(name)
    }
}

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct Check {
    /// Output format; FORMAT=FILE writes to a file
    ///
    /// Can be given several times. Default: github in GitHub Actions, azure in Azure Pipelines, human elsewhere.
    #[arg(
        help_heading = heading::OUTPUT,
        long = "format",
        short = 'f',
        value_name = "FORMAT[=FILE]",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_FORMAT",
        value_delimiter = ',',
        value_parser = output()
    )]
    pub(super) formats: Vec<Output>,
    /// Lowest severity that sets the exit code to 1
    ///
    /// Default: error.
    #[arg(
        help_heading = heading::FINDINGS,
        long,
        value_name = "SEVERITY",
        value_parser = named::<FailOn>(),
        hide_env_values = true,
        env = "SPARK_ECI_LINT_FAIL_ON"
    )]
    pub(super) fail_on: Option<FailOn>,
    /// Report the number of findings of each rule
    ///
    /// And how many of them can be fixed. Supports the formats human and json.
    #[arg(help_heading = heading::OUTPUT, long, hide_env_values = true, env = "SPARK_ECI_LINT_STATISTICS", value_parser = FalseyValueParser::new())]
    pub(super) statistics: bool,
    /// List the files that would be read
    ///
    /// Nothing is checked.
    #[arg(help_heading = heading::FILES, long, hide_env_values = true, env = "SPARK_ECI_LINT_SHOW_FILES", value_parser = FalseyValueParser::new())]
    pub(super) show_files: bool,
    /// Fail if no Spark application was checked
    #[arg(help_heading = heading::FINDINGS, long, hide_env_values = true, env = "SPARK_ECI_LINT_REQUIRE_APPLICATIONS", value_parser = FalseyValueParser::new())]
    pub(super) require_applications: bool,
    /// Fail if something could not be checked
    ///
    /// That is, a Spark application, or a value in one.
    #[arg(help_heading = heading::FINDINGS, long, hide_env_values = true, env = "SPARK_ECI_LINT_FAIL_ON_UNJUDGED", value_parser = FalseyValueParser::new())]
    pub(super) fail_on_unjudged: bool,
    /// Also report suppressed findings
    ///
    /// That is, ignore the comments and annotations that suppress them.
    #[arg(help_heading = heading::FINDINGS, long, hide_env_values = true, env = "SPARK_ECI_LINT_NO_SUPPRESSIONS", value_parser = FalseyValueParser::new(), conflicts_with = "add_ignores")]
    pub(super) no_suppressions: bool,
    /// When to show the URLs of rule pages in human output
    #[arg(
        help_heading = heading::OUTPUT,
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SHOW_URLS"
    )]
    pub(super) show_urls: ShowUrls,
    /// Which rules to describe in SARIF output
    #[arg(
        help_heading = heading::OUTPUT,
        long,
        value_name = "WHICH",
        default_value = "fired",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SARIF_RULES"
    )]
    pub(super) sarif_rules: SarifRules,
    #[arg(
        help_heading = heading::FINDINGS,
        long,
        help = "Lowest severity to show",
        long_help = severity_help(),
        value_name = "SEVERITY",
        value_parser = named::<Severity>(),
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SEVERITY"
    )]
    pub(super) severity: Option<Severity>,
    /// Check only these rules: ids, names or groups
    ///
    /// Id prefixes such as ECI3 work, too. Separate several with commas.
    #[arg(help_heading = heading::FINDINGS, long, value_name = "RULE", value_parser = rule(), hide_possible_values = true, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_SELECT")]
    pub(super) select: Vec<String>,
    /// Skip these rules
    #[arg(help_heading = heading::FINDINGS, long, value_name = "RULE", value_parser = rule(), hide_possible_values = true, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_IGNORE")]
    pub(super) ignore: Vec<String>,
    #[command(flatten)]
    pub(super) levels: LevelArgs,
    /// Report only findings not in this baseline
    #[arg(
        help_heading = heading::CHANGES,
        long,
        value_name = "FILE",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_BASELINE"
    )]
    pub(super) baseline: Option<PathBuf>,
    /// Report only changes since a git revision
    ///
    /// For example origin/main: findings about changes since the branch forked from it, committed or not.
    #[arg(
        help_heading = heading::CHANGES,
        long,
        value_name = "REVISION",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_DIFF_BASE",
        conflicts_with_all = ["write_baseline", "add_ignores", "fix", "diff"]
    )]
    pub(super) diff_base: Option<String>,
    /// What counts as changed for --diff-base
    #[arg(
        help_heading = heading::CHANGES,
        long,
        value_name = "SCOPE",
        default_value = "applications",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_DIFF_SCOPE"
    )]
    pub(super) diff_scope: DiffScope,
    /// Save the current findings as a baseline
    #[arg(help_heading = heading::CHANGES, long, value_name = "FILE", conflicts_with_all = ["baseline", "add_ignores"])]
    pub(super) write_baseline: Option<PathBuf>,
    /// Suppress reported findings with comments
    #[arg(help_heading = heading::CHANGES, long, value_name = "REASON", num_args = 0..=1, require_equals = true, default_missing_value = "to be looked at")]
    pub(super) add_ignores: Option<String>,
    /// Apply safe fixes
    ///
    /// For standard input, the fixed text is written to standard output.
    #[arg(help_heading = heading::FIXES, long, conflicts_with_all = ["baseline", "write_baseline", "add_ignores"])]
    pub(super) fix: bool,
    /// Include unsafe fixes in --fix or --diff
    ///
    /// These need a decision, for example because they change the bill.
    #[arg(help_heading = heading::FIXES, long)]
    pub(super) unsafe_fixes: bool,
    /// Show what --fix would change, without writing it
    ///
    /// The exit code is 1 if there is something to change.
    #[arg(help_heading = heading::FIXES, long, conflicts_with_all = ["baseline", "write_baseline", "add_ignores"])]
    pub(super) diff: bool,
    /// Fix only findings of these rules
    ///
    /// Ids, id prefixes, names or groups, separated by commas.
    #[arg(help_heading = heading::FIXES, long, value_name = "RULE", value_parser = rule(), hide_possible_values = true, value_delimiter = ',')]
    pub(super) fix_only: Vec<String>,
    #[command(flatten)]
    pub(super) input: InputArgs,
}

impl Check {
    /// True if another option replaces the report.
    pub(super) fn is_without_report(&self) -> bool {
        let writes = self.write_baseline.is_some() || self.add_ignores.is_some();
        writes || self.diff || self.statistics
    }

    /// True if standard output is a fixed text or a diff, into which no other line may be written.
    pub(super) fn writes_text(&self) -> bool {
        self.diff || self.fix && self.input.reads_stdin()
    }

    /// The rule selectors of each option, under the name that an error shows.
    pub(super) fn selectors(&self) -> [(&'static str, Vec<&String>); 4] {
        [
            ("--select <RULE>", self.select.iter().collect()),
            ("--ignore <RULE>", self.ignore.iter().collect()),
            ("--fix-only <RULE>", self.fix_only.iter().collect()),
            ("--rule <RULE=LEVEL>", self.levels.selectors().collect()),
        ]
    }
}

fn severity_help() -> String {
    let formats = Format::ALL.iter().filter(|format| format.is_for_people());
    let names: Vec<_> = formats.map(|format| format.name()).collect();
    format!(
        "Lowest severity to show\n\nDefault: warning in formats for people ({}), info in formats for \
         programs.",
        names.join(", ")
    )
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ShowUrls {
    /// As links on rule ids, if the terminal supports links
    Auto,
    /// In full, below each finding
    Always,
    /// Never
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SarifRules {
    /// Rules with findings
    Fired,
    /// All rules, with their pages
    All,
}

#[derive(Debug, Args)]
pub(super) struct Lsp {
    #[command(flatten)]
    pub(super) config_args: ConfigArgs,
    /// Ignored. Some editors add it by themselves, and there is no other transport.
    #[arg(long, hide = true)]
    stdio: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffScope {
    /// All findings of applications with a changed line
    Applications,
    /// Findings on changed lines, or related to one
    Lines,
}

#[derive(Debug, Args)]
pub(super) struct Plan {
    /// Output format
    #[arg(help_heading = heading::OUTPUT, long, short, value_name = "FORMAT", default_value = "human")]
    pub(super) format: PlanFormat,
    /// Show the difference to a git revision, such as origin/main
    ///
    /// That is, what a change costs: all changes since the branch forked from the revision. Applications are compared
    /// as they are built, by kind, namespace and name, so a moved file is no change. The base is read with its own
    /// configuration and priced with today's prices. Needs git.
    #[arg(
        help_heading = heading::CHANGES,
        long,
        value_name = "REVISION",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_DIFF_BASE"
    )]
    pub(super) diff_base: Option<String>,
    /// Fail if the change costs more than this per hour
    ///
    /// `20%` of the total once all applications have started, or an amount such as `5` in the currency of the plan.
    #[arg(
        help_heading = heading::CHANGES,
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
    /// Default: the currency in the configuration, else that of the region.
    #[arg(
        help_heading = heading::OUTPUT,
        long,
        value_name = "CURRENCY",
        value_parser = price(),
        ignore_case = true,
        hide_env_values = true,
        env = "SPARK_ECI_LINT_PRICE"
    )]
    pub(super) price: Option<Price>,
    #[command(flatten)]
    pub(super) input: InputArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum PlanFormat {
    /// A table
    Human,
    /// JSON, version 1
    Json,
    /// A Markdown table, for pull requests
    Markdown,
    /// A self-contained HTML page
    Html,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum PageFormat {
    /// Formatted for the terminal
    Human,
    /// JSON, with the page as Markdown
    Json,
    /// Markdown source
    Markdown,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ListFormat {
    /// A table
    Human,
    /// JSON
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Color {
    #[value(help = "On a terminal, unless NO_COLOR is set")]
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
