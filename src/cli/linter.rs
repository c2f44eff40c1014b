//! Checks files, each with its own configuration.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use rayon::prelude::*;

use super::{
    args::Check,
    builds::{Walked, leave_out_parts, say_what_has_no_effect},
    chart_args::ChartOptions,
    collect::{Collected, collect, collect_again},
    coverage::Coverage,
    output::note,
};
use crate::{
    finding::{Finding, Severity},
    judged::ResourcePolicies,
    lint::{self, FailOn, FileReport, LintOptions, LintedFile, Run, Selection},
    named::Named,
    project::{self, Builds, Choosing, ForFile, Project},
    rules::{RuleSet, custom_rule_not_judged, not_judged},
    walk,
};

impl Linted {
    /// The reports of files, kustomizations and charts.
    pub(super) fn into_files(self) -> Vec<LintedFile> {
        let files = self.collected.files.into_iter().map(|file| LintedFile {
            path: file.shown,
            file: file.path,
            report: file.made,
        });
        files.chain(self.built).collect()
    }
}

/// True if a label of a finding is in a named file.
fn has_named_label(finding: &Finding, builds: &Builds) -> bool {
    let diagnostic = &finding.diagnostic;
    let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
    let mut files = labels.filter_map(|label| label.file.as_ref());
    files.any(|file| builds.is_named(&file.path))
}

pub(super) fn selection(arguments: &Check) -> Selection {
    Selection {
        select: arguments.select.clone(),
        ignore: arguments.ignore.clone(),
    }
}

pub(super) struct Linter<'a> {
    pub(super) arguments: &'a Check,
    pub(super) coverage: Coverage,
    /// The bytes of standard input, which `--fix` writes back.
    pub(super) stdin: OnceLock<Vec<u8>>,
    /// The resource policies of all files. Only set if one may matter.
    policies: OnceLock<ResourcePolicies>,
    charts: ChartOptions,
    pub(super) builds: OnceLock<Builds>,
}

pub(super) struct Linted {
    /// The files, each checked alone.
    pub(super) collected: Collected<FileReport>,
    /// Kustomizations and charts.
    pub(super) built: Vec<LintedFile>,
}

impl<'a> Linter<'a> {
    pub(super) fn new(arguments: &'a Check, charts: ChartOptions) -> Self {
        let config_args = &arguments.input.config_args;
        let set = |is_set: bool| is_set.then_some("true");
        let flags = (arguments.input)
            .flags()
            .with("require-applications", set(arguments.require_applications))
            .with("fail-on-unjudged", set(arguments.fail_on_unjudged))
            .with("fail-on", arguments.fail_on.map(FailOn::name))
            .with("severity", arguments.severity.map(Severity::name))
            .with_levels(arguments.levels.levels())
            .selecting(selection(arguments))
            .without_suppressions(arguments.no_suppressions);
        Self {
            arguments,
            coverage: Coverage::new(
                Project::new(config_args.choice(), flags),
                arguments.input.verbose,
            ),
            stdin: OnceLock::new(),
            policies: OnceLock::new(),
            charts,
            builds: OnceLock::new(),
        }
    }

    pub(super) fn lint(&self) -> Linted {
        let input = &self.arguments.input;
        let walked = Walked::default();
        let mut collected = collect(input, &self.coverage.project, |path, bytes| {
            if path.is_none() && self.arguments.fix {
                // Fails only if it is set already, and standard input is read only once.
                let _ = self.stdin.set(bytes.to_vec());
            }
            let for_file = self.coverage.for_file(input, path, bytes);
            walked.note(path, bytes, for_file.is_some());
            let for_file = for_file?;
            lint::lint_bytes(bytes, for_file.options())
        });
        let mut files = collected.files.iter();
        if files.any(|file| file.made.would_follow_policy) {
            self.lint_with_policies(&mut collected);
        }
        let choosing = Choosing {
            project: &self.coverage.project,
            given: self.charts.installed.as_ref(),
        };
        let builds = self.builds.get_or_init(|| {
            let builds = walked.builds(&input.paths, choosing);
            builds.with_helm(self.charts.helm.clone())
        });
        let built = self.lint_built(builds, &BTreeMap::new());
        let project = &self.coverage.project;
        let is_whole = |report: &FileReport| !report.applications.is_empty();
        leave_out_parts(
            &mut collected,
            builds,
            project,
            FileReport::of_part,
            is_whole,
        );
        Linted { collected, built }
    }

    /// The reports of kustomizations and charts; `texts` replace files on disk.
    pub(super) fn lint_built(
        &self,
        builds: &Builds,
        texts: &BTreeMap<PathBuf, String>,
    ) -> Vec<LintedFile> {
        let roots = builds.roots().par_iter();
        let reports = roots.filter_map(|root| {
            let outcome = builds.build(root, texts)?;
            let path = builds.path(&root.file);
            let for_file = self.coverage.project.of(Some(&path));
            if !for_file.is_covered {
                return None;
            }
            let mut report = self.with_policies(&for_file, |options| {
                project::lint_outcome(&outcome, builds, root, options.settings)
            })?;
            if !root.is_named {
                report.retain(|_, finding| {
                    finding.written_as.is_none() || has_named_label(finding, builds)
                });
            }
            Some(LintedFile {
                path: walk::shown(&path),
                file: Some(path),
                report,
            })
        });
        reports.collect()
    }

    /// The rules of all configurations that were found, including those of the named paths.
    pub(super) fn rules(&self) -> RuleSet {
        let project = &self.coverage.project;
        for path in &self.arguments.input.paths {
            let inside = path.is_dir().then(|| path.join("-"));
            let path = (path.as_os_str() != "-").then(|| inside.as_deref().unwrap_or(path));
            if project.has_config(path) {
                let _ = project.of(path);
            }
        }
        project.rules()
    }

    pub(super) fn say_what_is_beside(&self) {
        let Some(builds) = self.builds.get() else {
            return;
        };
        say_what_has_no_effect(&self.arguments.input.charts, builds);
        for (name, beside) in builds.beside() {
            let beside = crate::finding::listed(beside);
            note(format_args!(
                "{name} was checked alone; to check what is applied, also name what builds on it: {beside}"
            ));
        }
    }

    /// Reads resource policies from all files, if an application needs them, and checks again the files that they may
    /// affect.
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

    /// True if nothing was checked, and a configuration or the command line requires applications.
    pub(super) fn misses_applications(&self, run: &Run) -> bool {
        let project = &self.coverage.project;
        let is_required = |path: &PathBuf| {
            // A configuration in the folder itself counts, too.
            let inside = path.is_dir().then(|| path.join("-"));
            let path = (path.as_os_str() != "-").then(|| inside.as_deref().unwrap_or(path));
            // Look for a configuration first: settings load the whole catalogue, and most runs without applications have no
            // configuration.
            self.arguments.require_applications
                || project.has_config(path)
                    && project.of(path).effective.settings.require_applications
        };
        run.applications() == 0 && self.arguments.input.paths.iter().any(is_required)
    }

    /// True if an application or a value could not be checked, and the configuration of its file or the command line fails
    /// on that.
    pub(super) fn fails_on_unjudged(&self, run: &Run) -> bool {
        let is_unjudged = |file: &&LintedFile| {
            const IDS: [&str; 2] = [not_judged::ID, custom_rule_not_judged::ID];
            let mut findings = file.report.findings.iter();
            file.report.not_judged > 0 || findings.any(|finding| IDS.contains(&&*finding.rule.id))
        };
        let unjudged = run.files.iter().filter(is_unjudged);
        let mut settings = unjudged.map(|file| self.coverage.project.of(file.file.as_deref()));
        settings.any(|for_file| for_file.effective.settings.fail_on_unjudged)
    }

    /// True for an excluded file, which must not be written.
    pub(super) fn leaves_out(&self, file: Option<&Path>) -> bool {
        let input = &self.arguments.input;
        file.is_some_and(|path| self.coverage.leaves_out(input, path))
    }

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
