//! `spark-eci-lint plan`.

use anstream::ColorChoice;

use super::{
    args::{Plan as Arguments, PlanFormat},
    builds::say_what_has_no_effect,
    check::{say_that_nothing_is_there, say_what_was_excluded, say_what_was_skipped},
    exit,
    output::{exit_code, failed, note, plural, report_config_errors, stdout_style, to_stdout},
    planning::{self, compare},
    values::{Increase, Price},
};
use crate::{
    plan::{Difference, Plan, PriceChoice},
    report::{PlanReport, write_difference, write_plan},
};

pub(super) fn run(arguments: &Arguments, color: ColorChoice) -> u8 {
    let input = &arguments.input;
    if let Err(reason) = input.config_args.check() {
        return failed(reason);
    }
    if arguments.diff_base.is_some() && input.reads_stdin() {
        return failed("`--diff-base` compares files: standard input has no earlier version");
    }
    let charts = match input.charts.read(&input.paths) {
        Ok(charts) => charts,
        Err(reason) => return failed(reason),
    };
    let choice = match arguments.price {
        None => PriceChoice::Configured,
        Some(Price(None)) => PriceChoice::Off,
        Some(Price(Some(currency))) => PriceChoice::In(currency),
    };
    if choice == PriceChoice::Off && arguments.fail_above.is_some() {
        return failed("`--fail-above` needs prices, but `--price none` disables them");
    }
    let mut planning = planning::plan(input, &charts, choice);
    if report_config_errors(&planning.coverage.project) {
        return exit::FAILURE;
    }
    let unreadable = planning.collected.report_unreadable();
    let verbose = &planning.coverage.verbose;
    planning.collected.say_what_is_ignored(verbose);
    verbose.say();
    verbose.say_builds(&planning.builds);
    let difference = arguments.diff_base.as_deref();
    let difference =
        difference.map(|revision| compare(&mut planning.plan, input, revision, choice));
    let difference = match difference.transpose() {
        Ok(difference) => difference,
        Err(reason) => return failed(reason),
    };
    let plan = &planning.plan;
    let format = match arguments.format {
        PlanFormat::Human => PlanReport::Human(stdout_style(color)),
        PlanFormat::Html => PlanReport::Html,
        PlanFormat::Json => PlanReport::Json,
        PlanFormat::Markdown => PlanReport::Markdown,
    };
    let written = to_stdout(|out| match &difference {
        None => write_plan(plan, format, out),
        Some(difference) => write_difference(plan, difference, format, out),
    });
    if !input.quiet {
        say_what_has_no_effect(&input.charts, &planning.builds);
        say_what_is_invalid(plan);
        let nothing_excluded = || !say_what_was_excluded(planning.coverage.excluded());
        if !plan.files.is_empty() || nothing_excluded() {
            say_what_is_missing(plan, planning.collected.files_read);
        }
        say_that_nothing_is_there(planning.collected.files_read, unreadable, &input.paths);
    }
    let mut code = unreadable.unwrap_or_else(|| exit_code(&written));
    if let (Some(limit), Some(difference)) = (arguments.fail_above, &difference)
        && exceeds(difference, limit)
    {
        code = code.max(exit::FINDINGS);
    }
    code
}

/// Ignores rounding errors of sums.
const NOTHING: f64 = 1e-6;

/// True if the change certainly costs more than allowed. An unknown price is reported and does not fail.
fn exceeds(difference: &Difference, limit: Increase) -> bool {
    let Some(prices) = &difference.prices else {
        return false;
    };
    let currency = &prices.currency;
    let more = difference.total().and_then(|total| total.first_hour);
    let Some(more) = more else {
        note(format_args!(
            "the price difference is unknown and was not compared with {limit}"
        ));
        return false;
    };
    let before = difference.before;
    let (is_above, is_known) = match limit {
        Increase::Amount(amount) => (more > amount + NOTHING, true),
        Increase::Percent(percent) => {
            let is_above = more > before.first_hour * percent / 100.0 + NOTHING;
            // An unknown price in the base can only make the percentage smaller.
            (is_above, before.unknown == 0)
        }
    };
    if is_above && !is_known {
        note(format_args!(
            "the price of the base is unknown, so the increase of {currency} {more:.2} an hour was not compared with {limit}"
        ));
        return false;
    }
    if is_above {
        note(format_args!(
            "the change costs {currency} {more:.2} more an hour, which is above {limit}"
        ));
    }
    is_above
}

/// Warns about invalid schedules and durations.
fn say_what_is_invalid(plan: &Plan) {
    for file in &plan.files {
        let mut said = None;
        for row in &file.plan.pods {
            // All roles of an application have the same problems.
            let application = Some(row.places.object);
            if said == application {
                continue;
            }
            said = application;
            for problem in &row.runs.problems {
                let place = row
                    .written
                    .iter()
                    .find(|value| value.field == problem.field);
                let path = place.and_then(|value| value.path.as_deref());
                let path = path.unwrap_or(&file.path);
                let line = place.map_or(0, |value| value.line);
                note(format_args!("{path}:{line}: {}", problem.message));
            }
        }
    }
}

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
