//! `spark-eci-lint plan`: what will be asked for, what ECI will give, and what that costs.

use anstream::ColorChoice;

use super::{
    args::{Plan as Arguments, PlanFormat},
    check::say_what_was_passed_over,
    collect::collect,
    exit,
    output::{exit_code, report_config_errors, stdout_style, to_stdout},
};
use crate::{
    eci::Catalog,
    lint,
    plan::{Plan, PlanOptions, PlannedFile, Prices, plan_bytes},
    project::Project,
    report::{PlanReport, write_plan},
};

pub(super) fn run(arguments: &Arguments, color: ColorChoice) -> u8 {
    let input = &arguments.input;
    let project = Project::new(input.config_args.choice(), input.config_args.flags());
    // One plan has one currency: that of the place where the manifests are.
    let first = input.paths.first().filter(|path| path.exists());
    let configured = project.of(first.map(|path| path.join("-")).as_deref());
    let configured = &configured.effective.settings.environment.currency;
    let currency = match arguments.price {
        Some(price) => price.code(),
        None => Some(configured.as_str()),
    };
    let prices = currency.and_then(|code| Catalog::built_in().prices(code));
    let collected = collect(input, |path, bytes| {
        if !lint::may_matter(bytes) {
            return None;
        }
        let of_file = project.of(path);
        let is_named = path.is_none_or(|path| input.paths.iter().any(|named| named == path));
        if !of_file.is_covered && !is_named {
            return None;
        }
        let options = PlanOptions {
            settings: &of_file.effective.settings,
            prices,
            is_patch: of_file.patch_of.is_some(),
        };
        plan_bytes(bytes, options)
    });
    if report_config_errors(&project) {
        return exit::FAILURE;
    }
    let unreadable = collected.report_unreadable();
    let files = collected.files.into_iter();
    let plan = Plan {
        files: files
            .map(|collected| PlannedFile {
                path: collected.shown,
                plan: collected.made,
            })
            .collect(),
        prices: prices.map(|prices| Prices {
            currency: prices.currency.clone(),
            as_of: prices.as_of.clone(),
        }),
    };
    let format = match arguments.format {
        PlanFormat::Human => PlanReport::Human(stdout_style(color)),
        PlanFormat::Json => PlanReport::Json,
        PlanFormat::Markdown => PlanReport::Markdown,
    };
    let written = to_stdout(|out| write_plan(&plan, format, out));
    if !input.quiet {
        let unjudged = plan.files.iter().filter(|file| file.plan.not_judged > 0);
        let applications = plan.files.iter().map(|file| file.plan.pods.len()).sum();
        say_what_was_passed_over(applications, unjudged.count(), collected.files_read);
    }
    unreadable.unwrap_or_else(|| exit_code(&written))
}
