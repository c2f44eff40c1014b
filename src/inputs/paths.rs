use std::path::{Component, Path, PathBuf};

/// The folder beyond which nothing is read.
#[derive(Clone, Debug)]
pub struct Boundary(PathBuf);

impl Boundary {
    /// A folder, with all links resolved.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// True for what lies in the folder and not in a repository's own data.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        path.strip_prefix(&self.0)
            .is_ok_and(|inside| inside.iter().all(|part| part != ".git"))
    }
}

/// A path without `.` and `..`, before links are followed.
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
