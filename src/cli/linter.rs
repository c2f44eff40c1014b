//! Lints files, each with the configuration that holds for it.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
};

use rayon::prelude::*;

use super::{
    args::Check,
    collect::{Collected, collect, collect_again},
    coverage::Coverage,
};
use crate::{
    judged::ResourcePolicies,
    kustomize::KUSTOMIZATION_FILES,
    lint::{self, FileReport, LintOptions, LintedFile, Run, Selection},
    project::{self, ForFile, Overlays, Project},
    rules::not_judged,
    spark, walk,
};

/// What the walk came by that kustomizations need.
#[derive(Default)]
struct Met {
    kustomizations: Mutex<Vec<PathBuf>>,
    /// The files that may name a Spark application.
    mentions: Mutex<Vec<PathBuf>>,
}

impl Met {
    fn note(&self, path: Option<&Path>, bytes: &[u8]) {
        let Some(path) = path else {
            return;
        };
        let add = |list: &Mutex<Vec<PathBuf>>| {
            let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
            list.push(path.to_owned());
        };
        let name = path.file_name().and_then(OsStr::to_str);
        if name.is_some_and(|name| KUSTOMIZATION_FILES.contains(&name)) {
            add(&self.kustomizations);
        }
        if spark::may_mention(bytes) {
            add(&self.mentions);
        }
    }

    fn overlays(self, inputs: &[PathBuf]) -> Overlays {
        let take = |list: Mutex<Vec<PathBuf>>| list.into_inner().unwrap_or_else(PoisonError::into_inner);
        let kustomizations = take(self.kustomizations);
        if kustomizations.is_empty() && !inputs.iter().any(|input| input.is_file()) {
            return Overlays::default();
        }
        let mentions = take(self.mentions).into_iter();
        let mentions = mentions.filter_map(|path| fs::canonicalize(path).ok());
        Overlays::find(&kustomizations, inputs, &mentions.collect())
    }
}

/// Leaves out what is judged as a part of something that is built.
fn leave_out_parts(
    collected: &mut Collected<FileReport>,
    overlays: &Overlays,
    project: &Project,
) {
    if overlays.roots().is_empty() {
        return;
    }
    let files = std::mem::take(&mut collected.files).into_iter();
    let left = files.filter_map(|mut file| {
        let target = file.path.as_deref().and_then(|path| project.target(path));
        if target.is_some_and(|target| overlays.take(&target)) {
            file.made = file.made.of_part()?;
        }
        Some(file)
    });
    collected.files = left.collect();
}

/// The rules that the command line asks for.
pub(super) fn selection(arguments: &Check) -> Selection {
    Selection {
        select: arguments.select.clone(),
        ignore: arguments.ignore.clone(),
    }
}

/// Lints files, each with the configuration that holds for it.
pub(super) struct Linter<'a> {
    pub(super) arguments: &'a Check,
    pub(super) coverage: Coverage,
    /// What came from standard input, where it has to be given back.
    pub(super) stdin: OnceLock<Vec<u8>>,
    /// The resource policies of all files, where they matter.
    policies: OnceLock<ResourcePolicies>,
}

/// What was linted.
pub(super) struct Linted {
    /// The files, each by itself.
    pub(super) collected: Collected<FileReport>,
    /// What is built of several files.
    pub(super) built: Vec<LintedFile>,
}

impl<'a> Linter<'a> {
    pub(super) fn new(arguments: &'a Check) -> Self {
        let config_args = &arguments.input.config_args;
        let set = |is_set: bool| is_set.then_some("true");
        let flags = config_args
            .flags()
            .with("require-applications", set(arguments.require_applications))
            .with("fail-on-unjudged", set(arguments.fail_on_unjudged))
            .selecting(selection(arguments))
            .without_suppressions(arguments.no_suppressions);
        Self {
            arguments,
            coverage: Coverage::new(Project::new(config_args.choice(), flags)),
            stdin: OnceLock::new(),
            policies: OnceLock::new(),
        }
    }

    /// The reports of all files that are to be checked, and of what is built of them.
    pub(super) fn lint(&self) -> Linted {
        let input = &self.arguments.input;
        let met = Met::default();
        let mut collected = collect(input, &self.coverage.project, |path, bytes| {
            if path.is_none() && self.arguments.fix {
                // Standard input is read only once, and has to be given back as it was.
                let _ = self.stdin.set(bytes.to_vec());
            }
            met.note(path, bytes);
            let for_file = self.coverage.for_file(input, path, bytes)?;
            lint::lint_bytes(bytes, for_file.options())
        });
        let mut files = collected.files.iter();
        if files.any(|file| file.made.would_follow_policy) {
            self.lint_with_policies(&mut collected);
        }
        let overlays = met.overlays(&input.paths);
        let built = self.lint_built(&overlays, &BTreeMap::new());
        leave_out_parts(&mut collected, &overlays, &self.coverage.project);
        Linted { collected, built }
    }

    /// The reports of what kustomizations build; `texts` are those of files that are to be others than on disk.
    pub(super) fn lint_built(
        &self,
        overlays: &Overlays,
        texts: &BTreeMap<PathBuf, String>,
    ) -> Vec<LintedFile> {
        let roots = overlays.roots().par_iter();
        let reports = roots.filter_map(|root| {
            let outcome = overlays.build(root, texts)?;
            let path = overlays.path(&root.file);
            let for_file = self.coverage.project.of(Some(&path));
            if !for_file.is_covered {
                return None;
            }
            let report = match &outcome.built {
                Ok(built) => self.with_policies(&for_file, |options| {
                    let options = LintOptions {
                        patch_of: None,
                        ..options
                    };
                    project::lint_built(built, root, options)
                })?,
                Err(problem) => {
                    let settings = &for_file.effective.settings;
                    project::report_problem(problem, root, settings)
                }
            };
            Some(LintedFile {
                path: walk::shown(&path),
                file: Some(path),
                report,
            })
        });
        reports.collect()
    }

    /// Looks for resource policies in all files, which few runs need, and lints again what they may
    /// change.
    fn lint_with_policies(&self, collected: &mut Collected<FileReport>) {
        let policies = collect_again(&self.arguments.input, &self.coverage.project, |_, bytes| {
            let found = ResourcePolicies::find(bytes);
            (!found.is_empty()).then_some(found)
        });
        let policies = policies.files.into_iter().map(|file| file.made);
        let policies: ResourcePolicies = policies.collect();
        if policies.is_empty() {
            return;
        }
        let _ = self.policies.set(policies);
        let files = std::mem::take(&mut collected.files).into_iter();
        let again = files.filter_map(|mut file| {
            if file.made.would_follow_policy {
                let for_file = self.coverage.project.of(file.path.as_deref());
                let made = file.made;
                file.made = self.with_policies(&for_file, |options| made.again(options))?;
            }
            Some(file)
        });
        collected.files = again.collect();
    }

    /// True where nothing was judged, and a configuration or the command line takes that for a failure.
    pub(super) fn misses_applications(&self, run: &Run) -> bool {
        let project = &self.coverage.project;
        let is_required = |path: &PathBuf| {
            // A configuration in the folder itself holds for it, too.
            let inside = path.is_dir().then(|| path.join("-"));
            let path = (path.as_os_str() != "-").then(|| inside.as_deref().unwrap_or(path));
            // The settings load the whole catalogue, and most runs that judge nothing have no configuration.
            self.arguments.require_applications
                || project.has_config(path)
                    && project.of(path).effective.settings.require_applications
        };
        run.applications() == 0 && self.arguments.input.paths.iter().any(is_required)
    }

    /// True where an application, or a value of one, could not be judged, and the configuration of its file
    /// or the command line takes that for a failure.
    pub(super) fn fails_on_unjudged(&self, run: &Run) -> bool {
        let is_unjudged = |file: &&LintedFile| {
            let mut findings = file.report.findings.iter();
            file.report.not_judged > 0 || findings.any(|finding| finding.rule.id == not_judged::ID)
        };
        let unjudged = run.files.iter().filter(is_unjudged);
        let mut settings = unjudged.map(|file| self.coverage.project.of(file.file.as_deref()));
        settings.any(|for_file| for_file.effective.settings.fail_on_unjudged)
    }

    /// Does something with what holds for a file that was linted.
    pub(super) fn with_options<T>(
        &self,
        file: &LintedFile,
        act: impl FnOnce(LintOptions<'_>) -> T,
    ) -> T {
        let for_file = self.coverage.project.of(file.file.as_deref());
        self.with_policies(&for_file, act)
    }

    fn with_policies<T>(&self, for_file: &ForFile, act: impl FnOnce(LintOptions<'_>) -> T) -> T {
        let options = for_file.options();
        match self.policies.get() {
            None => act(options),
            Some(policies) => {
                let settings = options.settings.with_policies(policies.clone());
                act(LintOptions {
                    settings: &settings,
                    ..options
                })
            }
        }
    }
}
