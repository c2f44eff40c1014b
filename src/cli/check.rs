//! `spark-eci-lint check`, the default: finds the manifests, lints them, reports.

use std::{
    collections::HashSet,
    env,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Instant,
};

use anstream::ColorChoice;

use super::{
    args::{Check, Output},
    exit,
    output::{FILE_STYLE, failed, note, stdout_style, to_file, to_stdout},
};
use crate::{
    lint::{self, LintedFile, Run},
    report::{self, Context, Format, printable},
    rules,
    walk::{self, Input, Visit, reason},
};

pub(super) fn run(arguments: &Check, color: ColorChoice) -> u8 {
    let outputs = outputs(&arguments.formats);
    if let Err(reason) = check_outputs(&outputs) {
        return failed(reason);
    }
    let started = Instant::now();
    let visitor = Visitor::default();
    let options = walk::Options {
        no_ignore: arguments.no_ignore,
    };
    walk::walk(&inputs(&arguments.paths), options, &visitor);
    let Collected {
        mut run,
        mut unreadable,
    } = visitor.into_collected(&arguments.stdin_filename);
    run.elapsed = started.elapsed();
    unreadable.sort();

    let mut code = if arguments.fail_on.is_met_by(run.worst()) {
        exit::FINDINGS
    } else {
        exit::CLEAN
    };
    for (path, reason) in &unreadable {
        code = failed(format_args!("cannot read {}: {reason}", printable(path)));
    }
    if let Err(reason) = report(&run, &outputs, color) {
        code = failed(reason);
    }
    if !arguments.quiet {
        say_what_was_passed_over(&run);
    }
    code
}

fn inputs(paths: &[PathBuf]) -> Vec<Input> {
    let input = |path: &PathBuf| {
        if path.as_os_str() == "-" {
            Input::Stdin
        } else {
            Input::Path(path.clone())
        }
    };
    paths.iter().map(input).collect()
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

fn say_what_was_passed_over(run: &Run) {
    let files = |number: usize| format!("{number} file{}", if number == 1 { "" } else { "s" });
    let unjudged = run
        .files
        .iter()
        .filter(|file| file.report.not_judged > 0)
        .count();
    if run.applications() == 0 && unjudged == 0 {
        note(format_args!(
            "no Spark application found in {}",
            files(run.files_read)
        ));
    }
    if unjudged > 0 {
        note(format_args!("{} not judged", files(unjudged)));
    }
}

/// Takes files from the walk's threads.
#[derive(Default)]
struct Visitor {
    collected: Mutex<Visited>,
}

#[derive(Default)]
struct Visited {
    files_read: usize,
    /// Without a path: standard input.
    reports: Vec<(Option<PathBuf>, lint::FileReport)>,
    unreadable: Vec<(PathBuf, String)>,
}

struct Collected {
    run: Run,
    unreadable: Vec<(String, String)>,
}

impl Visitor {
    fn with(&self, change: impl FnOnce(&mut Visited)) {
        change(
            &mut self
                .collected
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    fn into_collected(self, stdin_name: &str) -> Collected {
        let visited = self
            .collected
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let name =
            |path: Option<PathBuf>| path.map_or_else(|| stdin_name.to_owned(), |path| shown(&path));
        let mut files: Vec<LintedFile> = visited
            .reports
            .into_iter()
            .map(|(path, report)| LintedFile {
                path: name(path),
                report,
            })
            .collect();
        files.sort_by(|one, other| one.path.cmp(&other.path));
        // A file that two of the paths lead to is one file.
        files.dedup_by(|one, other| one.path == other.path);
        Collected {
            run: Run {
                files,
                files_read: visited.files_read,
                ..Run::default()
            },
            unreadable: visited
                .unreadable
                .into_iter()
                .map(|(path, reason)| (shown(&path), reason))
                .collect(),
        }
    }
}

impl Visit for Visitor {
    fn file(&self, path: Option<&Path>, bytes: &[u8]) {
        let report = lint::lint_bytes(bytes);
        self.with(|visited| {
            visited.files_read += 1;
            visited
                .reports
                .extend(report.map(|report| (path.map(Path::to_owned), report)));
        });
    }

    fn unreadable(&self, path: &Path, reason: &str) {
        self.with(|visited| {
            visited
                .unreadable
                .push((path.to_owned(), reason.to_owned()));
        });
    }
}

/// A path as people write it: `/` between the parts, no `./` before them.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if std::path::MAIN_SEPARATOR == '\\' {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    };
    let short = text.trim_start_matches("./").trim_start_matches('/');
    if text.starts_with("./") && !short.is_empty() {
        short.to_owned()
    } else {
        text
    }
}
