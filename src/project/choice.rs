use std::path::PathBuf;

use crate::helm::Release;

/// Values with which a chart is rendered.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// Where they come from, as reports show it.
    pub(super) name: String,
    /// How Helm does the same.
    pub(super) command: String,
    /// True where only the chart's own values are taken, with which it may not be meant to be installed.
    pub(super) is_default: bool,
    /// The files in which the values are written.
    pub(super) sources: Vec<PathBuf>,
    pub(super) release: Release,
}
