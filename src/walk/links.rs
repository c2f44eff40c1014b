//! Restricts the targets of links. A link is a few bytes in a repository and can name any file on the machine.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The top of the git work tree that contains a path. Links in the path are not followed.
#[must_use]
pub fn work_tree(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    let mut folders = absolute.ancestors().skip(1);
    folders
        .find(|folder| folder.join(".git").symlink_metadata().is_ok())
        .map(Path::to_owned)
}

/// Rejects a path that leads out of the work tree that contains it, or into its `.git`; without a work tree, out of the
/// folder `named`, if there is one.
///
/// # Errors
/// The path is rejected, or cannot be resolved.
pub fn check_link(path: &Path, named: Option<&Path>) -> io::Result<()> {
    let tree = work_tree(path);
    let Some(base) = tree.as_deref().or(named) else {
        return Ok(());
    };
    let (target, base) = (fs::canonicalize(path)?, fs::canonicalize(base)?);
    match target.strip_prefix(&base) {
        Ok(inside) if inside.iter().any(|part| part == ".git") => Err(io::Error::other(
            "it is a link into `.git`, which may hold secrets",
        )),
        Ok(_) => Ok(()),
        Err(_) => Err(io::Error::other(format!(
            "it is a link that leads out of the {}: it is followed only with --follow-links",
            if tree.is_some() {
                "repository"
            } else {
                "folder"
            }
        ))),
    }
}
