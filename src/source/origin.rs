use super::{Quality, Span};

/// A file of a build: its index in the build's list of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Where something is written, and how exactly that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The bytes in the file.
    pub span: Span,
    pub quality: Quality,
}

impl Origin {
    /// The same place for something that it only produces.
    #[must_use]
    pub fn made(self) -> Self {
        Self {
            quality: self.quality.max(Quality::Made),
            ..self
        }
    }

    /// The place of a part, with its start and end in bytes.
    #[must_use]
    pub fn part(self, start: u32, end: u32) -> Self {
        if self.quality != Quality::Exact {
            return self;
        }
        Self {
            span: Span::new(self.span.start + start, self.span.start + end),
            ..self
        }
    }
}
