//! `--write-baseline` and `--baseline`.

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

/// The largest baseline that is read, in bytes: enough for a million findings.
const BASELINE: u64 = 256 << 20;

pub(super) fn of_run(arguments: &Check, config: &RunConfig) -> Result<Option<Baseline>, String> {
    let path = config.baseline.as_deref();
    let follows_links = arguments.input.config_args.follows_links();
    path.map(|path| read(path, follows_links)).transpose()
}

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

/// Removes the findings of the baseline from a run, and lists those that no longer exist.
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
        "{number} finding{} in {} no longer exist{}; update it with --write-baseline:",
        plural(number),
        config
            .baseline
            .as_deref()
            .unwrap_or(Path::new(""))
            .display(),
        if number == 1 { "s" } else { "" }
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
