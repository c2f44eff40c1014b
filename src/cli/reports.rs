//! Writes the reports.

use std::{
    collections::HashSet,
    env,
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
};

use anstream::ColorChoice;

use super::{
    args::{Check, SarifRules, ShowUrls},
    builds::{Planned, is_part, plans},
    linter::Linter,
    output::{note, stdout_style, to_stdout},
    pipeline,
    planning::{self, put_together},
    run_config::RunConfig,
    values::Output,
    write::{make_ready, to_file},
};
use crate::{
    finding::Severity,
    lint::Run,
    named::Named,
    plan::{Plan, PriceChoice, plan_bytes},
    project::Builds,
    report::{self, Context, Format, PLANNED, Style},
    walk::reason,
};

/// The file of the step summary in GitHub Actions.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// The format of the report on standard output, if it has annotations.
pub(super) fn annotations(outputs: &[Output]) -> Option<Format> {
    let shown = outputs.iter().filter(|output| output.file.is_none());
    let mut formats = shown.map(|output| output.format);
    formats.find(|format| matches!(format, Format::Github | Format::Azure))
}

/// Refuses two reports in one place, as they would overwrite each other.
pub(super) fn check(outputs: &[Output]) -> Result<(), String> {
    let mut taken = HashSet::new();
    for output in outputs {
        if !taken.insert(&output.file) {
            return Err(match &output.file {
                None => format!(
                    "only one report can go to standard output: write the other to a file, as in `--format {}=FILE`",
                    output.format.name()
                ),
                Some(file) => format!("only one report can be written to {}", file.display()),
            });
        }
    }
    Ok(())
}

/// The lowest severity that a report shows. Findings that fail the run are never hidden.
pub(super) fn lowest(config: &RunConfig, format: Format) -> Severity {
    let usual = format.default_lowest();
    match config.severity {
        Some(severity) => severity,
        None => config.fail_on.0.map_or(usual, |fails| fails.min(usual)),
    }
}

/// Creates the folders of reports and checks that these can be written, before anything else happens.
pub(super) fn prepare(outputs: &[Output]) -> Result<(), String> {
    let mut files = outputs.iter().filter_map(|output| output.file.as_deref());
    files.try_for_each(prepare_file)
}

pub(super) fn prepare_file(file: &Path) -> Result<(), String> {
    make_ready(file).map_err(|error| format!("cannot write {}: {}", file.display(), reason(&error)))
}

pub(super) fn write_statistics(
    run: &Run,
    config: &RunConfig,
    outputs: &[Output],
) -> Result<(), String> {
    for output in outputs {
        let lowest = lowest(config, output.format);
        let write = |out: &mut dyn Write| match output.format {
            Format::Json => report::write_json_statistics(run, lowest, out),
            _ => report::write_statistics(run, lowest, out),
        };
        match &output.file {
            None => to_stdout(write)
                .map_err(|error| format!("cannot write to standard output: {}", reason(&error)))?,
            Some(file) => to_file(file, write)
                .map_err(|error| format!("cannot write {}: {}", file.display(), reason(&error)))?,
        }
    }
    Ok(())
}

/// Refuses a format without statistics, if the command line asks for it. A default format is replaced by the table.
pub(super) fn check_statistics(asked: &[Output]) -> Result<(), String> {
    let mut formats = asked.iter().map(|output| output.format);
    match formats.find(|format| !matches!(format, Format::Human | Format::Json)) {
        None => Ok(()),
        Some(other) => Err(format!(
            "`--statistics` supports the formats `human` and `json`, not `{}`",
            other.name()
        )),
    }
}

fn style(arguments: &Check, color: ColorChoice) -> Style {
    let style = stdout_style(color);
    Style {
        hyperlinks: style.hyperlinks && arguments.show_urls != ShowUrls::Never,
        addresses: arguments.show_urls == ShowUrls::Always,
        ..style
    }
}

/// Writes all reports and, in GitHub Actions, the step summary.
pub(super) fn write(
    linter: &Linter<'_>,
    run: &Run,
    config: &RunConfig,
    outputs: &[Output],
    color: ColorChoice,
) -> Result<(), String> {
    let current_dir = env::current_dir().unwrap_or_default();
    let workspace = pipeline::workspace();
    let blob = pipeline::blob();
    let annotates = outputs.iter().any(|output| output.format == Format::Github);
    let summary = env::var_os(STEP_SUMMARY)
        .filter(|path| annotates && !path.is_empty())
        .map(PathBuf::from);
    let has_plan = |output: &Output| output.format == Format::Markdown;
    let shows_plan = summary.is_some() || outputs.iter().any(has_plan);
    let revision = linter.arguments.diff_base.as_deref();
    let is_planned = shows_plan && (run.applications() <= PLANNED || revision.is_some());
    let mut plan = is_planned.then(|| plan(linter, run));
    let difference = plan.as_mut().zip(revision).and_then(|(plan, revision)| {
        let input = &linter.arguments.input;
        let difference = planning::compare(plan, input, revision, PriceChoice::Configured);
        let failed =
            |reason: &String| note(format_args!("the cost of the change is unknown: {reason}"));
        difference.inspect_err(failed).ok()
    });
    let rules = || linter.rules().infos().into_iter().cloned().collect();
    let context = |format, style| Context {
        rules: &rules,
        lowest: lowest(config, format),
        counts: !linter.arguments.input.quiet,
        style,
        current_dir: &current_dir,
        workspace: workspace.as_deref(),
        blob: blob.as_deref(),
        lists_all_rules: linter.arguments.sarif_rules == SarifRules::All,
        plan: plan.as_ref(),
        difference: difference.as_ref(),
    };
    for output in outputs {
        match &output.file {
            None => {
                let context = context(output.format, style(linter.arguments, color));
                to_stdout(|out| report::write(output.format, run, &context, out)).map_err(
                    |error| format!("cannot write to standard output: {}", reason(&error)),
                )?;
            }
            Some(file) => {
                let context = context(output.format, Style::PLAIN);
                to_file(file, |out| report::write(output.format, run, &context, out)).map_err(
                    |error| format!("cannot write {}: {}", file.display(), reason(&error)),
                )?;
            }
        }
    }
    if let Some(path) = summary {
        append_summary(run, &context(Format::Markdown, Style::PLAIN), &path);
    }
    Ok(())
}

/// Appends to the step summary. An error does not fail the run, because nobody asked for the summary.
fn append_summary(run: &Run, context: &Context<'_>, path: &Path) {
    let mut markdown = Vec::new();
    let written = report::write(Format::Markdown, run, context, &mut markdown).and_then(|()| {
        let mut file = OpenOptions::new().append(true).create(true).open(path)?;
        file.write_all(&markdown)
    });
    if let Err(error) = written {
        let path = path.display();
        note(format_args!(
            "cannot write the step summary to {path}: {}",
            reason(&error)
        ));
    }
}

fn plan(linter: &Linter<'_>, run: &Run) -> Plan {
    let project = &linter.coverage.project;
    let none = Builds::default();
    let builds = linter.builds.get().unwrap_or(&none);
    let planned = run.files.iter().filter_map(|file| {
        if is_part(file.file.as_deref(), builds, project) {
            return None;
        }
        let for_file = project.of(file.file.as_deref());
        let text = file.report.source.as_str();
        let plan = plan_bytes(text.as_bytes(), for_file.options())?;
        Some(Planned {
            path: file.path.clone(),
            way: None,
            is_built: false,
            for_file,
            plan,
        })
    });
    let planned = planned.chain(plans(builds, project));
    put_together(planned.collect(), PriceChoice::Configured)
}
