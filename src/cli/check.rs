//! `spark-eci-lint check`, the default command: finds the manifests, checks them and reports.

use std::{path::PathBuf, time::Instant};

use anstream::ColorChoice;

use super::{
    annotate,
    args::Check,
    baseline,
    changes::Changes,
    exit, fixing, ignores,
    linter::Linter,
    output::{failed, note, plural, report_config_errors},
    reports,
    run_config::{RunConfig, or_usual},
    show_files, tip,
    values::Output,
};
use crate::{
    finding::{Finding, Language, Severity, listed},
    lint::Run,
    project::Builds,
    report::Format,
    rules::not_judged,
    walk::shown,
};

pub(super) fn run(arguments: &Check, color: ColorChoice, language: Language) -> u8 {
    if arguments.show_files {
        return show_files::run(arguments);
    }
    // First of all, so that every later error becomes an annotation.
    if !arguments.writes_text() {
        annotate::start(reports::annotations(&or_usual(&arguments.formats)));
    }
    match check(arguments, color, language) {
        Ok(code) => code,
        Err(reason) => failed(reason),
    }
}

fn check(arguments: &Check, color: ColorChoice, language: Language) -> Result<u8, String> {
    arguments.input.config_args.check()?;
    if arguments.statistics {
        reports::check_statistics(&arguments.formats)?;
    }
    if arguments.diff_base.is_some() && arguments.input.reads_stdin() {
        return Err("standard input cannot be compared with a revision".to_owned());
    }
    let changes = arguments.diff_base.as_deref().map(Changes::since);
    let changes = changes.transpose()?;
    let charts = arguments.input.charts.read(&arguments.input.paths)?;
    let started = Instant::now();
    let linter = Linter::new(arguments, charts);
    let project = &linter.coverage.project;
    let Some(config) = RunConfig::new(arguments, project)? else {
        report_config_errors(project);
        return Ok(exit::FAILURE);
    };
    prepare(arguments, &config)?;
    let mut known = baseline::of_run(arguments, &config)?;
    let linted = linter.lint();
    if report_config_errors(project) {
        return Ok(exit::FAILURE);
    }
    let rules = linter.rules();
    if let Some(known) = &mut known {
        known.resolve(&rules);
    }
    if let Some(error) = tip::unknown_selector(arguments.selectors(), &rules) {
        annotate::usage_error(&error, None);
        return Ok(tip::print(&error));
    }
    arguments.levels.check(&rules)?;
    let collected = &linted.collected;
    let unreadable = collected.report_unreadable();
    let ignored_untold = collected.ignored_untold;
    let (files_read, ignored) = (collected.files_read, collected.ignored);
    collected.say_what_is_ignored(&linter.coverage.verbose);
    let number_unreadable = collected.unreadable().len();
    say_what_is_locked(&linter);
    let mut run = Run {
        files: linted.into_files(),
        files_read,
        unreadable: number_unreadable,
        known: 0,
        unchanged: 0,
        excluded: linter.coverage.excluded(),
        ignored,
        elapsed: started.elapsed(),
    };
    run.file_by_place();
    say_more(&linter, &run);
    if let Some(path) = &arguments.write_baseline {
        return Ok(baseline::write(&run, path, unreadable));
    }
    // Fixes check their files again, so the baseline is applied after them.
    let is_fixed = arguments.fix || arguments.diff;
    if let Some(known) = known.as_ref().filter(|_| !is_fixed) {
        baseline::apply(known, arguments, &config, &mut run, &rules);
    }
    // Before `--diff-base` removes findings: something unchecked may hide a change.
    let is_unjudged = linter.fails_on_unjudged(&run);
    if let Some(changes) = changes {
        changes.apply(
            &mut run,
            project,
            linter.builds.get().unwrap_or(&Builds::default()),
            arguments.diff_scope,
        )?;
    }
    if let Some(reason) = &arguments.add_ignores {
        let lowest = reports::lowest(&config, Format::Human);
        let code = ignores::add(&linter, &run, lowest, reason);
        return Ok(code.max(unreadable.unwrap_or(exit::CLEAN)));
    }
    let mut fixed = fixing::Outcome::default();
    if is_fixed {
        fixed = fixing::run(&linter, &mut run);
        if arguments.diff {
            return Ok(fixed.code.max(unreadable.unwrap_or(exit::CLEAN)));
        }
        if let Some(known) = &known {
            baseline::apply(known, arguments, &config, &mut run, &rules);
        }
    }

    // Baselines, changes and fixes compare the English messages.
    run.translate(language);
    let outcome = Outcome {
        run,
        fixed,
        unreadable,
        ignored_untold,
        is_unjudged,
    };
    let code = report(&linter, &config, &outcome, color);
    let verbose = &linter.coverage.verbose;
    verbose.say_time("total", started.elapsed());
    // The process ends now, and the system frees its memory faster than destructors do.
    std::mem::forget(outcome);
    Ok(code)
}

/// Refuses output files that cannot be written before any input is read.
fn prepare(arguments: &Check, config: &RunConfig) -> Result<(), String> {
    reports::check(&config.outputs)?;
    if !arguments.is_without_report() || arguments.statistics {
        reports::prepare(&config.outputs)?;
    }
    let baseline = arguments.write_baseline.as_deref();
    baseline.map_or(Ok(()), reports::prepare_file)
}

struct Outcome {
    run: Run,
    fixed: fixing::Outcome,
    /// The exit code for files that could not be read.
    unreadable: Option<u8>,
    ignored_untold: usize,
    is_unjudged: bool,
}

/// Writes the reports and, to standard error, what none of them tells. Returns the exit code.
fn report(linter: &Linter<'_>, config: &RunConfig, outcome: &Outcome, color: ColorChoice) -> u8 {
    let arguments = linter.arguments;
    let (run, is_unjudged) = (&outcome.run, outcome.is_unjudged);
    let has_failed = is_unjudged || fails(linter, config, run);
    let mut code = outcome.unreadable.unwrap_or(if has_failed {
        exit::FINDINGS
    } else {
        exit::CLEAN
    });
    code = code.max(outcome.fixed.code);
    // The fixed text may have taken standard output.
    let outputs: Vec<_> = (config.outputs.iter())
        .filter(|output| output.file.is_some() || !outcome.fixed.is_shown)
        .cloned()
        .collect();
    let written = if arguments.statistics {
        reports::write_statistics(run, config, &outputs)
    } else {
        reports::write(linter, run, config, &outputs, color)
    };
    if let Err(reason) = written {
        code = failed(reason);
    }
    say_that_nothing_is_there(run.files_read, outcome.unreadable, &arguments.input.paths);
    if !arguments.input.quiet {
        linter.say_what_is_beside();
        say_what_no_report_says(config, run, &outputs, outcome.ignored_untold, is_unjudged);
    }
    // Even with `--quiet`, something that was left out must not look like a clean result.
    if arguments.input.quiet && (code == exit::CLEAN || is_unjudged) {
        name_unjudged(run, is_unjudged);
    }
    code
}

fn say_more(linter: &Linter<'_>, run: &Run) {
    let verbose = &linter.coverage.verbose;
    verbose.say();
    if let Some(builds) = linter.builds.get() {
        verbose.say_builds(builds);
    }
    verbose.say_time("reading and checking", run.elapsed);
}

/// True for findings at or above `--fail-on`, and if a required application is missing.
fn fails(linter: &Linter<'_>, config: &RunConfig, run: &Run) -> bool {
    let misses_applications = linter.misses_applications(run);
    if misses_applications {
        note("no Spark application was checked, but `require-applications` is set");
    }
    let lowest = config.fail_on.0;
    let is_met = lowest.is_some_and(|lowest| run.worst().is_some_and(|worst| worst >= lowest));
    is_met || misses_applications
}

fn say_what_no_report_says(
    config: &RunConfig,
    run: &Run,
    outputs: &[Output],
    ignored_untold: usize,
    is_unjudged: bool,
) {
    let formats = outputs.iter().map(|output| output.format);
    let lowest = formats.map(|format| reports::lowest(config, format)).min();
    let tells_counts = outputs.iter().any(|output| {
        output.file.is_none() && matches!(output.format, Format::Human | Format::Markdown)
    });
    say_what_has_no_finding(run, lowest, tells_counts, is_unjudged);
    say_what_was_ignored(ignored_untold);
    if is_unjudged {
        note("something could not be checked, and `fail-on-unjudged` is set");
    }
}

/// Prints what was skipped, unless a report on standard output has the counts. `lowest` is the lowest severity that any
/// report shows.
fn say_what_has_no_finding(
    run: &Run,
    lowest: Option<Severity>,
    tells_counts: bool,
    is_unjudged: bool,
) {
    if !tells_counts && run.files_read > 0 {
        let has_said = say_what_was_excluded(run.excluded);
        if !has_said || !run.files.is_empty() {
            let unjudged = run.files.iter().filter(|file| file.report.not_judged > 0);
            say_what_was_skipped(run.applications(), unjudged.count(), run.files_read);
        }
    }
    if lowest > Some(Severity::Info) {
        name_unjudged(run, is_unjudged);
    }
}

/// Not silenced by `--quiet`: a run without files must not look like a clean result.
pub(super) fn say_that_nothing_is_there(
    files_read: usize,
    unreadable: Option<u8>,
    paths: &[PathBuf],
) {
    if files_read > 0 || unreadable.is_some() {
        return;
    }
    let paths: Vec<_> = paths.iter().map(|path| shown(path)).collect();
    note(format_args!(
        "no .yaml, .yml or .json file in {}",
        listed(&paths)
    ));
}

/// Names settings that have no effect: locked by a configuration above, or outside of the current folder's configuration.
fn say_what_is_locked(linter: &Linter<'_>) {
    let project = &linter.coverage.project;
    for sentence in project.disregarded() {
        note(sentence);
    }
    for setting in project.without_effect() {
        note(format_args!(
            "{setting} is ignored: it applies to the whole run, so set it in the configuration of the current folder or of --config"
        ));
    }
}

/// Only files outside of git are counted: in a repository, ignored files are not meant to be deployed.
fn say_what_was_ignored(ignored: usize) {
    if ignored > 0 {
        note(format_args!(
            "{ignored} manifest{} or folder{} ignored by .gitignore or .ignore; use --no-ignore to read {}",
            plural(ignored),
            plural(ignored),
            if ignored == 1 { "it" } else { "them" }
        ));
    }
}

/// Returns false if no file is excluded.
pub(super) fn say_what_was_excluded(excluded: usize) -> bool {
    if excluded > 0 {
        note(format_args!(
            "{excluded} file{} with Spark applications excluded",
            plural(excluded)
        ));
    }
    excluded > 0
}

/// The most unchecked documents that are named.
const NAMED: usize = 20;

/// Names what was not checked if no report does: applications, and with `names_values` also values.
fn name_unjudged(run: &Run, names_values: bool) {
    let is_about_document = |finding: &Finding| {
        finding.rule.id == not_judged::ID && (names_values || finding.role.is_none())
    };
    let mut findings = run
        .findings()
        .filter(|(_, finding)| is_about_document(finding));
    for (file, finding) in findings.by_ref().take(NAMED) {
        let start = finding.diagnostic.primary.span.start;
        let line = file.report.source.line_index(start) + 1;
        note(format_args!(
            "  {}:{line}: {}",
            file.path,
            finding.message()
        ));
    }
    let more = findings.count();
    if more > 0 {
        note(format_args!(
            "  and {more} more; use --severity info to show all"
        ));
    }
}

/// Nothing is skipped silently.
pub(super) fn say_what_was_skipped(applications: usize, unjudged: usize, read: usize) {
    let files = |number: usize| format!("{number} file{}", plural(number));
    if applications == 0 && unjudged == 0 && read > 0 {
        note(format_args!(
            "no Spark application found in {}",
            files(read)
        ));
    }
    if unjudged > 0 {
        note(format_args!("{} not checked", files(unjudged)));
    }
}
