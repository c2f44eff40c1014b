//! Lints files, each with the configuration that holds for it.

use std::sync::{
    OnceLock,
    atomic::{AtomicUsize, Ordering},
};

use super::{
    args::Check,
    collect::{Collected, collect},
};
use crate::{
    lint::{self, FileReport, LintOptions, LintedFile, Selection},
    project::Project,
};

/// The rules that the command line asks for.
pub(super) fn selection(arguments: &Check) -> Selection {
    Selection {
        select: arguments.select.clone(),
        ignore: arguments.ignore.clone(),
    }
}

/// Lints files, each with the configuration that holds for it.
pub(super) struct Linter<'a> {
    pub(super) arguments: &'a Check,
    pub(super) project: Project,
    /// How many files with Spark applications a configuration excludes.
    pub(super) excluded: AtomicUsize,
    /// What came from standard input, where it has to be given back.
    pub(super) stdin: OnceLock<Vec<u8>>,
}

impl<'a> Linter<'a> {
    pub(super) fn new(arguments: &'a Check) -> Self {
        let config_args = &arguments.input.config_args;
        let mut flags = config_args.flags();
        flags.selection = selection(arguments);
        Self {
            arguments,
            project: Project::new(config_args.choice(), flags),
            excluded: AtomicUsize::new(0),
            stdin: OnceLock::new(),
        }
    }

    /// The reports of all files that are to be checked.
    pub(super) fn lint(&self) -> Collected<FileReport> {
        let named = &self.arguments.input.paths;
        collect(&self.arguments.input, |path, bytes| {
            if path.is_none() && self.arguments.fix {
                // Standard input is read once.
                let _ = self.stdin.set(bytes.to_vec());
            }
            if !lint::may_matter(bytes) {
                return None;
            }
            let of_file = self.project.of(path);
            // Who names a file means it.
            let is_named = path.is_none_or(|path| named.iter().any(|named| named == path));
            if !of_file.is_covered && !is_named {
                self.excluded.fetch_add(1, Ordering::Relaxed);
                return None;
            }
            lint::lint_bytes(bytes, of_file.options())
        })
    }

    /// Does something with what holds for a file that was linted.
    pub(super) fn with_options<T>(
        &self,
        file: &LintedFile,
        act: impl FnOnce(LintOptions<'_>) -> T,
    ) -> T {
        let of_file = self.project.of(file.file.as_deref());
        act(of_file.options())
    }
}
