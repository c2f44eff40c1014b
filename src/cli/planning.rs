//! Plans the input, and compares the plan with that of a base commit.

use std::{collections::HashMap, path::Path, sync::Arc};

use super::{
    args::InputArgs,
    base_tree::BaseTree,
    builds::{Planned, Walked, leave_out_parts, plans},
    chart_args::ChartOptions,
    collect::{Collected, collect},
    coverage::Coverage,
    git::Repository,
};
use crate::{
    config::Effective,
    plan::{
        Configuration, Difference, FilePlan, Plan, PlannedFile, PodPlan, PriceChoice, Uncompared,
        plan_bytes,
    },
    project::{Builds, Choosing, ForFile, Project},
    walk::shown,
};

pub(super) struct Planning {
    pub(super) plan: Plan,
    pub(super) coverage: Coverage,
    pub(super) collected: Collected<(ForFile, FilePlan)>,
    pub(super) builds: Builds,
}

pub(super) fn plan(input: &InputArgs, charts: &ChartOptions, choice: PriceChoice) -> Planning {
    let project = Project::new(input.config_args.choice(), input.flags());
    plan_with(project, input, charts, choice)
}

fn plan_with(
    project: Project,
    input: &InputArgs,
    charts: &ChartOptions,
    choice: PriceChoice,
) -> Planning {
    let coverage = Coverage::new(project, input.verbose);
    let walked = Walked::default();
    let mut collected = collect(input, &coverage.project, |path, bytes| {
        let for_file = coverage.for_file(input, path, bytes);
        walked.note(path, bytes, for_file.is_some());
        let for_file = for_file?;
        let plan = plan_bytes(bytes, for_file.options())?;
        Some((for_file, plan))
    });
    let project = &coverage.project;
    let choosing = Choosing {
        project,
        given: charts.installed.as_ref(),
    };
    let builds = walked.builds(&input.paths, choosing);
    let builds = builds.with_helm(charts.helm.clone());
    let built = plans(&builds, project);
    leave_out_parts(
        &mut collected,
        &builds,
        project,
        |_| None,
        |(_, plan)| plan.applications > 0,
    );
    let planned = std::mem::take(&mut collected.files)
        .into_iter()
        .map(|file| {
            let (for_file, plan) = file.made;
            Planned {
                path: file.shown,
                way: None,
                is_built: false,
                for_file,
                plan,
            }
        });
    let plan = put_together(planned.chain(built).collect(), choice);
    Planning {
        plan,
        coverage,
        collected,
        builds,
    }
}

/// Joins plans in the order of their paths.
pub(super) fn put_together(mut planned: Vec<Planned>, choice: PriceChoice) -> Plan {
    let mut first = None;
    planned.sort_by(|one, other| one.path.cmp(&other.path));
    let mut known = HashMap::new();
    let files = planned.into_iter().map(|planned| {
        let configuration = configuration(&planned.for_file, &mut known);
        first.get_or_insert(planned.for_file.effective);
        PlannedFile {
            place: planned.path.clone(),
            path: planned.path,
            way: planned.way,
            configuration,
            is_built: planned.is_built,
            plan: planned.plan,
        }
    });
    let files = files.collect();
    let environment = first
        .as_ref()
        .map(|effective| &effective.settings.environment);
    Plan::new(files, environment, choice)
}

/// Cached, because nearly all files share their settings.
fn configuration(
    for_file: &ForFile,
    known: &mut HashMap<*const Effective, Arc<str>>,
) -> Option<Configuration> {
    let path = for_file.config.clone()?;
    let settings = known
        .entry(Arc::as_ptr(&for_file.effective))
        .or_insert_with(|| {
            let shown = for_file.effective.shown.iter();
            let shown = shown.filter(|shown| decides(&shown.name));
            let shown = shown.map(|shown| format!("{}: {}\n", shown.name, shown.value));
            shown.collect::<String>().into()
        });
    Some(Configuration {
        path,
        settings: Arc::clone(settings),
    })
}

/// True for a setting that a plan depends on. Prices do not count, because both sides have the same.
fn decides(setting: &str) -> bool {
    const SETTINGS: [&str; 4] = ["cluster", "region", "operator-", "runtime"];
    const GROUPS: [&str; 2] = ["placement.", "extend."];
    let names = SETTINGS.iter().chain(&GROUPS);
    names.into_iter().any(|name| setting.starts_with(name))
}

/// Compares the plan with that of the merge base of the current branch and a revision.
///
/// # Errors
/// Errors of git.
pub(super) fn compare(
    plan: &mut Plan,
    input: &InputArgs,
    revision: &str,
    choice: PriceChoice,
) -> Result<Difference, String> {
    let repository = Repository::since(revision)?;
    for path in &input.paths {
        if !repository.holds(path) {
            let (path, top) = (shown(path), repository.top.display());
            return Err(format!("{path} is not in the repository {top}"));
        }
    }
    let tree = BaseTree::write(&repository)?;
    for file in &mut plan.files {
        file.place = shown(&tree.place(&file.path));
    }
    let mut uncompared = uncompared_now(plan);
    uncompared.extend(missing_in_base(&tree, plan));
    let at_base = input.at_base(&tree);
    let base = if at_base.paths.is_empty() {
        Plan::new(Vec::new(), None, choice)
    } else {
        plan_of_base(&at_base, &tree, choice, &mut uncompared)?
    };
    let mut difference = Difference::new(plan, &base, revision);
    uncompared.sort();
    uncompared.dedup();
    difference.uncompared = uncompared;
    if !repository.is_merge_base {
        difference.remarks.push(format!(
            "this clone has no common history with {revision}: comparing with {revision} itself"
        ));
    }
    Ok(difference)
}

fn plan_of_base(
    at_base: &InputArgs,
    tree: &BaseTree,
    choice: PriceChoice,
    uncompared: &mut Vec<Uncompared>,
) -> Result<Plan, String> {
    let charts = at_base.charts.read(&at_base.paths)?;
    let config = &at_base.config_args;
    let project = Project::new(config.choice(), at_base.flags()).of_copy(tree.copy().clone());
    let base = plan_with(project, at_base, &charts, choice);
    let mut add = |path: &str, reason: String| {
        let path = tree.shown(path);
        uncompared.push(Uncompared { path, reason });
    };
    for (path, reason) in base.collected.unreadable() {
        add(
            path,
            format!("cannot be read in the base ({reason}) and counts as new"),
        );
    }
    for error in base.coverage.project.errors() {
        let reason = "is invalid in the base, which is read without it";
        add(&shown(&error.file), reason.to_owned());
    }
    let mut base = base.plan;
    for file in &mut base.files {
        if file.plan.not_judged > 0 {
            let reason =
                "cannot be checked completely in the base, and what is missing counts as new";
            add(&file.path, reason.to_owned());
        }
        let place = tree.place(&file.path);
        file.place = shown(tree.renamed(&place).unwrap_or(&place));
        name_files_of_base(file, tree);
    }
    Ok(base)
}

/// Files that cannot be checked now, so that their cost is unknown.
fn uncompared_now(plan: &Plan) -> Vec<Uncompared> {
    let files = plan.files.iter().filter(|file| file.plan.not_judged > 0);
    let uncompared = files.map(|file| Uncompared {
        path: file.path.clone(),
        reason: "cannot be checked completely now".to_owned(),
    });
    uncompared.collect()
}

/// Planned files that are in the base, but missing in the clone or not writable to the file system.
fn missing_in_base<'p>(tree: &BaseTree, plan: &'p Plan) -> Vec<Uncompared> {
    let mut missing = Vec::new();
    for (path, reason) in &tree.missing {
        let is_of = |file: &&'p PlannedFile| {
            let place = Path::new(&file.place);
            place.starts_with(path) || file.is_built && path.starts_with(place)
        };
        let files = plan.files.iter().filter(is_of);
        missing.extend(files.map(|file| Uncompared {
            path: file.path.clone(),
            reason: format!("counts as new: {} in the base is {reason}", shown(path)),
        }));
    }
    missing
}

/// Replaces paths in the temporary folder by those in the work tree.
fn name_files_of_base(file: &mut PlannedFile, tree: &BaseTree) {
    file.path = tree.shown(&file.path);
    if let Some(way) = &mut file.way {
        *way = way.replace(&format!("{}/", tree.copy().root.display()), "");
    }
    if let Some(configuration) = &mut file.configuration {
        configuration.path = tree.shown(&configuration.path);
    }
    let rows = file.plan.pods.iter_mut();
    for value in rows.flat_map(PodPlan::values_mut) {
        if let Some(path) = &mut value.path {
            *path = tree.shown(path);
        }
    }
}
