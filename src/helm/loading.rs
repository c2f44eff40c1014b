//! The parts of loading that folders and archives share.

use std::path::{Path, PathBuf};

use crate::{
    gotemplate::{Text, Trace},
    inputs::{Files, Problem, Unread},
    source::{Encoding, FileId, Origin, Quality, Span, offset},
    walk,
};

/// Helm rejects larger files, in bytes.
pub(super) const MAX_FILE: usize = 5 << 20;

/// The limit on the nesting of charts.
pub(super) const MAX_DEPTH: usize = 16;

/// A file of a chart, by its path in the chart.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) content: Content,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    /// The path of a file, with all links resolved.
    Disk(PathBuf),
    /// A file in an archive: its path for messages, and its content.
    Packed(String, Vec<u8>),
}

/// A file of a chart, at the path where `helm dependency build` and `helm package` would put it.
#[derive(Debug)]
pub(super) struct Laid {
    /// The path in the outermost chart.
    pub(super) path: String,
    pub(super) file: FileId,
    /// The content, unless it is text.
    pub(super) content: Option<Content>,
}

/// The place that refers to what is being loaded.
#[derive(Clone, Copy)]
pub(super) struct Said {
    pub(super) file: FileId,
    pub(super) place: Span,
}

pub(super) struct Loading<'l, 'f> {
    pub(super) files: &'l mut Files<'f>,
    /// How many more files and folders may be visited.
    pub(super) left: usize,
    /// The opened files.
    pub(super) laid: Vec<Laid>,
}

impl Loading<'_, '_> {
    pub(super) fn refused(&self, said: Said, message: String) -> Problem {
        self.files.refused(said.file, said.place, message)
    }

    pub(super) fn not_built(&self, said: Said, message: String) -> Problem {
        self.files.not_built(said.file, said.place, message)
    }

    /// Counts a file or folder against the limit.
    pub(super) fn look(&mut self, said: Said) -> Result<(), Problem> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(self.unread(said, "", &Unread::TooMuch)),
        }
    }

    pub(super) fn unread(&self, said: Said, name: &str, unread: &Unread) -> Problem {
        let message = match unread {
            Unread::System(error) => format!("cannot read `{name}`: {}", walk::reason(error)),
            Unread::TooMuch => {
                "the chart exceeds the limits on the number and size of its files".to_owned()
            }
        };
        self.not_built(said, message)
    }

    fn open(&mut self, part: &Part, said: Said) -> Result<FileId, Problem> {
        let opened = match &part.content {
            Content::Disk(path) => self.files.open(path),
            Content::Packed(shown, bytes) => self.files.add_packed(shown.clone(), bytes),
        };
        opened.map_err(|unread| self.unread(said, &part.name, &unread))
    }

    /// Opens a file of the chart and records it at `at`.
    pub(super) fn lay(&mut self, part: &Part, said: Said, at: &str) -> Result<FileId, Problem> {
        let file = self.open(part, said)?;
        self.laid.push(Laid {
            path: format!("{at}{}", part.name),
            file,
            content: (!is_text(self.files, file)).then(|| part.content.clone()),
        });
        Ok(file)
    }

    pub(super) fn bytes(&mut self, part: Part, said: Said) -> Result<Vec<u8>, Problem> {
        match part.content {
            Content::Disk(path) => self
                .files
                .read(&path)
                .map_err(|unread| self.unread(said, &part.name, &unread)),
            Content::Packed(_, bytes) => Ok(bytes),
        }
    }

    /// The path for messages.
    pub(super) fn shown(&self, part: &Part) -> String {
        match &part.content {
            Content::Disk(path) => self.files.shown(path),
            Content::Packed(shown, _) => shown.clone(),
        }
    }

    /// Templates and values must be text.
    pub(super) fn check_is_text(&self, file: FileId, name: &str) -> Result<(), Problem> {
        if is_text(self.files, file) {
            return Ok(());
        }
        let text = self.files.get(file).text.as_str();
        let at = offset(text.find('\u{fffd}').unwrap_or_default());
        let message = format!("`{name}` is not valid UTF-8");
        Err(self.files.not_built(file, Span::new(at, at), message))
    }
}

pub(super) fn is_text(files: &Files<'_>, file: FileId) -> bool {
    matches!(
        files.get(file).text.encoding(),
        Encoding::Utf8 | Encoding::Utf8Bom
    )
}

pub(super) fn whole(files: &Files<'_>, file: FileId) -> Origin {
    let length = files.get(file).text.as_str().len();
    Origin {
        file,
        span: Span::new(0, offset(length)),
        quality: Quality::Exact,
    }
}

/// The text of a template.
pub(super) fn template_text(files: &Files<'_>, file: FileId) -> Text {
    let trace = Trace::of_template(whole(files, file));
    Text::new(files.get(file).text.as_str(), trace)
}

/// The text of a file that templates may include.
pub(super) fn file_text(files: &Files<'_>, file: FileId) -> Text {
    let trace = Trace::of_value(whole(files, file));
    Text::new(files.get(file).text.as_str(), trace)
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
