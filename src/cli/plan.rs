//! `spark-eci-lint plan`: what will be asked for, what ECI will give, and what that costs.

use anstream::ColorChoice;

use super::{
    args::{Plan as Arguments, PlanFormat},
    check::say_what_was_passed_over,
    collect::collect,
    kustomize::Kustomizations,
    output::{exit_code, stdout_style, to_stdout},
};
use crate::{
    eci::Catalog,
    lint::{self, Settings},
    plan::{Plan, PlanOptions, PlannedFile, Prices, plan_bytes},
    report::{PlanReport, write_plan},
    spark::PodOptions,
};

pub(super) fn run(arguments: &Arguments, color: ColorChoice) -> u8 {
    let sources = &arguments.sources;
    let kustomizations = Kustomizations::default();
    let currency = arguments.price.code();
    let prices = currency.and_then(|code| Catalog::built_in().prices(code));
    let settings = Settings {
        pods: PodOptions {
            operator_spark: sources.operator_spark_version,
        },
        ..Settings::default()
    };
    let collected = collect(sources, |path, bytes| {
        if !lint::may_matter(bytes) {
            return None;
        }
        let options = PlanOptions {
            settings: &settings,
            prices,
            is_patch: path.is_some_and(|path| kustomizations.patching(path).is_some()),
        };
        plan_bytes(bytes, options)
    });
    let unreadable = collected.report_unreadable();
    let files = collected.files.into_iter();
    let plan = Plan {
        files: files
            .map(|(path, plan)| PlannedFile { path, plan })
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
    if !sources.quiet {
        let unjudged = plan.files.iter().filter(|file| file.plan.not_judged > 0);
        let applications = plan.files.iter().map(|file| file.plan.pods.len()).sum();
        say_what_was_passed_over(applications, unjudged.count(), collected.files_read);
    }
    unreadable.unwrap_or_else(|| exit_code(&written))
}
