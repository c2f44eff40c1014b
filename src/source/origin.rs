use super::{Quality, Span};

/// A file that takes part in a build: its number in the build's list of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Where something is written, and how well that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The part of it.
    pub span: Span,
    /// How well that is known.
    pub quality: Quality,
}

impl Origin {
    /// The same place for something that it only makes.
    #[must_use]
    pub fn made(self) -> Self {
        Self {
            quality: self.quality.max(Quality::Made),
            ..self
        }
    }

    /// The place of a part, which starts and ends so many bytes into the whole.
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
