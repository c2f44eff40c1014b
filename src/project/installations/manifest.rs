//! A manifest that may install a chart: where its parts are, and to which files its paths lead.

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
    /// Where it is in its document.
    pub(super) path: Vec<String>,
    pub(super) object: Node<'m>,
    /// The text of the file.
    pub(super) text: &'m str,
    /// The folders to which paths may be relative: a repository's first.
    pub(super) tops: &'m [PathBuf],
    pub(super) boundary: &'m Boundary,
    /// How much of all manifests may still be read: aliases multiply it.
    pub(super) allowance: &'m Cell<usize>,
}

/// A chart of the repository, and the folder that the manifest takes for the repository.
pub(super) struct Chart {
    pub(super) top: PathBuf,
    pub(super) folder: PathBuf,
}

/// Why a way is not known; see [`Manifest::spend`].
pub(super) const TOO_MUCH: &str = "the manifests that install charts are too large";

/// What a part costs beside its text: files are looked for on the disk.
const PART: usize = 64;

/// True for what is filled in later.
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

    /// How reports show an installation of it.
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

    /// Counts a part with a text. False where it is too much.
    pub(super) fn spend(&self, text: &str) -> bool {
        let left = self.allowance.get().checked_sub(PART + text.len());
        self.allowance.set(left.unwrap_or(0));
        left.is_some()
    }

    pub(super) fn unknown(&self, path: &[&str], reason: impl Into<String>) -> Values {
        Values::Unknown(self.part(path), reason.into())
    }

    /// True where a part is filled in later.
    pub(super) fn is_open_within(&self, node: Node<'_>) -> bool {
        is_open(&self.text[node.span().range()])
    }

    /// True where the manifest is itself a template of a chart.
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

    /// The values in a file, by its path relative to a folder. `path` is where the manifest says so.
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
