//! Paths of files with resolved folders. The files themselves may be links.

use std::{
    collections::HashMap,
    ffi::OsStr,
    fs,
    path::{Component, Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// A cache of resolved folders. Without it the system would look at all parts of each path again, and a path can have a
/// thousand.
#[derive(Default)]
pub(super) struct Places {
    folders: Mutex<HashMap<PathBuf, Option<PathBuf>>>,
}

impl Places {
    /// See [`place`].
    pub(super) fn of(&self, path: &Path) -> Option<PathBuf> {
        let Some(name) = path.file_name() else {
            return fs::canonicalize(path).ok();
        };
        Some(self.folder(path.parent()?)?.join(name))
    }

    /// A file's path with all links resolved.
    pub(super) fn target(&self, path: &Path) -> Option<PathBuf> {
        if path.symlink_metadata().ok()?.is_symlink() {
            fs::canonicalize(path).ok()
        } else {
            self.of(path)
        }
    }

    fn folder(&self, folder: &Path) -> Option<PathBuf> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let unknown = folder
            .ancestors()
            .take_while(|folder| !folders.contains_key(*folder));
        for folder in unknown.collect::<Vec<_>>().into_iter().rev() {
            let resolved = match (folder.parent(), own_name(folder)) {
                (Some(parent), Some(name)) => folders
                    .get(parent)
                    .and_then(Option::as_ref)
                    .map(|parent| parent.join(name)),
                _ => fs::canonicalize(here_if_empty(folder)).ok(),
            };
            folders.insert(folder.to_owned(), resolved);
        }
        folders.get(folder).cloned().flatten()
    }
}

/// The name of a folder that is not a link, and is in its parent under this name.
fn own_name(folder: &Path) -> Option<&OsStr> {
    let Some(Component::Normal(name)) = folder.components().next_back() else {
        return None;
    };
    folder
        .symlink_metadata()
        .is_ok_and(|found| found.is_dir())
        .then_some(name)
}

fn here_if_empty(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

/// The path of a file with its folder resolved, but not the file itself.
#[must_use]
pub fn place(path: &Path) -> Option<PathBuf> {
    Places::default().of(path)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn folders_are_resolved_as_the_system_does() {
        let top = tempfile::tempdir().expect("a folder");
        let top = top.path();
        fs::create_dir_all(top.join("a/b/c")).expect("folders");
        std::os::unix::fs::symlink(top.join("a/b"), top.join("l")).expect("a link");
        fs::write(top.join("a/b/c/f"), "").expect("a file");
        std::os::unix::fs::symlink("f", top.join("a/b/c/g")).expect("a link");
        let places = Places::default();
        for path in ["a/b/c/f", "l/c/f", "l/../b/c/f", "a/./b/../b/c/f", "l/c/f"] {
            let path = top.join(path);
            let resolved = fs::canonicalize(&path).expect("a file");
            assert_eq!(places.of(&path).as_ref(), Some(&resolved), "{path:?}");
            assert_eq!(places.target(&path), Some(resolved));
        }
        let link = top.join("l/c/g");
        let folder = fs::canonicalize(top.join("a/b/c")).expect("a folder");
        assert_eq!(places.of(&link), Some(folder.join("g")));
        assert_eq!(places.target(&link), Some(folder.join("f")));
        assert_eq!(places.of(&top.join("none/f")), None);
    }
}
