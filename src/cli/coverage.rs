use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{args::InputArgs, verbose::Verbose};
use crate::{
    lint,
    project::{ForFile, Project},
};

/// Decides which input files are checked.
pub(super) struct Coverage {
    pub(super) project: Project,
    pub(super) verbose: Verbose,
    excluded: AtomicUsize,
}

impl Coverage {
    pub(super) fn new(project: Project, is_verbose: bool) -> Self {
        Self {
            project,
            verbose: Verbose::new(is_verbose),
            excluded: AtomicUsize::new(0),
        }
    }

    /// `None` if the file cannot contain a Spark application, or is excluded.
    pub(super) fn for_file(
        &self,
        input: &InputArgs,
        path: Option<&Path>,
        bytes: &[u8],
    ) -> Option<ForFile> {
        if !lint::may_matter(path, bytes) {
            let why = || "no Spark application".to_owned();
            self.verbose.skip(path, why);
            return None;
        }
        let for_file = self.covering(input, path);
        match &for_file {
            Some(for_file) => self.verbose.judge(for_file),
            None => {
                self.excluded.fetch_add(1, Ordering::Relaxed);
            }
        }
        for_file
    }

    /// `None` if the file is excluded.
    pub(super) fn covering(&self, input: &InputArgs, path: Option<&Path>) -> Option<ForFile> {
        let for_file = self.project.of(path);
        let Some(by) = self.excluding(input, path, &for_file) else {
            return Some(for_file);
        };
        self.verbose.skip(path, || format!("excluded by {by}"));
        None
    }

    /// True for an excluded file: it is neither checked nor written.
    pub(super) fn leaves_out(&self, input: &InputArgs, path: &Path) -> bool {
        let for_file = self.project.of(Some(path));
        self.excluding(input, Some(path), &for_file).is_some()
    }

    /// What excludes a file. A file that is named is excluded only with `--force-exclude`.
    fn excluding(
        &self,
        input: &InputArgs,
        path: Option<&Path>,
        for_file: &ForFile,
    ) -> Option<String> {
        let is_forced = for_file.effective.settings.force_exclude;
        match path {
            Some(path) => {
                let is_named = || input.paths.iter().any(|named| named == path);
                let by = for_file.excluded_by.clone();
                by.filter(|_| is_forced || !is_named())
            }
            // Standard input counts as a named file.
            None => {
                let named = input.stdin_file()?;
                let of_name = self.project.of(Some(named));
                let is_forced = is_forced || of_name.effective.settings.force_exclude;
                of_name.excluded_by.filter(|_| is_forced)
            }
        }
    }

    /// The number of excluded files that may contain a Spark application.
    pub(super) fn excluded(&self) -> usize {
        self.excluded.load(Ordering::Relaxed)
    }
}
