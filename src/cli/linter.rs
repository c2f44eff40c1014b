//! Lints files, each with the configuration that holds for it.

use std::sync::OnceLock;

use super::{
    args::Check,
    collect::{Collected, collect},
    coverage::Coverage,
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
    pub(super) coverage: Coverage,
    /// What came from standard input, where it has to be given back.
    pub(super) stdin: OnceLock<Vec<u8>>,
}

impl<'a> Linter<'a> {
    pub(super) fn new(arguments: &'a Check) -> Self {
        let config_args = &arguments.input.config_args;
        let flags = config_args
            .flags()
            .selecting(selection(arguments))
            .without_suppressions(arguments.no_suppressions);
        Self {
            arguments,
            coverage: Coverage::new(Project::new(config_args.choice(), flags)),
            stdin: OnceLock::new(),
        }
    }

    /// The reports of all files that are to be checked.
    pub(super) fn lint(&self) -> Collected<FileReport> {
        let input = &self.arguments.input;
        collect(input, &self.coverage.project, |path, bytes| {
            if path.is_none() && self.arguments.fix {
                // Standard input is read only once, and has to be given back as it was.
                let _ = self.stdin.set(bytes.to_vec());
            }
            let for_file = self.coverage.for_file(input, path, bytes)?;
            lint::lint_bytes(bytes, for_file.options())
        })
    }

    /// Does something with what holds for a file that was linted.
    pub(super) fn with_options<T>(
        &self,
        file: &LintedFile,
        act: impl FnOnce(LintOptions<'_>) -> T,
    ) -> T {
        let for_file = self.coverage.project.of(file.file.as_deref());
        act(for_file.options())
    }
}
