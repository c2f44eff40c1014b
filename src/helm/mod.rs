//! What Helm renders of a chart, with the place of everything in it.

mod functions;
mod render;
mod template;
mod written;

pub use render::Rendered;
pub use written::Written;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    inputs::{Boundary, Problem, Reader},
    source::SourceFile,
};

/// What a chart is installed with.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Values that are laid over those of the chart, later ones over earlier ones.
    pub values: Vec<PathBuf>,
}

impl Default for Release {
    /// What `helm template` takes unless it is told.
    fn default() -> Self {
        Self {
            name: "release-name".to_owned(),
            namespace: "default".to_owned(),
            values: Vec::new(),
        }
    }
}

/// What came of a chart.
pub struct Outcome {
    /// Its file.
    pub file: Arc<SourceFile>,
    /// The files that were read, with all links resolved.
    pub files: Vec<PathBuf>,
    /// The files that only define templates for others.
    pub partials: Vec<Arc<SourceFile>>,
    /// What came of each release, or why the chart was not even read.
    pub renderings: Result<Vec<Result<Vec<Rendered>, Problem>>, Problem>,
}

/// Renders.
pub fn render(
    _folder: &Path,
    _releases: &[&Release],
    _reader: &(dyn Reader + Sync),
    _boundary: &Boundary,
) -> Option<Outcome> {
    None
}
