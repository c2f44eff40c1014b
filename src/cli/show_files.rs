//! `--show-files`: the files that a check would read, one per line.

use super::{
    args::Check,
    collect::collect,
    coverage::Coverage,
    exit,
    output::{exit_code, report_config_errors, to_stdout},
};
use crate::{project::Project, report::printable};

pub(super) fn run(arguments: &Check) -> u8 {
    let input = &arguments.input;
    let project = Project::new(input.config_args.choice(), input.flags());
    let coverage = Coverage::new(project, input.verbose);
    let collected = collect(input, &coverage.project, |path, _| {
        let for_file = coverage.covering(input, path)?;
        coverage.verbose.judge(&for_file);
        Some(())
    });
    if report_config_errors(&coverage.project) {
        return exit::FAILURE;
    }
    let unreadable = collected.report_unreadable();
    let written = to_stdout(|out| {
        let mut files = collected.files.iter();
        files.try_for_each(|file| writeln!(out, "{}", printable(&file.shown)))
    });
    collected.say_what_is_ignored(&coverage.verbose);
    coverage.verbose.say();
    unreadable.unwrap_or_else(|| exit_code(&written))
}
