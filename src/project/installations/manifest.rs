//! A manifest that may install a chart, and the files that its paths lead to.

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    helm::{Part, Values},
    inputs::{Boundary, clean},
    project::chart_roots::CHART,
    yaml::Node,
};

/// A manifest that may install a chart.
pub(super) struct Manifest<'m> {
    pub(super) file: &'m Path,
    pub(super) shown: &'m str,
    /// The number of its document in the file.
    pub(super) document: usize,
    /// The path of keys to it in its document.
    pub(super) path: Vec<String>,
    pub(super) object: Node<'m>,
    /// The text of the file.
    pub(super) text: &'m str,
    /// The folders that paths may be relative to, the repository's first.
    pub(super) tops: &'m [PathBuf],
    pub(super) boundary: &'m Boundary,
    /// The remaining budget for all manifests: aliases multiply their size.
    pub(super) allowance: &'m Cell<usize>,
}

/// A chart, and the folder that the manifest considers its repository.
pub(super) struct Chart {
    pub(super) top: PathBuf,
    pub(super) folder: PathBuf,
}

/// The reason after [`Manifest::spend`] fails.
pub(super) const TOO_MUCH: &str = "the manifests that install charts are too large";

/// The cost of a part in addition to its text, for searching files on disk.
const PART: usize = 64;

/// True for text that is filled in later.
pub(super) fn is_open(text: &str) -> bool {
    text.contains("{{")
}

impl<'m> Manifest<'m> {
    pub(super) fn group_and_kind(&self) -> Option<(&'m str, &'m str)> {
        let version = self.object.get("apiVersion")?.as_str()?;
        Some((
            version.split('/').next()?,
            self.object.get("kind")?.as_str()?,
        ))
    }

    pub(super) fn metadata(&self, field: &str) -> Option<&'m str> {
        self.object.get("metadata")?.get(field)?.as_str()
    }

    /// The name of an installation in reports.
    pub(super) fn name(&self, name: Option<&str>) -> String {
        match name {
            Some(name) => format!("{} ({name})", self.shown),
            None => self.shown.to_owned(),
        }
    }

    pub(super) fn part(&self, path: &[&str]) -> Part {
        let path = path.iter().map(|step| (*step).to_owned());
        Part {
            file: self.file.to_owned(),
            document: self.document,
            path: self.path.iter().cloned().chain(path).collect(),
        }
    }

    /// Subtracts a part from the budget. False if that is used up.
    pub(super) fn spend(&self, text: &str) -> bool {
        let left = self.allowance.get().checked_sub(PART + text.len());
        self.allowance.set(left.unwrap_or(0));
        left.is_some()
    }

    pub(super) fn unknown(&self, path: &[&str], reason: impl Into<String>) -> Values {
        Values::Unknown(self.part(path), reason.into())
    }

    /// True if a part is filled in later.
    pub(super) fn is_open_within(&self, node: Node<'_>) -> bool {
        is_open(&self.text[node.span().range()])
    }

    /// True if the manifest is itself a template of a chart.
    pub(super) fn is_template(&self) -> bool {
        let mut above = self.file.ancestors();
        above.any(|folder| {
            folder.ends_with("templates")
                && folder
                    .parent()
                    .is_some_and(|chart| chart.join(CHART).is_file())
        })
    }

    /// The chart at a path in the repository.
    pub(super) fn chart(&self, path: &str) -> Option<Chart> {
        let path = path.trim_start_matches('/');
        self.tops.iter().find_map(|top| {
            let folder = self.inside(&top.join(path))?;
            folder.join(CHART).is_file().then(|| Chart {
                top: top.clone(),
                folder,
            })
        })
    }

    /// The values of a file, by its path relative to a folder. `path` is the place of that path in the manifest.
    pub(super) fn values(
        &self,
        folder: &Path,
        text: &str,
        path: &[&str],
        ignores_missing: bool,
    ) -> Option<Values> {
        let joined = clean(&folder.join(text));
        if !self.boundary.holds(&joined) {
            let reason = format!("`{text}` leads out of the repository or folder that is checked");
            return Some(self.unknown(path, reason));
        }
        match self.inside(&joined).filter(|file| file.is_file()) {
            Some(file) => Some(Values::File(file)),
            None if ignores_missing => None,
            None => {
                let reason = format!("there is no file of values `{text}`");
                Some(self.unknown(path, reason))
            }
        }
    }

    fn inside(&self, path: &Path) -> Option<PathBuf> {
        let path = clean(path);
        if !self.boundary.holds(&path) {
            return None;
        }
        let target = fs::canonicalize(path).ok()?;
        self.boundary.holds(&target).then_some(target)
    }
}
