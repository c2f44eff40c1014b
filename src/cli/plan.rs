//! `spark-eci-lint plan`: what will be asked for, what ECI will give, and what that costs.

use anstream::ColorChoice;

use super::{
    args::{Plan as Arguments, PlanFormat},
    builds::{Planned, Walked, leave_out_parts, plans, say_what_has_no_effect},
    check::{say_what_was_excluded, say_what_was_skipped},
    collect::collect,
    coverage::Coverage,
    exit,
    output::{exit_code, failed, note, plural, report_config_errors, stdout_style, to_stdout},
    reports::put_together,
    values::Price,
};
use crate::{
    plan::{Plan, PriceChoice, plan_bytes},
    project::{Choosing, Project},
    report::{PlanReport, write_plan},
};

pub(super) fn run(arguments: &Arguments, color: ColorChoice) -> u8 {
    let input = &arguments.input;
    let charts = match input.charts.read(&input.paths) {
        Ok(charts) => charts,
        Err(reason) => return failed(reason),
    };
    let project = Project::new(input.config_args.choice(), input.config_args.flags());
    let coverage = Coverage::new(project);
    let walked = Walked::default();
    let mut collected = collect(input, &coverage.project, |path, bytes| {
        let for_file = coverage.for_file(input, path, bytes);
        walked.note(path, bytes, for_file.is_some());
        let for_file = for_file?;
        let plan = plan_bytes(bytes, for_file.options())?;
        Some((for_file, plan))
    });
    if report_config_errors(&coverage.project) {
        return exit::FAILURE;
    }
    let unreadable = collected.report_unreadable();
    let project = &coverage.project;
    let choosing = Choosing {
        project,
        given: charts.installed.as_ref(),
    };
    let builds = walked.builds(&input.paths, choosing).with_helm(charts.helm);
    let built = plans(&builds, project);
    leave_out_parts(
        &mut collected,
        &builds,
        project,
        |_| None,
        |(_, plan)| plan.applications > 0,
    );
    let planned = collected.files.into_iter().map(|file| {
        let (for_file, plan) = file.made;
        Planned {
            path: file.shown,
            way: None,
            is_built: false,
            for_file,
            plan,
        }
    });
    let planned = planned.chain(built).collect();
    let choice = match arguments.price {
        None => PriceChoice::Configured,
        Some(Price(None)) => PriceChoice::Off,
        Some(Price(Some(currency))) => PriceChoice::In(currency),
    };
    let plan = put_together(planned, choice);
    let format = match arguments.format {
        PlanFormat::Human => PlanReport::Human(stdout_style(color)),
        PlanFormat::Html => PlanReport::Html,
        PlanFormat::Json => PlanReport::Json,
        PlanFormat::Markdown => PlanReport::Markdown,
    };
    let written = to_stdout(|out| write_plan(&plan, format, out));
    if !input.quiet {
        say_what_has_no_effect(&input.charts, &builds);
    }
    if !input.quiet && (!plan.files.is_empty() || !say_what_was_excluded(coverage.excluded())) {
        say_what_is_missing(&plan, collected.files_read);
    }
    unreadable.unwrap_or_else(|| exit_code(&written))
}

/// Says which applications have no row.
fn say_what_is_missing(plan: &Plan, files_read: usize) {
    let unjudged = plan.files.iter().filter(|file| file.plan.not_judged > 0);
    say_what_was_skipped(plan.applications(), unjudged.count(), files_read);
    let without_pods = plan.applications_without_pods();
    if without_pods > 0 {
        note(format_args!(
            "{without_pods} Spark application{} without pods: no `spec`",
            plural(without_pods)
        ));
    }
}
