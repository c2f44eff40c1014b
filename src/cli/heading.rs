//! Headings of option groups in `--help` and manual pages.

pub(super) const OUTPUT: &str = "Output";
pub(super) const FINDINGS: &str = "Findings";
pub(super) const FIXES: &str = "Fixes";
pub(super) const CHANGES: &str = "Baseline and changes";
pub(super) const FILES: &str = "Files";
pub(super) const CONFIGURATION: &str = "Configuration";
pub(super) const CHARTS: &str = "Helm charts";
