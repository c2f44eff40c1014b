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

/// How standard input is shown that has no name.
const NO_NAME: &str = "<stdin>";

/// Tells which Apache Spark driver and executor pods Alibaba Cloud ECI will refuse, misplace,
/// starve or overcharge
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
    /// Check manifests: what happens without a subcommand
    Check(Check),
    /// Show the pods, what ECI gives them, and what that costs
    Plan(Plan),
    /// Show what a rule checks, why, and how to fix what it finds
    Explain(Explain),
    /// List all rules, your own among them
    Rules(Rules),
    /// Show, test or start a configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Serve an editor by the language server protocol
    ///
    /// On standard input and output.
    Lsp(Lsp),
    /// Print a script that makes a shell complete
    ///
    /// The script is static: it knows this version's options and values. Completions that ask the program each time,
    /// and need no new script after an update, come from the variable `SPARK_ECI_LINT_COMPLETE` instead:
    ///
    /// bash, in ~/.bashrc: `source <(SPARK_ECI_LINT_COMPLETE=bash spark-eci-lint)`
    ///
    /// zsh, in ~/.zshrc: `source <(SPARK_ECI_LINT_COMPLETE=zsh spark-eci-lint)`
    ///
    /// fish, in ~/.config/fish/config.fish: `SPARK_ECI_LINT_COMPLETE=fish spark-eci-lint | source`
    Completions {
        /// The shell
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    /// Print manual pages
    Man(Man),
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id or name of a rule; a group or the beginning of ids lists its rules
    ///
    /// Such as ECI303, memory-overhead-exceeds-spec, capacity or ECI3.
    #[arg(value_name = "RULE", value_parser = rule(), hide_possible_values = true)]
    pub(super) rule: String,
    /// Form of the page
    #[arg(help_heading = heading::OUTPUT, long, short, value_name = "FORMAT", default_value = "human")]
    pub(super) format: PageFormat,
    #[command(flatten)]
    pub(super) choice: ConfigChoice,
}

#[derive(Debug, Args)]
pub(super) struct Rules {
    /// Only these rules: ids, beginnings of ids, names or groups
    #[arg(value_name = "RULE", value_parser = rule(), value_delimiter = ',', hide_possible_values = true)]
    pub(super) selectors: Vec<String>,
    /// Form of the list
    #[arg(help_heading = heading::OUTPUT, long, short, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) choice: ConfigChoice,
}

#[derive(Debug, Args)]
pub(super) struct Man {
    /// Subcommand whose page is printed, such as `plan` or `config show`
    #[arg(value_name = "SUBCOMMAND", conflicts_with = "output")]
    pub(super) subcommand: Vec<String>,
    /// Write all pages into this folder
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Show the effective settings for a file, and where they come from
    Show(ConfigShow),
    /// Write a configuration to start from
    Init {
        /// Folder of the new spark-eci-lint.yaml
        #[arg(value_name = "FOLDER", default_value = ".")]
        folder: PathBuf,
    },
    /// Try your own rules on their examples
    ///
    /// The exit code is 1 if one does not do what it is for.
    Test(ConfigPath),
    /// Print the JSON schema of the configuration, for editors
    Schema,
}

/// A file, and the configuration that holds for it.
#[derive(Debug, Args)]
pub(super) struct ConfigPath {
    /// The file or folder
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
    /// Form of the list
    #[arg(help_heading = heading::OUTPUT, long, short, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
}

/// Which configuration holds.
#[derive(Clone, Debug, Args)]
pub(super) struct ConfigChoice {
    /// Configuration to use
    ///
    /// Without it: the nearest spark-eci-lint.yaml above each file.
    #[arg(
        help_heading = heading::CONFIGURATION,
        long,
        value_name = "FILE",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_CONFIG",
        conflicts_with = "no_config"
    )]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration
    #[arg(help_heading = heading::CONFIGURATION, long, hide_env_values = true, env = "SPARK_ECI_LINT_NO_CONFIG", value_parser = FalseyValueParser::new())]
    pub(super) no_config: bool,
    /// Also follow links that lead outside
    ///
    /// Outside of the repository, or of the named folder.
    #[arg(help_heading = heading::FILES, long, hide_env_values = true, env = "SPARK_ECI_LINT_FOLLOW_LINKS", value_parser = FalseyValueParser::new())]
    pub(super) follow_links: bool,
}

/// Which configuration holds, and what the command line says instead.
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
    /// Version of the Spark inside the operator
    ///
    /// It builds the driver's pod. Without it: 4.0, or the application's own if it is newer.
    #[arg(help_heading = heading::CONFIGURATION, long, value_name = "VERSION", value_parser = spark_version, hide_env_values = true, env = "SPARK_ECI_LINT_OPERATOR_SPARK_VERSION")]
    pub(super) operator_spark_version: Option<String>,
    /// Whether the operator runs with its webhook
    ///
    /// The webhook alone puts some fields of a role into pods.
    #[arg(
        help_heading = heading::CONFIGURATION,
        long,
        value_name = "STATE",
        hide_env_values = true,
        value_parser = named::<Webhook>(),
        env = "SPARK_ECI_LINT_OPERATOR_WEBHOOK"
    )]
    pub(super) operator_webhook: Option<Webhook>,
    /// Where pods are to run
    ///
    /// `required`: on ECI; `allowed`: on ECI and on other nodes; `off`: anywhere. One policy for all, or one for a
    /// role: `driver=off,executor=required`.
    #[arg(help_heading = heading::CONFIGURATION, long, value_name = "[ROLE=]POLICY", value_parser = placement, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_PLACEMENT")]
    placement: Vec<RolePlacement>,
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
            .with("placement.driver", self.placement(Role::Driver))
            .with("placement.executor", self.placement(Role::Executor))
    }

    fn placement(&self, role: Role) -> Option<&'static str> {
        placement_of(&self.placement, role).map(Named::name)
    }

    /// Why what is given contradicts itself.
    ///
    /// # Errors
    /// The role that has two policies.
    pub(super) fn check(&self) -> Result<(), String> {
        let pairs = self.placement.iter();
        match contradiction(pairs.map(|given| (given.role, given.placement))) {
            None => Ok(()),
            Some(role) => Err(format!(
                "`--placement` gives {} two policies: leave one out",
                role.map_or("all roles", Role::name)
            )),
        }
    }
}

/// Where the manifests are, and what is known about the cluster beside them.
#[derive(Clone, Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
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
    #[arg(help_heading = heading::FILES, long, hide_env_values = true, env = "SPARK_ECI_LINT_NO_IGNORE", value_parser = FalseyValueParser::new())]
    pub(super) no_ignore: bool,
    /// Files that are not checked, as in .gitignore
    ///
    /// Patterns are relative to the current folder. Beside those that the configuration excludes. May be given several times.
    #[arg(help_heading = heading::FILES, long, value_name = "PATTERN", value_parser = pattern, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_EXCLUDE")]
    pub(super) exclude: Vec<String>,
    /// Leave out what is excluded even where it is named
    ///
    /// As hooks name files.
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
    /// Print only errors on standard error
    #[arg(help_heading = heading::OUTPUT, long, short, hide_env_values = true, env = "SPARK_ECI_LINT_QUIET", value_parser = FalseyValueParser::new())]
    pub(super) quiet: bool,
    /// Say which configuration holds, and what is skipped
    ///
    /// On standard error: for which files it holds, and why others are skipped.
    #[arg(help_heading = heading::OUTPUT, long, short, hide_env_values = true, env = "SPARK_ECI_LINT_VERBOSE", value_parser = FalseyValueParser::new())]
    pub(super) verbose: bool,
}

impl InputArgs {
    /// The same for the files of a base: what it does not have is left out, and a file that it has takes the place
    /// of that of the work tree.
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

    /// What the command line says about how files are linted.
    pub(super) fn flags(&self) -> Flags {
        let force = self.force_exclude.then_some("true");
        let flags = self.config_args.flags().with("force-exclude", force);
        flags.excluding(&self.exclude)
    }

    /// The file that standard input stands for, where somebody names it.
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
    /// Form of the report
    ///
    /// With `=FILE` it is written to that file. May be given several times. Without it: github in GitHub Actions, azure in Azure Pipelines, human
    /// elsewhere.
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
    /// Lowest severity that makes the exit code 1
    ///
    /// Without it: error.
    #[arg(
        help_heading = heading::FINDINGS,
        long,
        value_name = "SEVERITY",
        value_parser = named::<FailOn>(),
        hide_env_values = true,
        env = "SPARK_ECI_LINT_FAIL_ON"
    )]
    pub(super) fail_on: Option<FailOn>,
    /// Report how many findings each rule has
    ///
    /// And how many of them can be fixed; with the format human or json.
    #[arg(help_heading = heading::OUTPUT, long, hide_env_values = true, env = "SPARK_ECI_LINT_STATISTICS", value_parser = FalseyValueParser::new())]
    pub(super) statistics: bool,
    /// List the files that would be read, check nothing
    #[arg(help_heading = heading::FILES, long, hide_env_values = true, env = "SPARK_ECI_LINT_SHOW_FILES", value_parser = FalseyValueParser::new())]
    pub(super) show_files: bool,
    /// Fail if no Spark application is judged
    #[arg(help_heading = heading::FINDINGS, long, hide_env_values = true, env = "SPARK_ECI_LINT_REQUIRE_APPLICATIONS", value_parser = FalseyValueParser::new())]
    pub(super) require_applications: bool,
    /// Fail if something cannot be judged
    ///
    /// A Spark application, or a value of one.
    #[arg(help_heading = heading::FINDINGS, long, hide_env_values = true, env = "SPARK_ECI_LINT_FAIL_ON_UNJUDGED", value_parser = FalseyValueParser::new())]
    pub(super) fail_on_unjudged: bool,
    /// Also report what is suppressed
    ///
    /// By comments and annotations.
    #[arg(help_heading = heading::FINDINGS, long, hide_env_values = true, env = "SPARK_ECI_LINT_NO_SUPPRESSIONS", value_parser = FalseyValueParser::new(), conflicts_with = "add_ignores")]
    pub(super) no_suppressions: bool,
    /// When to show the addresses of rules' pages in the report for people
    #[arg(
        help_heading = heading::OUTPUT,
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SHOW_URLS"
    )]
    pub(super) show_urls: ShowUrls,
    /// Which rules a SARIF report describes
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
    /// Only these rules: ids, names or groups
    ///
    /// Beginnings of ids such as ECI3 count, too. Several are separated by commas.
    #[arg(help_heading = heading::FINDINGS, long, value_name = "RULE", value_parser = rule(), hide_possible_values = true, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_SELECT")]
    pub(super) select: Vec<String>,
    /// All rules but these
    #[arg(help_heading = heading::FINDINGS, long, value_name = "RULE", value_parser = rule(), hide_possible_values = true, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_IGNORE")]
    pub(super) ignore: Vec<String>,
    #[command(flatten)]
    pub(super) levels: LevelArgs,
    /// Report only what is not in this baseline
    #[arg(
        help_heading = heading::CHANGES,
        long,
        value_name = "FILE",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_BASELINE"
    )]
    pub(super) baseline: Option<PathBuf>,
    /// Report only what changed since a git revision
    ///
    /// Such as origin/main: what was changed since the branch left it, committed or not.
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
    /// Suppress each reported finding by a comment
    #[arg(help_heading = heading::CHANGES, long, value_name = "REASON", num_args = 0..=1, require_equals = true, default_missing_value = "to be looked at")]
    pub(super) add_ignores: Option<String>,
    /// Apply the safe fixes
    ///
    /// For standard input, the fixed text goes to standard output.
    #[arg(help_heading = heading::FIXES, long, conflicts_with_all = ["baseline", "write_baseline", "add_ignores"])]
    pub(super) fix: bool,
    /// With --fix or --diff: unsafe fixes, too
    ///
    /// These need a decision, such as those that change the bill.
    #[arg(help_heading = heading::FIXES, long)]
    pub(super) unsafe_fixes: bool,
    /// Show what --fix would change, write nothing
    ///
    /// The exit code is 1 if there is something to change.
    #[arg(help_heading = heading::FIXES, long, conflicts_with_all = ["baseline", "write_baseline", "add_ignores"])]
    pub(super) diff: bool,
    /// Fix only what these rules find
    ///
    /// Ids, beginnings of ids, names or groups, separated by commas.
    #[arg(help_heading = heading::FIXES, long, value_name = "RULE", value_parser = rule(), hide_possible_values = true, value_delimiter = ',')]
    pub(super) fix_only: Vec<String>,
    #[command(flatten)]
    pub(super) input: InputArgs,
}

impl Check {
    /// True where something else than a report is asked for.
    pub(super) fn is_without_report(&self) -> bool {
        let writes = self.write_baseline.is_some() || self.add_ignores.is_some();
        writes || self.diff || self.statistics
    }

    /// True where a fixed text, or a difference, goes to standard output: no other lines may be in it.
    pub(super) fn writes_text(&self) -> bool {
        self.diff || self.fix && self.input.reads_stdin()
    }

    /// All that names rules, by the option that does.
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
    /// Form of the plan
    #[arg(help_heading = heading::OUTPUT, long, short, value_name = "FORMAT", default_value = "human")]
    pub(super) format: PlanFormat,
    /// Show what differs from a git revision
    ///
    /// That is what a change costs: what differs since the branch left the revision, such as origin/main. Applications are compared as they are built, by kind, namespace and name: a file that was moved is no
    /// change. The base is read with its own configuration, and priced with the prices that hold now. Needs git.
    #[arg(
        help_heading = heading::CHANGES,
        long,
        value_name = "REVISION",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_DIFF_BASE"
    )]
    pub(super) diff_base: Option<String>,
    /// Fail if the change costs more than this an hour
    ///
    /// Such as `20%` or `5`, of the total when all applications have started, in the currency of the plan.
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
    /// Without it: what the configuration says, else that of the region.
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
    /// A Markdown table, for a pull request
    Markdown,
    /// A page for a browser: one file, which loads nothing
    Html,
}

/// A shell for which there is a script.
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
    /// Set for the terminal
    Human,
    /// JSON, with the page as Markdown
    Json,
    /// Markdown, as it is written
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
