//! A kustomization or chart to build.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::choice::Choice;

/// A kustomization that no other one builds on, or a chart that is not a subchart.
#[derive(Clone, Debug)]
pub struct Root {
    /// Its file, with all links resolved.
    pub file: PathBuf,
    /// The name of its folder in reports.
    pub name: String,
    /// False if only files of it were named.
    pub is_named: bool,
    pub(super) folder: PathBuf,
    /// Its members, with all links resolved.
    pub(super) members: BTreeSet<PathBuf>,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Kustomization {
        /// The members that are only used as patches.
        patches: BTreeSet<PathBuf>,
    },
    Chart {
        /// The values to render it with.
        choices: Vec<Choice>,
    },
}

impl Root {
    /// True for a file in or below its folder, by its shown path.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        self.name == "." && !path.starts_with("..")
            || path
                .strip_prefix(&self.name)
                .is_some_and(|rest| rest.starts_with('/'))
    }

    /// True for a member, by its resolved path.
    #[must_use]
    pub fn takes(&self, file: &Path) -> bool {
        self.members.contains(file)
    }

    /// Other files with its values.
    pub(super) fn sources(&self) -> impl Iterator<Item = &PathBuf> {
        let choices = match &self.kind {
            Kind::Chart { choices } => &choices[..],
            Kind::Kustomization { .. } => &[],
        };
        let sources = choices.iter().flat_map(|choice| &choice.sources);
        sources.filter(|source| !self.members.contains(*source))
    }

    /// True for a file with values of the chart.
    pub(super) fn has_values_in(&self, file: &Path) -> bool {
        match &self.kind {
            Kind::Chart { choices } => choices
                .iter()
                .any(|choice| choice.sources.iter().any(|source| source == file)),
            Kind::Kustomization { .. } => false,
        }
    }

    /// True for a chart.
    #[must_use]
    pub fn is_chart(&self) -> bool {
        matches!(self.kind, Kind::Chart { .. })
    }
}
