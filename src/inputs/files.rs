//! The files of a build, each read once, with a bound for all of them together.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    paths::Boundary,
    problem::{Problem, ProblemKind},
};
use crate::source::{FileId, SourceFile, SourceText, Span};

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

/// The files of a build.
pub struct Files<'r> {
    reader: &'r dyn Reader,
    /// Nothing outside of it is read.
    pub boundary: &'r Boundary,
    limits: Limits,
    all: Vec<Held>,
    by_path: HashMap<PathBuf, FileId>,
    paths: Vec<PathBuf>,
    bytes: usize,
    values: usize,
}

struct Held {
    file: Arc<SourceFile>,
    is_packed: bool,
}

/// Why a file was not read.
pub enum Unread {
    /// The system says so.
    System(io::Error),
    /// All files together are too large.
    TooMuch,
}

impl<'r> Files<'r> {
    /// No files yet.
    #[must_use]
    pub fn new(reader: &'r dyn Reader, boundary: &'r Boundary, limits: Limits) -> Self {
        Self {
            reader,
            boundary,
            limits,
            all: Vec::new(),
            by_path: HashMap::new(),
            paths: Vec::new(),
            bytes: 0,
            values: 0,
        }
    }

    /// Reads a file, by its path with all links resolved, or knows it already.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn open(&mut self, path: &Path) -> Result<FileId, Unread> {
        if let Some(id) = self.by_path.get(path) {
            return Ok(*id);
        }
        let bytes = self.read(path)?;
        let id = self.add(self.reader.shown(path), &bytes, false)?;
        self.by_path.insert(path.to_owned(), id);
        Ok(id)
    }

    /// Reads the bytes of a file that is no text, such as an archive.
    ///
    /// # Errors
    /// Why it was not read.
    pub fn read(&mut self, path: &Path) -> Result<Vec<u8>, Unread> {
        if self.paths.len() >= self.limits.files {
            return Err(Unread::TooMuch);
        }
        let bytes = self.reader.read(path).map_err(Unread::System)?;
        self.count(bytes.len())?;
        self.paths.push(path.to_owned());
        Ok(bytes)
    }

    /// Adds a file that was read from an archive, by its path as it is shown.
    ///
    /// # Errors
    /// When it is too much.
    pub fn add_packed(&mut self, shown: String, bytes: &[u8]) -> Result<FileId, Unread> {
        self.count(bytes.len())?;
        self.add(shown, bytes, true)
    }

    fn add(&mut self, shown: String, bytes: &[u8], is_packed: bool) -> Result<FileId, Unread> {
        if self.all.len() >= self.limits.files {
            return Err(Unread::TooMuch);
        }
        let text = SourceText::from_bytes(bytes).unwrap_or_else(|_| SourceText::lossy(bytes));
        let id = FileId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let file = Arc::new(SourceFile { path: shown, text });
        self.all.push(Held { file, is_packed });
        Ok(id)
    }

    /// How many bytes may still be read.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.limits.bytes.saturating_sub(self.bytes)
    }

    /// Counts bytes that are read or unpacked.
    ///
    /// # Errors
    /// When they are too many.
    pub fn count(&mut self, bytes: usize) -> Result<(), Unread> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > self.limits.bytes {
            return Err(Unread::TooMuch);
        }
        Ok(())
    }

    /// A path as reports show it.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        self.reader.shown(path)
    }

    /// A file.
    #[must_use]
    pub fn get(&self, id: FileId) -> &Arc<SourceFile> {
        &self.all[id.0 as usize].file
    }

    /// True for a file of an archive, in which nothing can be fixed.
    #[must_use]
    pub fn is_packed(&self, id: FileId) -> bool {
        self.all[id.0 as usize].is_packed
    }

    /// Starts another build of the same files: its values are counted anew.
    pub fn begin(&mut self) {
        self.values = 0;
    }

    /// The paths of all files that were read.
    #[must_use]
    pub fn paths(&self) -> Vec<PathBuf> {
        self.paths.clone()
    }

    /// Counts values that are read or copied.
    ///
    /// # Errors
    /// When there are too many.
    pub fn spend(&mut self, values: usize, file: FileId, place: Span) -> Result<(), Problem> {
        self.values = self.values.saturating_add(values);
        if self.values > self.limits.values {
            let message = format!("it makes more than {} values", self.limits.values);
            return Err(self.not_built(file, place, message));
        }
        Ok(())
    }

    /// A problem that the original program has, too.
    #[must_use]
    pub fn refused(&self, file: FileId, place: Span, message: String) -> Problem {
        self.problem(ProblemKind::Refused, file, place, message)
    }

    /// A problem of this program alone.
    #[must_use]
    pub fn not_built(&self, file: FileId, place: Span, message: String) -> Problem {
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
