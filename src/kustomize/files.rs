//! The files of a build, each read once, with a bound for all of them together.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    problem::{Problem, ProblemKind},
    value::FileId,
};
use crate::source::{SourceFile, SourceText, Span};

/// Bounds of one build.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many bytes are read in all.
    pub bytes: usize,
    /// How many files are read.
    pub files: usize,
    /// How many values are read, copied and changed. Anchors, and folders that take one another twice, grow
    /// with each level.
    pub values: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            files: 20_000,
            values: 1_000_000,
        }
    }
}

/// What reads the files of a build.
pub trait Reader {
    /// The bytes of a file, by its path with all links resolved.
    ///
    /// # Errors
    /// What the system says.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// A path as reports show it.
    fn shown(&self, path: &Path) -> String;
}

/// The folder beyond which nothing is read.
#[derive(Clone, Debug)]
pub struct Boundary(PathBuf);

impl Boundary {
    /// A folder, with all links resolved.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    pub(super) fn holds(&self, path: &Path) -> bool {
        path.strip_prefix(&self.0)
            .is_ok_and(|inside| inside.iter().all(|part| part != ".git"))
    }
}

pub(super) struct Files<'r> {
    reader: &'r dyn Reader,
    pub(super) boundary: &'r Boundary,
    limits: Limits,
    all: Vec<(PathBuf, Arc<SourceFile>)>,
    by_path: HashMap<PathBuf, FileId>,
    bytes: usize,
    values: usize,
}

/// Why a file was not read.
pub(super) enum Unread {
    /// The system says so.
    System(io::Error),
    /// All files together are too large.
    TooMuch,
}

impl<'r> Files<'r> {
    pub(super) fn new(reader: &'r dyn Reader, boundary: &'r Boundary, limits: Limits) -> Self {
        Self {
            reader,
            boundary,
            limits,
            all: Vec::new(),
            by_path: HashMap::new(),
            bytes: 0,
            values: 0,
        }
    }

    /// Reads a file, by its path with all links resolved, or knows it already.
    pub(super) fn open(&mut self, path: &Path) -> Result<FileId, Unread> {
        if let Some(id) = self.by_path.get(path) {
            return Ok(*id);
        }
        if self.all.len() >= self.limits.files {
            return Err(Unread::TooMuch);
        }
        let bytes = self.reader.read(path).map_err(Unread::System)?;
        self.bytes += bytes.len();
        if self.bytes > self.limits.bytes {
            return Err(Unread::TooMuch);
        }
        let text = SourceText::from_bytes(&bytes).unwrap_or_else(|_| SourceText::lossy(&bytes));
        let id = FileId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let file = SourceFile {
            path: self.reader.shown(path),
            text,
        };
        self.all.push((path.to_owned(), Arc::new(file)));
        self.by_path.insert(path.to_owned(), id);
        Ok(id)
    }

    pub(super) fn get(&self, id: FileId) -> &Arc<SourceFile> {
        &self.all[id.0 as usize].1
    }

    /// The paths of all files that were read.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.all.iter().map(|(path, _)| path.clone()).collect()
    }

    /// Counts values that are read or copied.
    pub(super) fn spend(
        &mut self,
        values: usize,
        file: FileId,
        place: Span,
    ) -> Result<(), Problem> {
        self.values = self.values.saturating_add(values);
        if self.values > self.limits.values {
            let message = format!("it makes more than {} values", self.limits.values);
            return Err(self.not_built(file, place, message));
        }
        Ok(())
    }

    pub(super) fn refused(&self, file: FileId, place: Span, message: String) -> Problem {
        self.problem(ProblemKind::Refused, file, place, message)
    }

    pub(super) fn not_built(&self, file: FileId, place: Span, message: String) -> Problem {
        self.problem(ProblemKind::NotBuilt, file, place, message)
    }

    fn problem(&self, kind: ProblemKind, file: FileId, place: Span, message: String) -> Problem {
        Problem {
            kind,
            file: Arc::clone(self.get(file)),
            place,
            message,
        }
    }
}
