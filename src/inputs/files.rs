//! The files of a build. Each is read once, and a limit applies to all of them together.

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

/// The limits of one build.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The total number of bytes read.
    pub bytes: usize,
    /// The number of files read.
    pub files: usize,
    /// The number of values read, copied and changed. It can grow exponentially with the depth of anchors, or of
    /// folders that include one another twice.
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

/// Reads the files of a build.
pub trait Reader {
    /// The bytes of a file, by its path with all links resolved.
    ///
    /// # Errors
    /// The file cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The path for reports.
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
    /// An error of the system.
    System(io::Error),
    /// The limits are exceeded.
    TooMuch,
}

impl<'r> Files<'r> {
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

    /// Reads a file, by its path with all links resolved, unless it was read before.
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

    /// Reads a binary file, such as an archive.
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

    /// Adds a file from an archive. `shown` is its path for reports.
    ///
    /// # Errors
    /// The limits are exceeded.
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

    /// How many more bytes may be read.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.limits.bytes.saturating_sub(self.bytes)
    }

    /// Counts bytes that are read or unpacked.
    ///
    /// # Errors
    /// The limit is exceeded.
    pub fn count(&mut self, bytes: usize) -> Result<(), Unread> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > self.limits.bytes {
            return Err(Unread::TooMuch);
        }
        Ok(())
    }

    /// The path for reports.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        self.reader.shown(path)
    }

    #[must_use]
    pub fn get(&self, id: FileId) -> &Arc<SourceFile> {
        &self.all[id.0 as usize].file
    }

    /// True for a file from an archive, where fixes are impossible.
    #[must_use]
    pub fn is_packed(&self, id: FileId) -> bool {
        self.all[id.0 as usize].is_packed
    }

    /// Starts another build of the same files: resets the count of values.
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
    /// The limit is exceeded.
    pub fn spend(&mut self, values: usize, file: FileId, place: Span) -> Result<(), Problem> {
        self.values = self.values.saturating_add(values);
        if self.values > self.limits.values {
            let message = format!("the build exceeds {} values", self.limits.values);
            return Err(self.not_built(file, place, message));
        }
        Ok(())
    }

    /// A problem that the original program reports as well.
    #[must_use]
    pub fn refused(&self, file: FileId, place: Span, message: String) -> Problem {
        self.problem(ProblemKind::Refused, file, place, message)
    }

    /// A problem of this program only.
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
