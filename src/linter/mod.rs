//! One text in, findings, a plan or a fixed text out: what another program embeds.

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
/// Each text is judged by itself: what another file changes, such as a kustomization's patch or a chart's values, is not
/// known. Command line and language server, which know the folder, are the program's.
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

/// Where the settings of a text come from.
enum Source {
    Settings(Box<Settings>),
    /// Which may say something else for some names.
    Config(Box<Config>),
}

impl Default for Source {
    fn default() -> Self {
        let effective = Effective::without_config(&Flags::default());
        Self::Settings(Box::new(effective.settings))
    }
}

/// Which fixes are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixes {
    /// Those that are certain to change nothing but the mistake.
    Safe,
    /// Also those that need a decision, such as those that change the bill.
    All,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{path} is invalid: {}", first(.diagnostics))]
pub struct InvalidConfig {
    /// The name under which it was given.
    pub path: String,
    /// Each mistake at its place, in bytes of the text; at least one.
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

    /// A linter for a configuration, as `spark-eci-lint.yaml` holds one. `name` is how messages call it; names of texts
    /// are then paths relative to its folder, for `overrides`.
    ///
    /// # Errors
    /// All mistakes in the configuration. Files that it names (`custom-rule-files`) are not read, and are mistakes here.
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
            let message = format!("`{}` is not read: only texts in memory are", placed.text);
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

    /// What there is to say about a text: YAML or JSON, with one or more documents. `name` is the path that reports show.
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

    /// The pods that a text asks for, what ECI gives for them, and what that costs, in the currency of the settings.
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

    /// The text with its fixes; `None` where there is nothing to fix.
    ///
    /// # Errors
    /// Why the text has to stay as it is: a sentence without a full stop.
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

    /// How a text is judged; `None` for one that the configuration excludes.
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
