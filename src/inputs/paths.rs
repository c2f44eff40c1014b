use std::path::{Component, Path, PathBuf};

/// The folder outside of which nothing is read.
#[derive(Clone, Debug)]
pub struct Boundary(PathBuf);

impl Boundary {
    /// The path must have all links resolved.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// True for a path inside the folder and not inside a `.git` folder.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        path.strip_prefix(&self.0)
            .is_ok_and(|inside| inside.iter().all(|part| part != ".git"))
    }
}

/// Removes `.` and `..` from a path without following links.
#[must_use]
pub fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                cleaned.pop();
            }
            part => cleaned.push(part),
        }
    }
    cleaned
}
