use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::args::InputArgs;
use crate::{
    lint,
    project::{ForFile, Project},
};

/// Which files of the input are looked at.
pub(super) struct Coverage {
    pub(super) project: Project,
    excluded: AtomicUsize,
}

impl Coverage {
    pub(super) fn new(project: Project) -> Self {
        Self {
            project,
            excluded: AtomicUsize::new(0),
        }
    }

    /// What holds for a file. `None` where it cannot name a Spark application, and where a configuration
    /// excludes it; a file that is named on the command line is never excluded.
    pub(super) fn for_file(
        &self,
        input: &InputArgs,
        path: Option<&Path>,
        bytes: &[u8],
    ) -> Option<ForFile> {
        if !lint::may_matter(path, bytes) {
            return None;
        }
        let for_file = self.project.of(path);
        let is_named = path.is_none_or(|path| input.paths.iter().any(|named| named == path));
        if !for_file.is_covered && !is_named {
            self.excluded.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(for_file)
    }

    /// How many files that may name a Spark application a configuration excludes.
    pub(super) fn excluded(&self) -> usize {
        self.excluded.load(Ordering::Relaxed)
    }
}
