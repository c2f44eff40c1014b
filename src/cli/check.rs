//! `spark-eci-lint check`, the default: finds the manifests, lints them, reports.

use std::{collections::HashSet, env, path::PathBuf, sync::atomic::Ordering, time::Instant};

use anstream::ColorChoice;

use super::{
    args::{Check, Output},
    baseline, exit, fixing, ignores,
    linter::{Linter, selection},
    output::{
        FILE_STYLE, failed, note, plural, report_config_errors, stdout_style, to_file, to_stdout,
    },
};
use crate::{
    finding::{Finding, Severity},
    lint::{LintedFile, Run},
    report::{self, Context, Format, printable},
    rules::{self, not_judged},
    source::ColumnUnit,
    walk::reason,
};

pub(super) fn run(arguments: &Check, color: ColorChoice) -> u8 {
    let outputs = outputs(&arguments.formats);
    if let Err(reason) = check_outputs(&outputs) {
        return failed(reason);
    }
    let known = match arguments
        .baseline
        .as_deref()
        .map(baseline::read)
        .transpose()
    {
        Ok(known) => known,
        Err(reason) => return failed(reason),
    };
    let started = Instant::now();
    let linter = Linter::new(arguments);
    let collected = linter.lint();
    if report_config_errors(&linter.project) {
        return exit::FAILURE;
    }
    let unreadable = collected.report_unreadable();
    let files = collected.files.into_iter();
    let mut run = Run {
        files: files
            .map(|(path, report)| LintedFile { path, report })
            .collect(),
        files_read: collected.files_read,
        known: 0,
        elapsed: started.elapsed(),
    };
    if let Some(path) = &arguments.write_baseline {
        return baseline::write(&run, path, unreadable);
    }
    if let (Some(known), Some(path)) = (&known, &arguments.baseline) {
        let selection = selection(arguments);
        baseline::apply(known, path, &mut run, &selection, arguments.sources.quiet);
    }
    if let Some(reason) = &arguments.add_ignores {
        let lowest = lowest(arguments, Format::Human);
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

    let fails = arguments.fail_on.severity();
    let is_met = fails.is_some_and(|fails| run.worst().is_some_and(|worst| worst >= fails));
    let mut code = unreadable.unwrap_or(if is_met { exit::FINDINGS } else { exit::CLEAN });
    code = code.max(fixed.code);
    // Where the fixed text went to standard output, the report cannot.
    let outputs: Vec<_> = (outputs.into_iter())
        .filter(|output| output.file.is_some() || !fixed.is_shown)
        .collect();
    if let Err(reason) = report(&run, arguments, &outputs, color) {
        code = failed(reason);
    }
    if !arguments.sources.quiet {
        let unjudged = run.files.iter().filter(|file| file.report.not_judged > 0);
        let excluded = linter.excluded.load(Ordering::Relaxed);
        if excluded > 0 && run.files.is_empty() {
            note(format_args!(
                "{excluded} file{} with Spark applications excluded by the configuration",
                plural(excluded)
            ));
        } else {
            say_what_was_passed_over(run.applications(), unjudged.count(), run.files_read);
        }
        let lowest = outputs
            .iter()
            .map(|output| lowest(arguments, output.format));
        if lowest.min() > Some(Severity::Info) {
            name_what_was_passed_over(&run);
        }
    }
    code
}

/// How many of them are named.
const NAMED: usize = 20;

/// Names the documents that were not judged, where no report does.
fn name_what_was_passed_over(run: &Run) {
    let is_about_document =
        |finding: &Finding| finding.rule.id == not_judged::ID && finding.role.is_none();
    let mut findings = run
        .findings()
        .filter(|(_, finding)| is_about_document(finding));
    for (file, finding) in findings.by_ref().take(NAMED) {
        let start = finding.draft.primary.span.start;
        let line = file
            .report
            .source
            .position(start, ColumnUnit::CodePoint)
            .line;
        note(format_args!(
            "  {}:{line}: {}",
            printable(&file.path),
            printable(&finding.message())
        ));
    }
    let more = findings.count();
    if more > 0 {
        note(format_args!("  and {more} more: --severity info shows all"));
    }
}

fn outputs(asked: &[Output]) -> Vec<Output> {
    if !asked.is_empty() {
        return asked.to_vec();
    }
    let in_actions = env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    vec![Output {
        format: if in_actions {
            Format::Github
        } else {
            Format::Human
        },
        file: None,
    }]
}

/// Two reports in one place would be neither.
fn check_outputs(outputs: &[Output]) -> Result<(), String> {
    let mut taken = HashSet::new();
    for output in outputs {
        if !taken.insert(&output.file) {
            return Err(match &output.file {
                None => format!(
                    "two reports cannot both go to standard output: give one a file, as in `--format {}=FILE`",
                    output.format.name()
                ),
                Some(file) => format!("two reports cannot both go to {}", file.display()),
            });
        }
    }
    Ok(())
}

/// The lowest severity that a report shows: what makes the run fail is never hidden.
fn lowest(arguments: &Check, format: Format) -> Severity {
    let usual = format.default_lowest();
    match arguments.severity {
        Some(severity) => severity.severity(),
        None => arguments
            .fail_on
            .severity()
            .map_or(usual, |fails| fails.min(usual)),
    }
}

fn report(
    run: &Run,
    arguments: &Check,
    outputs: &[Output],
    color: ColorChoice,
) -> Result<(), String> {
    let infos: Vec<_> = rules::all().iter().map(|rule| &rule.info).collect();
    let current_dir = env::current_dir().unwrap_or_default();
    let workspace = env::var_os("GITHUB_WORKSPACE")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from);
    for output in outputs {
        let context = Context {
            rules: &infos,
            lowest: lowest(arguments, output.format),
            style: if output.file.is_some() {
                FILE_STYLE
            } else {
                stdout_style(color)
            },
            current_dir: &current_dir,
            workspace: workspace.as_deref(),
        };
        match &output.file {
            None => to_stdout(|out| report::write(output.format, run, &context, out))
                .map_err(|error| format!("cannot write to standard output: {}", reason(&error)))?,
            Some(file) => to_file(file, |out| report::write(output.format, run, &context, out))
                .map_err(|error| format!("cannot write {}: {}", file.display(), reason(&error)))?,
        }
    }
    Ok(())
}

/// Nothing is passed over in silence.
pub(super) fn say_what_was_passed_over(applications: usize, unjudged: usize, read: usize) {
    let files = |number: usize| format!("{number} file{}", plural(number));
    if applications == 0 && unjudged == 0 {
        note(format_args!(
            "no Spark application found in {}",
            files(read)
        ));
    }
    if unjudged > 0 {
        note(format_args!("{} not judged", files(unjudged)));
    }
}
