//! Reads the index of a git work tree to find tracked files, without starting git.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    links::work_tree,
    open::{SETTINGS, read_file},
};

/// The size limit of an index.
const INDEX: u64 = 1 << 30;

/// The tracked files of a work tree.
pub(super) struct Index {
    top: PathBuf,
    /// Paths relative to the top, with `/` as the separator, sorted.
    tracked: Vec<Vec<u8>>,
}

impl Index {
    /// Reads the index of the work tree at `top`. `None` if there is none or it cannot be read.
    pub(super) fn read(top: &Path) -> Option<Self> {
        let path = git_folder(top)?.join("index");
        let found = fs::metadata(&path).ok()?;
        if !found.is_file() || found.len() > INDEX {
            return None;
        }
        let options = gix_index::decode::Options {
            alloc_limit_bytes: usize::try_from(INDEX).ok(),
            ..Default::default()
        };
        let file = gix_index::File::at(path, gix_index::hash::Kind::Sha1, true, options).ok()?;
        let entries = file.entries().iter();
        let mut tracked: Vec<_> = entries.map(|entry| entry.path(&file).to_vec()).collect();
        tracked.sort_unstable();
        Some(Self {
            top: top.to_owned(),
            tracked,
        })
    }

    /// True for a file that git tracks.
    pub(super) fn tracks(&self, path: &Path) -> bool {
        self.relative(path)
            .is_some_and(|path| self.tracked.binary_search(&path).is_ok())
    }

    /// True for a folder with a tracked file in it.
    pub(super) fn tracks_below(&self, folder: &Path) -> bool {
        let Some(mut folder) = self.relative(folder) else {
            return false;
        };
        folder.push(b'/');
        let at = self.tracked.partition_point(|path| *path < folder);
        self.tracked
            .get(at)
            .is_some_and(|path| path.starts_with(&folder))
    }

    fn relative(&self, path: &Path) -> Option<Vec<u8>> {
        let inside = path.strip_prefix(&self.top).ok()?;
        let parts: Vec<_> = inside.iter().map(OsStr::as_encoded_bytes).collect();
        Some(parts.join(&b'/'))
    }
}

/// True for a file that git tracks in the work tree that contains it. The path must have no links.
#[must_use]
pub fn is_tracked(path: &Path) -> bool {
    let index = work_tree(path).and_then(|top| Index::read(&top));
    index.is_some_and(|index| index.tracks(path))
}

/// The folder with git's data: `.git`, or the target of a file of that name, as in a submodule.
fn git_folder(top: &Path) -> Option<PathBuf> {
    let path = top.join(".git");
    if path.is_dir() {
        return Some(path);
    }
    let mut bytes = Vec::new();
    let read: io::Result<()> = read_file(&path, SETTINGS, &mut bytes);
    read.ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(top.join(text.strip_prefix("gitdir:")?.trim()))
}
