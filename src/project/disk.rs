//! Reads files of a project from disk or from an editor, and names them in messages.

use std::{
    collections::{BTreeMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use super::from_here;
use crate::{
    inputs::Reader,
    spark,
    walk::{MANIFEST, read_file, shown, work_tree},
};

/// Texts that replace files on disk, by resolved path.
pub type Texts = BTreeMap<PathBuf, String>;

/// The names of files that were named by another path, or not at all.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) named: Vec<(PathBuf, PathBuf)>,
    /// True if paths are unrelated to the current folder, as in a language server.
    pub(super) is_from_anywhere: bool,
}

impl Names {
    pub(super) fn new(inputs: &[PathBuf]) -> Self {
        let resolved = inputs.iter().filter_map(|input| {
            let target = fs::canonicalize(input).ok()?;
            Some((target, input.clone()))
        });
        let mut resolved: Vec<_> = resolved.collect();
        // The nearest named folder comes first.
        resolved.sort_by_key(|(target, _)| std::cmp::Reverse(target.components().count()));
        Self {
            named: resolved,
            is_from_anywhere: false,
        }
    }

    /// True for a named path, and everything in it.
    pub(super) fn cover(&self, path: &Path) -> bool {
        let mut targets = self.named.iter().map(|(target, _)| target);
        targets.any(|target| path.starts_with(target))
    }

    pub(super) fn path(&self, path: &Path) -> Option<PathBuf> {
        self.named.iter().find_map(|(target, named)| {
            let inside = path.strip_prefix(target).ok()?;
            let is_whole = inside.as_os_str().is_empty();
            Some(if is_whole {
                named.clone()
            } else {
                named.join(inside)
            })
        })
    }

    pub(super) fn shown(&self, path: &Path) -> String {
        self.path(path)
            .map_or_else(|| from_here(path), |path| shown(&path))
    }
}

/// The folder that a kustomization cannot read outside of: the work tree, else the current folder, else the named path.
pub(super) fn boundary(folder: &Path, names: &Names) -> PathBuf {
    if let Some(tree) = work_tree(folder).and_then(|tree| fs::canonicalize(tree).ok()) {
        return tree;
    }
    let current = std::env::current_dir().and_then(fs::canonicalize);
    if let Ok(current) = current
        && !names.is_from_anywhere
        && folder.starts_with(&current)
        // The root would be the whole disk.
        && current.parent().is_some()
    {
        return current;
    }
    let mut inputs = names.named.iter().map(|(target, _)| target);
    let input = inputs.find(|target| target.is_dir() && folder.starts_with(target));
    input.map_or_else(|| folder.to_owned(), PathBuf::clone)
}

/// Reads from disk, unless there is another text for the file.
#[derive(Clone, Copy)]
pub(super) struct Disk<'d> {
    pub(super) names: &'d Names,
    pub(super) texts: &'d Texts,
}

impl Disk<'_> {
    pub(super) fn bytes(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        if let Some(text) = self.texts.get(path) {
            return Ok(text.clone().into_bytes());
        }
        let mut bytes = Vec::new();
        read_file(path, limit, &mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn may_mention(&self, file: &Path, mentions: &HashSet<PathBuf>) -> bool {
        let read = || self.bytes(file, MANIFEST);
        mentions.contains(file) || read().is_ok_and(|bytes| spark::may_mention(&bytes))
    }
}

impl Reader for Disk<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.bytes(path, MANIFEST)
    }

    fn shown(&self, path: &Path) -> String {
        self.names.shown(path)
    }
}
