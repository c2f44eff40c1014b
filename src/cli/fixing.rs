//! `--fix` and `--diff`.

use similar::TextDiff;

use super::{
    exit,
    fix_built::fix_built,
    linter::Linter,
    output::{exit_code, failed, note, plural, to_stdout},
    pipeline::without_commands,
    write::replace_file,
};
use crate::{
    fix::{FixOptions, Fixed, fix},
    lint::{LintedFile, Run},
    report::printable,
};

#[derive(Default)]
pub(super) struct Outcome {
    pub(super) code: u8,
    /// True if standard output has the fixed text or the diff, so that no report can go there.
    pub(super) is_shown: bool,
}

/// Writes fixed files, and fixed standard input to standard output; `run` then has the remaining findings. With `--diff`
/// nothing is written, and the differences are shown.
pub(super) fn run(linter: &Linter<'_>, run: &mut Run) -> Outcome {
    let arguments = linter.arguments;
    let mut outcome = Outcome::default();
    let (mut findings, mut files) = (0, 0);
    let mut diff = String::new();
    let (rewritten, fixed_built) = fix_built(linter, run);
    let mut is_built_again = false;
    for file in rewritten {
        if arguments.diff {
            diff += &difference(&file.shown, file.old.as_str(), &file.new);
        } else if let Err(why) = replace_file(&file.path, &file.old, &file.new) {
            outcome.code = failed(format_args!("{} was not changed: {why}", file.shown));
            continue;
        }
        is_built_again = true;
        files += 1;
    }
    if is_built_again {
        findings += fixed_built;
    }
    if is_built_again && !arguments.diff {
        run.files = linter.lint().into_files();
        run.file_by_place();
    }
    for file in &mut run.files {
        if linter.leaves_out(file.file.as_deref()) {
            continue;
        }
        let fixed = linter.with_options(file, |lint| {
            let options = FixOptions {
                lint,
                with_unsafe: arguments.unsafe_fixes,
                only: &arguments.fix_only,
            };
            fix(&file.report, options)
        });
        match fixed {
            Err(why) => {
                outcome.code = failed(format_args!("{} was not changed: {why}", file.path));
            }
            Ok(None) => {}
            Ok(Some(fixed)) if arguments.diff => {
                diff += &unified(file, &fixed);
                findings += fixed.number;
                files += 1;
            }
            Ok(Some(fixed)) => {
                let written = match &file.file {
                    Some(path) => replace_file(path, &file.report.source, &fixed.text),
                    None => {
                        print(fixed.text.as_bytes(), &mut outcome);
                        Ok(())
                    }
                };
                match written {
                    Ok(()) => {
                        findings += fixed.number;
                        files += 1;
                        file.report = fixed.report;
                    }
                    Err(why) => {
                        outcome.code = failed(format_args!("{} was not changed: {why}", file.path));
                    }
                }
            }
        }
    }
    // A filter returns its input even if there is nothing to fix.
    if let Some(bytes) = linter
        .stdin
        .get()
        .filter(|_| !arguments.diff && !outcome.is_shown)
    {
        print(bytes, &mut outcome);
    }
    if arguments.diff {
        outcome.is_shown = true;
        let text = without_commands(&diff);
        let written = to_stdout(|out| out.write_all(text.as_bytes()));
        let differs = if diff.is_empty() {
            exit::CLEAN
        } else {
            exit::FINDINGS
        };
        outcome.code = outcome.code.max(exit_code(&written)).max(differs);
    }
    if !arguments.input.quiet {
        let would = if arguments.diff { "would be " } else { "" };
        note(format_args!(
            "{findings} finding{} {would}fixed in {files} file{}{}",
            plural(findings),
            plural(files),
            more(run, linter)
        ));
    }
    outcome
}

/// The remaining findings with a fix that was not asked for.
fn more(run: &Run, linter: &Linter<'_>) -> String {
    let arguments = linter.arguments;
    if arguments.unsafe_fixes {
        return String::new();
    }
    let of_file = |file: &LintedFile| {
        linter.with_options(file, |lint| {
            let options = |with_unsafe| FixOptions {
                lint,
                with_unsafe,
                only: &arguments.fix_only,
            };
            let findings = file.report.findings.iter();
            findings
                .filter(|finding| {
                    options(true).wanted(finding).is_some()
                        && options(false).wanted(finding).is_none()
                })
                .count()
        })
    };
    match run.files.iter().map(of_file).sum::<usize>() {
        0 => String::new(),
        number => format!("; {number} more with --unsafe-fixes"),
    }
}

fn print(text: &[u8], outcome: &mut Outcome) {
    outcome.is_shown = true;
    let written = to_stdout(|out| out.write_all(text));
    outcome.code = outcome.code.max(exit_code(&written));
}

fn unified(file: &LintedFile, fixed: &Fixed) -> String {
    difference(&file.path, file.report.source.as_str(), &fixed.text)
}

fn difference(shown: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let path = printable(shown);
    diff.unified_diff().header(&path, &path).to_string()
}
