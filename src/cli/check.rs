//! `spark-eci-lint check`, the default: finds the manifests, lints them, reports.

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
    rules::selected,
    tip,
    values::Output,
};
use crate::{
    finding::{Finding, Severity, listed},
    lint::Run,
    project::Builds,
    report::Format,
    rules::{RuleSet, not_judged},
    walk::shown,
};

pub(super) fn run(arguments: &Check, color: ColorChoice) -> u8 {
    let outputs = reports::outputs(&arguments.formats);
    if !arguments.writes_text() {
        annotate::start(reports::annotations(&outputs));
    }
    if let Err(reason) = reports::check(&outputs) {
        return failed(reason);
    }
    if arguments.diff_base.is_some() && arguments.input.reads_stdin() {
        return failed("standard input cannot be compared with a revision");
    }
    let changes = arguments.diff_base.as_deref().map(Changes::since);
    let changes = match changes.transpose() {
        Ok(changes) => changes,
        Err(reason) => return failed(reason),
    };
    let known = match baseline::named(arguments) {
        Ok(known) => known,
        Err(reason) => return failed(reason),
    };
    let charts = match arguments.input.charts.read(&arguments.input.paths) {
        Ok(charts) => charts,
        Err(reason) => return failed(reason),
    };
    let started = Instant::now();
    let linter = Linter::new(arguments, charts);
    let linted = linter.lint();
    if report_config_errors(&linter.coverage.project) {
        return exit::FAILURE;
    }
    let rules = linter.rules();
    if let Some(error) = unknown_selector(arguments, &rules) {
        annotate::usage_error(&error, None);
        return tip::print(&error);
    }
    let collected = &linted.collected;
    let unreadable = collected.report_unreadable();
    let ignored_untold = collected.ignored_untold;
    let (files_read, ignored) = (collected.files_read, collected.ignored);
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
    if let Some(path) = &arguments.write_baseline {
        return baseline::write(&run, path, unreadable);
    }
    if let Some(known) = &known {
        baseline::apply(known, arguments, &mut run, &rules);
    }
    // Before the run is narrowed down to what was changed: what is not judged may hide a change.
    let is_unjudged = linter.fails_on_unjudged(&run);
    if let Some(changes) = changes
        && let Err(reason) = changes.apply(
            &mut run,
            &linter.coverage.project,
            linter.builds.get().unwrap_or(&Builds::default()),
            arguments.diff_scope,
        )
    {
        return failed(reason);
    }
    if let Some(reason) = &arguments.add_ignores {
        let lowest = reports::lowest(arguments, Format::Human);
        let code = ignores::add(&linter, &run, lowest, reason);
        return code.max(unreadable.unwrap_or(exit::CLEAN));
    }
    let mut fixed = fixing::Outcome::default();
    if arguments.fix || arguments.diff {
        fixed = fixing::run(&linter, &mut run);
        if arguments.diff {
            return fixed.code.max(unreadable.unwrap_or(exit::CLEAN));
        }
    }

    let has_failed = is_unjudged || fails(&linter, &run);
    let mut code = unreadable.unwrap_or(if has_failed {
        exit::FINDINGS
    } else {
        exit::CLEAN
    });
    code = code.max(fixed.code);
    // Where the fixed text went to standard output, the report cannot.
    let outputs: Vec<_> = (outputs.into_iter())
        .filter(|output| output.file.is_some() || !fixed.is_shown)
        .collect();
    if let Err(reason) = reports::write(&linter, &run, &outputs, color) {
        code = failed(reason);
    }
    say_that_nothing_is_there(run.files_read, unreadable, &arguments.input.paths);
    if !arguments.input.quiet {
        linter.say_what_is_beside();
        say_what_no_report_says(arguments, &run, &outputs, ignored_untold, is_unjudged);
    }
    // What was left out must not look like what is right.
    if arguments.input.quiet && (code == exit::CLEAN || is_unjudged) {
        name_unjudged(&run, is_unjudged);
    }
    // The process ends: the system takes its memory back faster than piece by piece.
    std::mem::forget(run);
    code
}

/// The first text that is to select rules, and selects none.
fn unknown_selector(arguments: &Check, rules: &RuleSet) -> Option<clap::Error> {
    let is_unknown = |text: &&String| selected(rules, std::slice::from_ref(*text)).is_empty();
    arguments
        .selectors()
        .into_iter()
        .find_map(|(option, texts)| {
            let unknown = texts.iter().find(is_unknown)?;
            Some(tip::unknown_rule(option, unknown, rules))
        })
}

/// True where findings are as bad as `--fail-on` says, or nothing was judged although something must be.
fn fails(linter: &Linter<'_>, run: &Run) -> bool {
    let misses_applications = linter.misses_applications(run);
    if misses_applications {
        note("no Spark application was judged, and `require-applications` demands one");
    }
    let lowest = linter.arguments.fail_on.0;
    let is_met = lowest.is_some_and(|lowest| run.worst().is_some_and(|worst| worst >= lowest));
    is_met || misses_applications
}

/// Says on standard error what reports on standard output do not.
fn say_what_no_report_says(
    arguments: &Check,
    run: &Run,
    outputs: &[Output],
    ignored_untold: usize,
    is_unjudged: bool,
) {
    let formats = outputs.iter().map(|output| output.format);
    let lowest = formats
        .map(|format| reports::lowest(arguments, format))
        .min();
    let tells_counts = outputs.iter().any(|output| {
        output.file.is_none() && matches!(output.format, Format::Human | Format::Markdown)
    });
    say_what_has_no_finding(run, lowest, tells_counts, is_unjudged);
    say_what_was_ignored(ignored_untold);
    if is_unjudged {
        note("something was not judged, which `fail-on-unjudged` makes a failure");
    }
}

/// Says what was skipped, unless a report on standard output tells the counts; `lowest` is the least severity that a
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

/// Says where no file was found. Also where only errors are to be said: it must not look like what is right.
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

/// Names what configurations say and others above them do not let hold.
fn say_what_is_locked(linter: &Linter<'_>) {
    for sentence in linter.coverage.project.disregarded() {
        note(sentence);
    }
}

/// Says how many manifests ignore files leave out where git does not say which files matter.
fn say_what_was_ignored(ignored: usize) {
    if ignored > 0 {
        note(format_args!(
            "{ignored} manifest{} or folder{} ignored because of .gitignore or .ignore; --no-ignore reads {}",
            plural(ignored),
            plural(ignored),
            if ignored == 1 { "it" } else { "them" }
        ));
    }
}

/// Says how many files a configuration excludes; false where it excludes none.
pub(super) fn say_what_was_excluded(excluded: usize) -> bool {
    if excluded > 0 {
        note(format_args!(
            "{excluded} file{} with Spark applications excluded by the configuration",
            plural(excluded)
        ));
    }
    excluded > 0
}

/// How many of them are named.
const NAMED: usize = 20;

/// Names what was not judged, where no report does: applications, and single values where these make a failure.
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
        note(format_args!("  and {more} more: --severity info shows all"));
    }
}

/// Nothing is skipped in silence.
pub(super) fn say_what_was_skipped(applications: usize, unjudged: usize, read: usize) {
    let files = |number: usize| format!("{number} file{}", plural(number));
    if applications == 0 && unjudged == 0 && read > 0 {
        note(format_args!(
            "no Spark application found in {}",
            files(read)
        ));
    }
    if unjudged > 0 {
        note(format_args!("{} not judged", files(unjudged)));
    }
}
