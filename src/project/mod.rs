//! What depends on the place of a file: its configuration, and the kustomizations and charts that use it.

mod additions;
mod builds;
mod built;
mod built_text;
mod chart_fixes;
mod chart_of_template;
mod chart_roots;
mod charts;
mod choice;
mod choices;
mod configurations;
mod configured_charts;
mod configured_paths;
mod disk;
mod installations;
mod installed;
mod kustomization;
mod kustomizations;
mod kustomize_roots;
mod places;
mod root;
mod shell;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

pub use builds::{Builds, Met, Outcome};
pub use built::lint_outcome;
pub use built_text::BuiltText;
use chart_of_template::Charts;
pub use choices::Choosing;
pub use configurations::config_errors;
pub use configurations::{Choice, ConfigError, WorkTreeCopy};
use configurations::{Configurations, Configured};
pub use disk::Texts;
pub use installations::may_install;
pub use installed::Installed;
pub use installed::LAID_OVER;
pub use kustomization::named_resources;
use kustomizations::Kustomizations;
use places::Places;
pub use places::place;
pub use root::Root;

use crate::{
    config::{Effective, Flags},
    lint::LintOptions,
    rules::RuleSet,
    walk::shown,
    written::FileForm,
};

/// The name of a resolved path in reports: relative to the current folder if it is below.
fn from_here(path: &Path) -> String {
    let current = std::env::current_dir().and_then(fs::canonicalize);
    let below = current.ok();
    let below = below.and_then(|current| path.strip_prefix(current).ok());
    match below {
        Some(below) if below.as_os_str().is_empty() => ".".to_owned(),
        Some(below) => shown(below),
        None => shown(path),
    }
}

/// The configurations and kustomizations of folders, each read once.
pub struct Project {
    configurations: Configurations,
    kustomizations: Kustomizations,
    charts: Charts,
    places: Places,
}

/// The settings of a file, and its role in kustomizations and charts.
#[derive(Clone, Debug)]
pub struct ForFile {
    /// The settings from the configuration and the command line.
    pub effective: Arc<Effective>,
    /// False for a file that the configuration or the command line excludes.
    pub is_covered: bool,
    /// The configuration or option that excludes it.
    pub excluded_by: Option<String>,
    /// The path of the configuration to show.
    pub config: Option<String>,
    /// True if the configuration is invalid: then none of it applies.
    pub is_broken: bool,
    /// The kustomization that uses the file as a patch.
    pub patch_of: Option<String>,
    /// The kind of text in the file.
    pub form: FileForm,
    /// The folder of the Helm chart that the file is a template of.
    pub chart: Option<String>,
}

impl ForFile {
    /// True if another file has the same settings.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.effective, &other.effective)
            && self.is_covered == other.is_covered
            && self.patch_of == other.patch_of
    }

    /// The options to check the file with.
    #[must_use]
    pub fn options(&self) -> LintOptions<'_> {
        LintOptions {
            settings: &self.effective.settings,
            patch_of: self.patch_of.as_deref(),
            form: self.form,
            chart: self.chart.as_deref(),
        }
    }
}

/// The path that configurations are looked up by.
fn absolute(placed: Option<&Path>, path: Option<&Path>) -> PathBuf {
    match (placed, path) {
        (Some(placed), _) => placed.to_owned(),
        (None, Some(path)) => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        (None, None) => std::env::current_dir().unwrap_or_default().join("-"),
    }
}

impl Project {
    /// Reads nothing yet.
    #[must_use]
    pub fn new(choice: Choice, flags: Flags) -> Self {
        Self {
            kustomizations: Kustomizations::new(flags.follows_links()),
            configurations: Configurations::new(choice, flags),
            charts: Charts::default(),
            places: Places::default(),
        }
    }

    /// A project whose files are in a copy of a work tree.
    #[must_use]
    pub fn of_copy(mut self, copy: WorkTreeCopy) -> Self {
        self.configurations = self.configurations.of_copy(copy);
        self
    }

    /// True if a configuration applies to a file; see [`Self::of`].
    #[must_use]
    pub fn has_config(&self, path: Option<&Path>) -> bool {
        let placed = path.and_then(|path| self.places.of(path));
        self.configurations
            .has_config(&absolute(placed.as_deref(), path))
    }

    /// The settings of a file; standard input has those of a file in the current folder.
    #[must_use]
    pub fn of(&self, path: Option<&Path>) -> ForFile {
        // A link has the settings of its own place, not of its target: otherwise a link into an excluded folder could
        // hide a file.
        let placed = path.and_then(|path| self.places.of(path));
        let absolute = absolute(placed.as_deref(), path);
        let Configured {
            effective,
            excluded_by,
            config,
            is_broken,
        } = self.configurations.for_file(&absolute);
        let incomplete = placed
            .as_deref()
            .and_then(|file| self.charts.without_dependency(file));
        let form = match (path, placed.as_deref()) {
            _ if incomplete.is_some() => FileForm::IncompleteChart,
            // kustomize reads its resources as YAML, whatever their extension.
            (Some(_), Some(file)) if self.kustomizations.take(file) => FileForm::Manifests,
            (path, _) => path.map(FileForm::of).unwrap_or_default(),
        };
        ForFile {
            effective,
            is_covered: excluded_by.is_none(),
            excluded_by,
            config,
            is_broken,
            patch_of: placed
                .as_deref()
                .and_then(|file| self.kustomizations.patching(file)),
            form,
            chart: incomplete.or_else(|| {
                let placed = placed.as_deref();
                placed.and_then(|file| self.charts.of_template(file))
            }),
        }
    }

    /// How the configuration installs the chart in a folder.
    fn charts_of(&self, folder: &Path) -> Vec<Installed> {
        self.configurations.charts_of(folder)
    }

    /// A file's path with all links resolved. `None` for a missing file.
    #[must_use]
    pub fn target(&self, path: &Path) -> Option<PathBuf> {
        self.places.target(path)
    }

    /// The warnings of the configurations that were read so far, each once.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.configurations.warnings()
    }

    /// The settings that configurations above lock: a sentence each.
    #[must_use]
    pub fn disregarded(&self) -> Vec<String> {
        self.configurations.disregarded()
    }

    /// Settings of the whole run in other configurations than that of the current folder, which have no effect, each with its
    /// place: `a/spark-eci-lint.yaml:2: fail-on`.
    #[must_use]
    pub fn without_effect(&self) -> Vec<String> {
        self.configurations.without_effect(&self.of(None).effective)
    }

    /// True for a rule file that a configuration names, by resolved path.
    #[must_use]
    pub fn names(&self, file: &Path) -> bool {
        self.configurations.name(file)
    }

    /// The built-in rules, and those of the configurations that were read so far.
    #[must_use]
    pub fn rules(&self) -> RuleSet {
        self.configurations.rules()
    }

    /// The errors of the configurations that were read so far, by path.
    #[must_use]
    pub fn errors(&self) -> Vec<ConfigError> {
        self.configurations.errors()
    }
}
