//! `spark-eci-lint check`, the default: finds the manifests, lints them, reports.

use std::{
    collections::HashSet,
    env, fs,
    path::{Path, PathBuf},
    time::Instant,
};

use anstream::ColorChoice;

use super::{
    args::{Check, Output},
    collect::{Collected, collect},
    configuration::Configurations,
    exit,
    kustomize::Kustomizations,
    output::{FILE_STYLE, failed, note, replace_file, stdout_style, to_file, to_stdout},
};
use crate::{
    finding::{Finding, Severity},
    lint::{self, Baseline, FileReport, LintOptions, LintedFile, Run, Selection},
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
    let baseline = match arguments.baseline.as_deref().map(read_baseline).transpose() {
        Ok(baseline) => baseline,
        Err(reason) => return failed(reason),
    };
    let started = Instant::now();
    let linter = Linter::new(arguments);
    let collected = linter.lint();
    if linter.configurations.report_errors() {
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
        return write_baseline(&run, path, unreadable);
    }
    if let (Some(baseline), Some(path)) = (&baseline, &arguments.baseline) {
        let selection = selection(arguments);
        apply_baseline(
            baseline,
            path,
            &mut run,
            &selection,
            arguments.sources.quiet,
        );
    }
    if let Some(reason) = &arguments.add_ignores {
        let lowest = lowest(arguments, Format::Human);
        let code = linter.add_ignores(&run, lowest, reason);
        return code.max(unreadable.unwrap_or(exit::CLEAN));
    }

    let fails = arguments.fail_on.severity();
    let is_met = fails.is_some_and(|fails| run.worst().is_some_and(|worst| worst >= fails));
    let mut code = unreadable.unwrap_or(if is_met { exit::FINDINGS } else { exit::CLEAN });
    if let Err(reason) = report(&run, arguments, &outputs, color) {
        code = failed(reason);
    }
    if !arguments.sources.quiet {
        let unjudged = run.files.iter().filter(|file| file.report.not_judged > 0);
        say_what_was_passed_over(run.applications(), unjudged.count(), run.files_read);
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

fn selection(arguments: &Check) -> Selection {
    Selection {
        select: arguments.select.clone(),
        ignore: arguments.ignore.clone(),
    }
}

/// Lints files, each with the configuration that holds for it.
struct Linter<'a> {
    arguments: &'a Check,
    configurations: Configurations,
    kustomizations: Kustomizations,
}

impl<'a> Linter<'a> {
    fn new(arguments: &'a Check) -> Self {
        let circumstances = &arguments.sources.circumstances;
        let mut flags = circumstances.flags();
        flags.selection = selection(arguments);
        Self {
            arguments,
            configurations: Configurations::new(circumstances.choice(), flags),
            kustomizations: Kustomizations::default(),
        }
    }

    fn lint(&self) -> Collected<FileReport> {
        let named = &self.arguments.sources.paths;
        collect(&self.arguments.sources, |path, bytes| {
            if !lint::may_matter(bytes) {
                return None;
            }
            let of_file = self.configurations.of(path);
            // Who names a file means it.
            let is_named = path.is_none_or(|path| named.iter().any(|named| named == path));
            if !of_file.is_covered && !is_named {
                return None;
            }
            let patch_of = path.and_then(|path| self.kustomizations.patching(path));
            let options = LintOptions {
                settings: &of_file.effective.settings,
                patch_of: patch_of.as_deref(),
            };
            lint::lint_bytes(bytes, options)
        })
    }

    /// Writes comments into the files; says how many, and which files cannot take them.
    fn add_ignores(&self, run: &Run, lowest: Severity, reason_text: &str) -> u8 {
        let mut code = exit::CLEAN;
        let (mut comments, mut files) = (0, 0);
        for file in &run.files {
            let path = Path::new(&file.path);
            let shown = printable(&file.path);
            if !path.is_file() {
                code = failed(format_args!(
                    "{shown} is no file that comments can be written to"
                ));
                continue;
            }
            let of_file = self.configurations.of(Some(path));
            let patch_of = self.kustomizations.patching(path);
            let options = LintOptions {
                settings: &of_file.effective.settings,
                patch_of: patch_of.as_deref(),
            };
            match lint::add_ignores(file, options, lowest, reason_text) {
                Ok(None) => {}
                Ok(Some((text, number))) => match replace_file(path, &file.report.source, &text) {
                    Ok(()) => {
                        comments += number;
                        files += 1;
                    }
                    Err(error) => code = failed(format_args!("{shown} stays as it is: {error}")),
                },
                Err(why) => code = failed(format_args!("{shown} stays as it is: {why}")),
            }
        }
        note(format_args!(
            "{comments} comment{} written to {files} file{}",
            plural(comments),
            plural(files)
        ));
        code
    }
}

fn plural(number: usize) -> &'static str {
    if number == 1 { "" } else { "s" }
}

fn read_baseline(path: &Path) -> Result<Baseline, String> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| format!("cannot read the baseline {shown}: {}", reason(&error)))?;
    Baseline::parse(&text).map_err(|error| format!("the baseline {shown} is wrong: {error}"))
}

fn write_baseline(run: &Run, path: &Path, unreadable: Option<u8>) -> u8 {
    let baseline = Baseline::of(run);
    let text = baseline.text();
    match to_file(path, |out| out.write_all(text.as_bytes())) {
        Ok(()) => {
            let number = baseline.len();
            note(format_args!(
                "{number} finding{} written to {}",
                plural(number),
                path.display()
            ));
            unreadable.unwrap_or(exit::CLEAN)
        }
        Err(error) => failed(format_args!(
            "cannot write {}: {}",
            path.display(),
            reason(&error)
        )),
    }
}

fn apply_baseline(
    baseline: &Baseline,
    path: &Path,
    run: &mut Run,
    selection: &Selection,
    quiet: bool,
) {
    let outcome = baseline.apply(run, |id| {
        rules::find(id).is_some_and(|rule| selection.wants(rule))
    });
    run.known = outcome.known;
    if quiet || outcome.gone.is_empty() {
        return;
    }
    let number: usize = outcome.gone.iter().map(|(_, count)| count).sum();
    note(format_args!(
        "{number} finding{} of {} {} not found any more; write it anew with --write-baseline to forget {}:",
        plural(number),
        path.display(),
        if number == 1 { "is" } else { "are" },
        if number == 1 { "it" } else { "them" }
    ));
    for (key, count) in &outcome.gone {
        let times = if *count == 1 {
            String::new()
        } else {
            format!(" ({count} times)")
        };
        note(format_args!("  {}{times}", printable(&key.to_string())));
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
