//! Headings of groups of options in `--help` and in manual pages.

/// The form of what is written, and how much of it.
pub(super) const OUTPUT: &str = "Output";
/// What is looked for, shown, and a failure.
pub(super) const FINDINGS: &str = "Findings";
/// What is changed in files.
pub(super) const FIXES: &str = "Fixes";
/// What is new, and what was there before.
pub(super) const CHANGES: &str = "Baseline and changes";
/// What is read.
pub(super) const FILES: &str = "Files";
/// Settings, and where they come from.
pub(super) const CONFIGURATION: &str = "Configuration";
/// With what charts are installed.
pub(super) const CHARTS: &str = "Helm charts";
