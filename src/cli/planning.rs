//! The plan of what the command line names, and what it differs in from that of a base.

use std::{collections::HashMap, sync::Arc};

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
        Configuration, Difference, FilePlan, Plan, PlannedFile, PriceChoice, Uncompared, plan_bytes,
    },
    project::{Builds, Choosing, ForFile, Project},
    walk::shown,
};

/// The plan of all files and builds of an input.
pub(super) struct Planning {
    pub(super) plan: Plan,
    pub(super) coverage: Coverage,
    pub(super) collected: Collected<(ForFile, FilePlan)>,
    pub(super) builds: Builds,
}

/// Plans all that the input names.
pub(super) fn plan(input: &InputArgs, charts: &ChartOptions, choice: PriceChoice) -> Planning {
    let project = Project::new(input.config_args.choice(), input.config_args.flags());
    plan_with(project, input, charts, choice)
}

fn plan_with(
    project: Project,
    input: &InputArgs,
    charts: &ChartOptions,
    choice: PriceChoice,
) -> Planning {
    let coverage = Coverage::new(project);
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

/// The plan of all of them, in the order of their paths.
pub(super) fn put_together(mut planned: Vec<Planned>, choice: PriceChoice) -> Plan {
    let mut first = None;
    planned.sort_by(|one, other| one.path.cmp(&other.path));
    let mut known = HashMap::new();
    let files = planned.into_iter().map(|planned| {
        let configuration = configuration(&planned.for_file, &mut known);
        first.get_or_insert(planned.for_file.effective);
        PlannedFile {
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

/// Nearly all files share their settings, so that each is written out once.
fn configuration(
    for_file: &ForFile,
    known: &mut HashMap<*const Effective, Arc<str>>,
) -> Option<Configuration> {
    let path = for_file.config.clone()?;
    let settings = known
        .entry(Arc::as_ptr(&for_file.effective))
        .or_insert_with(|| {
            let shown = for_file.effective.shown.iter();
            let shown = shown.map(|shown| format!("{}: {}\n", shown.name, shown.value));
            shown.collect::<String>().into()
        });
    Some(Configuration {
        path,
        settings: Arc::clone(settings),
    })
}

/// What differs between the plan and that of the commit at which the current branch and a revision parted.
///
/// # Errors
/// What git says.
pub(super) fn compare(
    plan: &Plan,
    input: &InputArgs,
    revision: &str,
) -> Result<Difference, String> {
    let repository = Repository::since(revision)?;
    for path in &input.paths {
        if !repository.holds(path) {
            let (path, top) = (shown(path), repository.top.display());
            return Err(format!("{path} is not in the repository {top}"));
        }
    }
    let tree = BaseTree::write(&repository)?;
    let at_base = input.at_base(&tree);
    if at_base.paths.is_empty() {
        let nothing = Plan::new(Vec::new(), None, PriceChoice::Off);
        return Ok(Difference::new(plan, &nothing, revision, Vec::new()));
    }
    let charts = at_base.charts.read(&at_base.paths)?;
    let config = &at_base.config_args;
    let project = Project::new(config.choice(), config.flags()).of_copy(tree.copy().clone());
    let base = plan_with(project, &at_base, &charts, PriceChoice::Off);
    let mut uncompared = Vec::new();
    let mut add = |path: &str, reason: &str| {
        uncompared.push(Uncompared {
            path: tree.shown(path),
            reason: reason.to_owned(),
        });
    };
    for (path, reason) in base.collected.unreadable() {
        add(path, reason);
    }
    for error in base.coverage.project.errors() {
        add(&shown(&error.file), "the configuration is invalid");
    }
    let mut base = base.plan;
    for file in &mut base.files {
        if file.plan.not_judged > 0 {
            add(&file.path, "an application in it cannot be judged");
        }
        name_files_of_base(file, &tree);
    }
    Ok(Difference::new(plan, &base, revision, uncompared))
}

/// Names files as they are named from the top of the repository on.
fn name_files_of_base(file: &mut PlannedFile, tree: &BaseTree) {
    file.path = tree.shown(&file.path);
    if let Some(configuration) = &mut file.configuration {
        configuration.path = tree.shown(&configuration.path);
    }
    let rows = file.plan.pods.iter_mut();
    for value in rows.flat_map(crate::plan::PodPlan::values_mut) {
        if let Some(path) = &mut value.path {
            *path = tree.shown(path);
        }
    }
}
