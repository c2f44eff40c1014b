//! `.gitignore`, `.ignore` and git's other exclude files. Each is read by [`super::open`]: a link of that name could
//! lead to a device or a secret.
//!
//! As in git, tracked files are never ignored.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{
    index::Index,
    open::{SETTINGS, read_file},
};

/// How many folders above a file are searched for ignore files. Each file is matched against all of them, so without a
/// limit a hundred nested folders would take a thousand times as long as ten.
const DEPTH: usize = 24;

/// What to do with an entry of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Read the file, or enter the folder.
    Take,
    Ignore,
}

/// The ignore files in and above a folder.
pub(super) struct Ignores {
    /// The folder that is walked, as given and as an absolute path.
    root: PathBuf,
    absolute: PathBuf,
    folders: Mutex<HashMap<PathBuf, Arc<Level>>>,
    global: Gitignore,
    /// True if ignore files are disabled.
    is_off: bool,
}

/// The rules for the entries of a folder.
#[derive(Clone, Default)]
struct Level {
    /// `.ignore` of this folder and its parents, the nearest last.
    ignore: Vec<Arc<Gitignore>>,
    gitignore: Vec<Arc<Gitignore>>,
    exclude: Option<Arc<Gitignore>>,
    index: Option<Arc<Index>>,
    /// True if the folder itself is ignored, and was entered only because git tracks files in it.
    is_ignored: bool,
}

impl Ignores {
    pub(super) fn new(root: &Path, is_off: bool) -> Self {
        let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        let ignores = Self {
            root: root.to_owned(),
            folders: Mutex::default(),
            global: if is_off {
                Gitignore::empty()
            } else {
                GitignoreBuilder::new(&absolute).build_global().0
            },
            absolute,
            is_off,
        };
        let mut above: Vec<_> = ignores.absolute.ancestors().collect();
        if let Some(top) = above.iter().position(|folder| is_top(folder)) {
            above.truncate(top + 1);
        }
        let mut level = Level::default();
        if !is_off {
            for folder in above.iter().rev() {
                level = level.inside(folder);
            }
        }
        ignores.keep(&ignores.absolute, level);
        ignores
    }

    pub(super) fn decide(&self, path: &Path, is_folder: bool) -> Decision {
        if self.is_off || path == self.root {
            return Decision::Take;
        }
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let path = self.absolute.join(inside);
        let Some(parent) = path.parent() else {
            return Decision::Take;
        };
        let level = self.level(parent);
        let is_ignored = level.is_ignored || self.matches(&level, &path, is_folder);
        let is_tracked = || {
            level.index.as_ref().is_some_and(|index| {
                if is_folder {
                    index.tracks_below(&path)
                } else {
                    index.tracks(&path)
                }
            })
        };
        if is_ignored && !is_tracked() {
            return Decision::Ignore;
        }
        if is_folder {
            let mut inside = level.inside(&path);
            inside.is_ignored = is_ignored;
            self.keep(&path, inside);
        }
        Decision::Take
    }

    /// True if a git index decides which files matter.
    pub(super) fn has_index(&self, path: &Path) -> bool {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let path = self.absolute.join(inside);
        path.parent()
            .is_some_and(|parent| self.level(parent).index.is_some())
    }

    fn matches(&self, level: &Level, path: &Path, is_folder: bool) -> bool {
        let lists = [&level.ignore, &level.gitignore];
        let nearest_first = lists.into_iter().flat_map(|list| list.iter().rev());
        let global = std::iter::once(&self.global);
        let mut patterns = nearest_first
            .chain(&level.exclude)
            .map(|patterns| &**patterns)
            .chain(global);
        let decided = patterns.find_map(|patterns| {
            let found = patterns.matched(path, is_folder);
            (!found.is_none()).then(|| found.is_ignore())
        });
        decided.unwrap_or(false)
    }

    fn level(&self, folder: &Path) -> Arc<Level> {
        let folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        folders.get(folder).cloned().unwrap_or_default()
    }

    fn keep(&self, folder: &Path, level: Level) {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        folders.insert(folder.to_owned(), Arc::new(level));
    }
}

impl Level {
    /// The rules for the entries of a subfolder.
    fn inside(&self, folder: &Path) -> Self {
        let mut level = self.clone();
        level.is_ignored = false;
        if is_top(folder) {
            // In another repository, such as a submodule, the rules of the outer one do not apply.
            level.gitignore = Vec::new();
            level.exclude = read(folder, &folder.join(".git/info/exclude"));
            level.index = Index::read(folder).map(Arc::new);
        }
        for (list, name) in [
            (&mut level.ignore, ".ignore"),
            (&mut level.gitignore, ".gitignore"),
        ] {
            if list.len() < DEPTH {
                list.extend(read(folder, &folder.join(name)));
            }
        }
        level
    }
}

fn is_top(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok()
}

/// Reads an ignore file. As in git, a link of that name is not followed. A file that cannot be read ignores nothing.
fn read(folder: &Path, path: &Path) -> Option<Arc<Gitignore>> {
    if !fs::symlink_metadata(path).is_ok_and(|found| found.is_file()) {
        return None;
    }
    let mut bytes = Vec::new();
    read_file(path, SETTINGS, &mut bytes).ok()?;
    let mut builder = GitignoreBuilder::new(folder);
    for line in String::from_utf8_lossy(&bytes).lines() {
        // An invalid pattern ignores nothing.
        let _ = builder.add_line(None, line);
    }
    Some(Arc::new(builder.build().ok()?))
}
