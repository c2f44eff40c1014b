//! The API for other programs: findings, a plan or fixes for a text in memory.

mod report;

pub use report::{PlanFormat, PlanOfText, Report};

use std::{borrow::Cow, path::Path};

use crate::{
    config::{self, Config, Effective, Flags},
    finding::{Diagnostic, Language},
    fix::{FixOptions, fix},
    lint::{LintOptions, LintedFile, Run, Settings, lint_bytes},
    plan::{Plan, PlannedFile, PriceChoice, plan_bytes},
    rules::RuleSet,
    written::FileForm,
};

/// Lints texts that are in memory. It reads no files, starts no processes and uses no network.
///
/// Each text is checked alone: changes by another file, such as a kustomization's patch or a chart's values, are unknown. Only
/// the command line and the language server, which know the folder, consider them.
///
/// ```
/// use spark_eci_lint::{Format, Linter};
///
/// let manifest = "\
/// apiVersion: sparkoperator.k8s.io/v1beta2
/// kind: SparkApplication
/// metadata: {name: orders}
/// spec:
///   type: Scala
///   sparkVersion: 3.5.0
///   mainApplicationFile: local:///opt/orders.jar
///   driver: {labels: {alibabacloud.com/eci: 'true'}}
///   executor: {}
/// ";
/// let report = Linter::default().lint("orders.yaml", manifest);
/// let found: Vec<_> = report.findings().map(|finding| finding.rule.id.as_str()).collect();
/// assert!(found.contains(&"ECI101"));
///
/// let mut concise = Vec::new();
/// report.write(Format::Concise, &mut concise)?;
/// assert!(String::from_utf8_lossy(&concise).contains("orders.yaml:9:3: error[ECI101]"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Default)]
pub struct Linter {
    source: Source,
    language: Language,
}

enum Source {
    Settings(Box<Settings>),
    /// Settings may differ by name, because of overrides.
    Config(Box<Config>),
}

impl Default for Source {
    fn default() -> Self {
        let effective = Effective::without_config(&Flags::default());
        Self::Settings(Box::new(effective.settings))
    }
}

/// Which fixes to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixes {
    /// Fixes that certainly change nothing but the mistake.
    Safe,
    /// Also fixes that need a decision, for example because they change the bill.
    All,
}

/// An invalid configuration.
#[derive(Debug, thiserror::Error)]
#[error("{path} is invalid: {}", first(.diagnostics))]
pub struct InvalidConfig {
    /// The name that it was given under.
    pub path: String,
    /// The errors, with places in bytes of the text; at least one.
    pub diagnostics: Vec<Diagnostic>,
}

fn first(diagnostics: &[Diagnostic]) -> &str {
    diagnostics
        .first()
        .map_or("", |diagnostic| &diagnostic.message)
}

impl Linter {
    /// A linter for these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            source: Source::Settings(Box::new(settings)),
            language: Language::default(),
        }
    }

    /// The same linter with another language: messages, helps and titles of fixes are in it as far as they are
    /// translated; what is not is in English. Ids and names stay, and so does everything that programs read.
    ///
    /// ```
    /// use spark_eci_lint::{Language, Linter};
    ///
    /// let manifest = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\n\
    ///                 spec: {sparkVersion: 3.5.0, driver: {}, executor: {}}\n";
    /// let report = Linter::default().language(Language::ZhCn).lint("a.yaml", manifest);
    /// assert!(report.findings().any(|finding| finding.message().contains("缺少节点选择器")));
    /// ```
    #[must_use]
    pub fn language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// A linter for a configuration, in the format of `spark-eci-lint.yaml`. `name` is its name in messages. The names of
    /// texts are then paths relative to its folder, for `overrides`.
    ///
    /// # Errors
    /// All errors of the configuration. Files that it names (`custom-rule-files`) are not read, and count as errors here.
    ///
    /// ```
    /// use spark_eci_lint::Linter;
    ///
    /// let linter = Linter::from_config("spark-eci-lint.yaml", "rules: {ECI210: off}\n")?;
    /// let error = Linter::from_config("spark-eci-lint.yaml", "regoin: cn-hangzhou\n").err();
    /// assert!(error.is_some_and(|error| error.to_string().contains("regoin")));
    /// # Ok::<(), spark_eci_lint::InvalidConfig>(())
    /// ```
    pub fn from_config(name: &str, text: &str) -> Result<Self, InvalidConfig> {
        let read_file = |placed: &config::Placed| {
            let message = format!(
                "cannot read `{}`: only texts in memory are supported",
                placed.text
            );
            Err(Box::new(Diagnostic::at(placed.place, "not read", message)))
        };
        let config = config::parse(name, text, &read_file);
        let config = config.map_err(|diagnostics| InvalidConfig {
            path: name.to_owned(),
            diagnostics,
        })?;
        Ok(Self {
            source: Source::Config(Box::new(config)),
            language: Language::default(),
        })
    }

    /// Checks a text: YAML or JSON, with one or more documents. `name` is the path that reports show.
    #[must_use]
    pub fn lint(&self, name: &str, text: &str) -> Report {
        let settings = self.settings(name);
        let report = settings
            .as_ref()
            .and_then(|settings| lint_bytes(text.as_bytes(), options(settings)));
        let rules = settings
            .as_ref()
            .map_or_else(RuleSet::default, |settings| settings.rule_set.clone());
        let excluded = usize::from(settings.is_none());
        let files = report.into_iter().map(|report| LintedFile {
            path: name.to_owned(),
            file: None,
            report,
        });
        let mut run = Run {
            files: files.collect(),
            files_read: 1,
            excluded,
            ..Run::default()
        };
        run.file_by_place();
        run.translate(self.language);
        Report::new(run, rules)
    }

    /// Plans a text: its pods, the instances that ECI provides for them, and the cost in the currency of the settings.
    ///
    /// ```
    /// use spark_eci_lint::{Linter, PlanFormat};
    ///
    /// let manifest = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\n\
    ///                 spec: {sparkVersion: 3.5.0, driver: {labels: {alibabacloud.com/eci: 'true'}}, executor: {}}\n";
    /// let mut json = Vec::new();
    /// Linter::default().plan("a.yaml", manifest).write(PlanFormat::Json, &mut json)?;
    /// assert!(String::from_utf8_lossy(&json).contains("driver"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn plan(&self, name: &str, text: &str) -> PlanOfText {
        let settings = self.settings(name);
        let plan = settings
            .as_ref()
            .and_then(|settings| plan_bytes(text.as_bytes(), options(settings)));
        let files = plan.into_iter().map(|plan| PlannedFile {
            path: name.to_owned(),
            place: name.to_owned(),
            way: None,
            configuration: None,
            is_built: false,
            plan,
        });
        let environment = settings.as_ref().map(|settings| &settings.environment);
        PlanOfText::new(Plan::new(
            files.collect(),
            environment,
            PriceChoice::Configured,
        ))
    }

    /// The text with fixes applied; `None` if there is nothing to fix.
    ///
    /// # Errors
    /// Why the text cannot be fixed: a sentence without a full stop.
    pub fn fix(&self, name: &str, text: &str, fixes: Fixes) -> Result<Option<String>, String> {
        let Some(settings) = self.settings(name) else {
            return Ok(None);
        };
        let lint = options(&settings);
        let Some(report) = lint_bytes(text.as_bytes(), lint) else {
            return Ok(None);
        };
        let options = FixOptions {
            lint,
            with_unsafe: fixes == Fixes::All,
            only: &[],
        };
        let outcome = fix(&report, options)?;
        Ok(outcome.map(|fixed| fixed.text))
    }

    /// The settings of a text; `None` if the configuration excludes it.
    #[must_use]
    pub fn settings(&self, name: &str) -> Option<Cow<'_, Settings>> {
        match &self.source {
            Source::Settings(settings) => Some(Cow::Borrowed(settings)),
            Source::Config(config) => {
                let path = Path::new(name);
                let overrides = config.overrides_for(path);
                let effective = config.effective(&overrides, &[], &Flags::default());
                config
                    .covers(path)
                    .then_some(Cow::Owned(effective.settings))
            }
        }
    }
}

fn options(settings: &Settings) -> LintOptions<'_> {
    LintOptions {
        settings,
        patch_of: None,
        form: FileForm::Manifests,
        chart: None,
    }
}
