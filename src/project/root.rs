//! What is built of several files.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::choice::Choice;

/// A kustomization on which no other one builds, or a chart that is no part of another one.
#[derive(Clone, Debug)]
pub struct Root {
    /// Its file, with all links resolved.
    pub file: PathBuf,
    /// Its folder as reports show it.
    pub name: String,
    /// False where only files of it were named.
    pub is_named: bool,
    pub(super) folder: PathBuf,
    /// The files that take part, with all links resolved.
    pub(super) members: BTreeSet<PathBuf>,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Kustomization {
        /// The files that are nothing but patches.
        patches: BTreeSet<PathBuf>,
    },
    Chart {
        /// The values with which it is rendered.
        choices: Vec<Choice>,
    },
}

impl Root {
    /// True for a file in or below its folder, by its path as it is shown.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        self.name == "." && !path.starts_with("..")
            || path
                .strip_prefix(&self.name)
                .is_some_and(|rest| rest.starts_with('/'))
    }

    /// True for a file that takes part in it, by its path with all links resolved.
    #[must_use]
    pub fn takes(&self, file: &Path) -> bool {
        self.members.contains(file)
    }

    /// The files beside those that have values of it.
    pub(super) fn sources(&self) -> impl Iterator<Item = &PathBuf> {
        let choices = match &self.kind {
            Kind::Chart { choices } => &choices[..],
            Kind::Kustomization { .. } => &[],
        };
        let sources = choices.iter().flat_map(|choice| &choice.sources);
        sources.filter(|source| !self.members.contains(*source))
    }

    /// True for a file that has values with which a chart is rendered.
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
