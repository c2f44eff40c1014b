//! What holds for a file by where it lies: the configuration above it, and the kustomization that takes it
//! as a patch.

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

/// A resolved path as reports show it: from the current folder on, where it lies below that.
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

/// The configurations and kustomizations of the folders met so far, each read once.
pub struct Project {
    configurations: Configurations,
    kustomizations: Kustomizations,
    charts: Charts,
    places: Places,
}

/// What holds for a file.
#[derive(Clone, Debug)]
pub struct ForFile {
    /// What the configuration and the command line say.
    pub effective: Arc<Effective>,
    /// False for a file that the configuration or the command line excludes.
    pub is_covered: bool,
    /// What excludes it, if something does: a configuration as it is shown, or the option.
    pub excluded_by: Option<String>,
    /// The configuration, where there is one, as it is shown.
    pub config: Option<String>,
    /// True where the configuration is wrong: then nothing of it holds.
    pub is_broken: bool,
    /// The kustomization of which the file is a patch, as it is shown.
    pub patch_of: Option<String>,
    /// What kind of text the file holds.
    pub form: FileForm,
    /// The folder of the Helm chart of which the file is a template, as it is shown.
    pub chart: Option<String>,
}

impl ForFile {
    /// True where the same holds for another file.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.effective, &other.effective)
            && self.is_covered == other.is_covered
            && self.patch_of == other.patch_of
    }

    /// How the file is linted.
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

/// The path by which configurations are looked up.
fn absolute(placed: Option<&Path>, path: Option<&Path>) -> PathBuf {
    match (placed, path) {
        (Some(placed), _) => placed.to_owned(),
        (None, Some(path)) => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        (None, None) => std::env::current_dir().unwrap_or_default().join("-"),
    }
}

impl Project {
    /// A project of which nothing has been read yet.
    #[must_use]
    pub fn new(choice: Choice, flags: Flags) -> Self {
        Self {
            kustomizations: Kustomizations::new(flags.follows_links()),
            configurations: Configurations::new(choice, flags),
            charts: Charts::default(),
            places: Places::default(),
        }
    }

    /// The same for a copy of a work tree.
    #[must_use]
    pub fn of_copy(mut self, copy: WorkTreeCopy) -> Self {
        self.configurations = self.configurations.of_copy(copy);
        self
    }

    /// True where a configuration holds for a file; see [`Self::of`].
    #[must_use]
    pub fn has_config(&self, path: Option<&Path>) -> bool {
        let placed = path.and_then(|path| self.places.of(path));
        self.configurations
            .has_config(&absolute(placed.as_deref(), path))
    }

    /// What holds for a file; for standard input, what holds for a file in the current folder.
    #[must_use]
    pub fn of(&self, path: Option<&Path>) -> ForFile {
        // A link is judged by where it stands, not by where it leads: a folder whose files are not checked
        // could hold what a link elsewhere hides.
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
            // kustomize reads what it takes as YAML, whatever its ending.
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

    /// With what the configuration says that the chart of a folder is installed.
    fn charts_of(&self, folder: &Path) -> Vec<Installed> {
        self.configurations.charts_of(folder)
    }

    /// A file's path with all links resolved. `None` where there is no such file.
    #[must_use]
    pub fn target(&self, path: &Path) -> Option<PathBuf> {
        self.places.target(path)
    }

    /// What is probably not as it was meant in the configurations met so far, each once.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.configurations.warnings()
    }

    /// What configurations say that others above them lock: a sentence each.
    #[must_use]
    pub fn disregarded(&self) -> Vec<String> {
        self.configurations.disregarded()
    }

    /// What configurations met so far set for a run as a whole, and that of the current folder does not, each with its
    /// place: `a/spark-eci-lint.yaml:2: fail-on`.
    #[must_use]
    pub fn without_effect(&self) -> Vec<String> {
        self.configurations.without_effect(&self.of(None).effective)
    }

    /// True for a file of rules that a configuration names, by its path with all links resolved.
    #[must_use]
    pub fn names(&self, file: &Path) -> bool {
        self.configurations.name(file)
    }

    /// The built-in rules, and those of the configurations met so far.
    #[must_use]
    pub fn rules(&self) -> RuleSet {
        self.configurations.rules()
    }

    /// What is wrong with the configurations met so far, by path.
    #[must_use]
    pub fn errors(&self) -> Vec<ConfigError> {
        self.configurations.errors()
    }
}
