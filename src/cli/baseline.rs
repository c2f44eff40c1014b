//! `--write-baseline` and `--baseline`: findings that are known already.

use std::path::Path;

use super::{
    args::Check,
    exit,
    linter::selection,
    output::{failed, note, plural},
    run_config::RunConfig,
    write::to_file,
};
use crate::{
    lint::{Baseline, Run},
    rules::RuleSet,
    walk::{check_link, read_named, reason},
};

/// The size that a baseline may have, in bytes: of a million findings.
const BASELINE: u64 = 256 << 20;

/// The known findings, where there are some.
pub(super) fn of_run(arguments: &Check, config: &RunConfig) -> Result<Option<Baseline>, String> {
    let path = config.baseline.as_deref();
    let follows_links = arguments.input.config_args.follows_links();
    path.map(|path| read(path, follows_links)).transpose()
}

/// Reads a baseline file.
fn read(path: &Path, follows_links: bool) -> Result<Baseline, String> {
    let shown = path.display();
    let mut bytes = Vec::new();
    let may_be_read = if follows_links {
        Ok(())
    } else {
        check_link(path, None)
    };
    may_be_read
        .and_then(|()| read_named(path, BASELINE, &mut bytes))
        .map_err(|error| format!("cannot read the baseline {shown}: {}", reason(&error)))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| format!("invalid baseline {shown}: it is not UTF-8"))?;
    Baseline::parse(&text).map_err(|error| format!("invalid baseline {shown}: {error}"))
}

/// Writes all findings to a file.
pub(super) fn write(run: &Run, path: &Path, unreadable: Option<u8>) -> u8 {
    let baseline = Baseline::from_run(run);
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

/// Takes the known findings out of a run, and names those that are gone.
pub(super) fn apply(
    baseline: &Baseline,
    arguments: &Check,
    config: &RunConfig,
    run: &mut Run,
    rules: &RuleSet,
) {
    let selection = selection(arguments);
    let outcome = baseline.apply(run, |id| {
        rules.find(id).is_some_and(|rule| selection.wants(rule))
    });
    run.known = outcome.known;
    if arguments.input.quiet || outcome.gone.is_empty() {
        return;
    }
    let number: usize = outcome.gone.iter().map(|(_, count)| count).sum();
    note(format_args!(
        "{number} finding{} of {} {} not found any more; write it anew with --write-baseline to forget {}:",
        plural(number),
        config
            .baseline
            .as_deref()
            .unwrap_or(Path::new(""))
            .display(),
        if number == 1 { "is" } else { "are" },
        if number == 1 { "it" } else { "them" }
    ));
    for (key, count) in &outcome.gone {
        let times = if *count == 1 {
            String::new()
        } else {
            format!(" ({count} times)")
        };
        note(format_args!("  {key}{times}"));
    }
}
