//! `spark-eci-lint check`, the default: finds the manifests, lints them, reports.

use std::{collections::HashSet, env, path::PathBuf, time::Instant};

use anstream::ColorChoice;

use super::{
    args::{Check, Output},
    collect::collect,
    exit,
    kustomize::Kustomizations,
    output::{FILE_STYLE, failed, note, stdout_style, to_file, to_stdout},
};
use crate::{
    lint::{self, LintOptions, LintedFile, Run, Settings},
    report::{self, Context, Format},
    rules,
    spark::PodOptions,
    walk::reason,
};

pub(super) fn run(arguments: &Check, color: ColorChoice) -> u8 {
    let outputs = outputs(&arguments.formats);
    if let Err(reason) = check_outputs(&outputs) {
        return failed(reason);
    }
    let started = Instant::now();
    let sources = &arguments.sources;
    let kustomizations = Kustomizations::default();
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
        let patch_of = path.and_then(|path| kustomizations.patching(path));
        let options = LintOptions {
            settings: &settings,
            patch_of: patch_of.as_deref(),
        };
        lint::lint_bytes(bytes, options)
    });
    let unreadable = collected.report_unreadable();
    let files = collected.files.into_iter();
    let run = Run {
        files: files
            .map(|(path, report)| LintedFile { path, report })
            .collect(),
        files_read: collected.files_read,
        elapsed: started.elapsed(),
    };

    let is_met = arguments.fail_on.is_met_by(run.worst());
    let mut code = unreadable.unwrap_or(if is_met { exit::FINDINGS } else { exit::CLEAN });
    if let Err(reason) = report(&run, &outputs, color) {
        code = failed(reason);
    }
    if !sources.quiet {
        let unjudged = run.files.iter().filter(|file| file.report.not_judged > 0);
        say_what_was_passed_over(run.applications(), unjudged.count(), run.files_read);
    }
    code
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

fn report(run: &Run, outputs: &[Output], color: ColorChoice) -> Result<(), String> {
    let infos: Vec<_> = rules::all().iter().map(|rule| &rule.info).collect();
    let current_dir = env::current_dir().unwrap_or_default();
    let workspace = env::var_os("GITHUB_WORKSPACE")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from);
    for output in outputs {
        let context = Context {
            rules: &infos,
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
    let files = |number: usize| format!("{number} file{}", if number == 1 { "" } else { "s" });
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
