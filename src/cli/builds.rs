//! The kustomizations and charts of the input.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::{
    chart_args::ChartArgs,
    collect::{Collected, CollectedFile},
    output::note,
};
use crate::{
    plan::{FilePlan, PodPlan, plan_bytes},
    project::{Builds, BuiltText, Choosing, ForFile, Met, Project, Root},
};

/// The files of a walk that decide about kustomizations and charts.
#[derive(Default)]
pub(super) struct Walked {
    met: Mutex<Met>,
}

impl Walked {
    pub(super) fn note(&self, path: Option<&Path>, bytes: &[u8], may_mention: bool) {
        let Some(path) = path else {
            return;
        };
        // Only then lock: nearly all files have nothing to note, and other threads would wait.
        let mut own = Met::default();
        own.note(path, bytes);
        if own.is_empty() && !may_mention {
            return;
        }
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        met.add(own);
        if may_mention {
            met.mentions.insert(path.to_owned());
        }
    }

    pub(super) fn builds(self, inputs: &[PathBuf], choosing: Choosing<'_>) -> Builds {
        let mut met = self
            .met
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        if met.is_empty() && !Builds::may_take(inputs) {
            return Builds::default();
        }
        let mentions = met.mentions.iter();
        let mentions = mentions.filter_map(|path| fs::canonicalize(path).ok());
        met.mentions = mentions.collect();
        Builds::find(&met, inputs, choosing)
    }
}

/// Warns that options about charts have no effect if no chart was found.
pub(super) fn say_what_has_no_effect(charts: &ChartArgs, builds: &Builds) {
    let given = charts.given();
    if given.is_empty() || builds.roots().iter().any(Root::is_chart) {
        return;
    }
    let has = if given.len() == 1 { "has" } else { "have" };
    note(format_args!(
        "{} {has} no effect: there is no Helm chart with a Spark application",
        given.join(", ")
    ));
}

/// True for a file that is checked as a part of a kustomization or chart.
pub(super) fn is_part(path: Option<&Path>, builds: &Builds, project: &Project) -> bool {
    let target = path.and_then(|path| project.target(path));
    target.is_some_and(|target| builds.take(&target))
}

/// Removes the files that are checked as parts of kustomizations and charts.
pub(super) fn leave_out_parts<T>(
    collected: &mut Collected<T>,
    builds: &Builds,
    project: &Project,
    of_part: impl Fn(T) -> Option<T>,
    is_whole: impl Fn(&T) -> bool,
) {
    if builds.roots().is_empty() {
        return;
    }
    let files = std::mem::take(&mut collected.files).into_iter();
    let left = files.filter_map(|file| {
        if !is_part(file.path.as_deref(), builds, project) {
            return Some(file);
        }
        // A complete application is also planned if a kustomization uses it as a patch: it may be applied without that.
        let target = file.path.as_deref().and_then(|path| project.target(path));
        let is_patch = target.is_some_and(|target| builds.take_as_patch(&target));
        if is_patch && is_whole(&file.made) {
            return Some(file);
        }
        let made = of_part(file.made)?;
        Some(CollectedFile { made, ..file })
    });
    collected.files = left.collect();
}

/// The plan of a file, a kustomization or a chart, with its settings.
pub(super) struct Planned {
    pub(super) path: String,
    /// The values that a chart is rendered with, if there are several choices.
    pub(super) way: Option<String>,
    pub(super) is_built: bool,
    pub(super) for_file: ForFile,
    pub(super) plan: FilePlan,
}

/// The plans of kustomizations and charts, by folder.
pub(super) fn plans(builds: &Builds, project: &Project) -> Vec<Planned> {
    let mut planned = Vec::new();
    for root in builds.roots() {
        let for_file = project.of(Some(&builds.path(&root.file)));
        if !for_file.is_covered {
            continue;
        }
        let Some(outcome) = builds.build(root, &BTreeMap::new()) else {
            continue;
        };
        // In the order of the choices: the chart's own values come first.
        let mut by_way: Vec<(Option<&str>, FilePlan)> = Vec::new();
        for BuiltText { way, text, map } in outcome.texts() {
            let mut of_text = plan_bytes(text.as_bytes(), for_file.options()).unwrap_or_default();
            for value in of_text.pods.iter_mut().flat_map(PodPlan::values_mut) {
                value.locate_built(map);
            }
            match by_way.iter_mut().find(|(known, _)| *known == way) {
                Some((_, plan)) => plan.add(of_text),
                None => by_way.push((way, of_text)),
            }
        }
        if !outcome.is_built() {
            let plan = FilePlan {
                not_judged: 1,
                ..FilePlan::default()
            };
            by_way.push((None, plan));
        }
        for (way, plan) in by_way {
            if plan.applications > 0 || plan.not_judged > 0 {
                planned.push(Planned {
                    path: root.name.clone(),
                    way: way.map(str::to_owned),
                    is_built: true,
                    for_file: for_file.clone(),
                    plan,
                });
            }
        }
    }
    planned
}
