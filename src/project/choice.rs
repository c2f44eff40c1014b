use std::path::PathBuf;

use crate::helm::Release;

/// One choice of values to render a chart with.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The source of the values, for reports.
    pub(super) name: String,
    /// The same as a command of Helm.
    pub(super) command: String,
    /// True if only the chart's own values are used. Many charts are not meant to be installed with these alone.
    pub(super) is_default: bool,
    /// The files with the values.
    pub(super) sources: Vec<PathBuf>,
    pub(super) release: Release,
}
