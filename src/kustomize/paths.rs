//! Paths in a kustomization: files in or below its folder, folders anywhere, and remote addresses.

use std::path::{Path, PathBuf};

use super::value::{FileId, Origin};
use crate::inputs::{Files, Problem, Unread, clean};

/// True for what kustomize reads from the network: a URL, or a git repository.
///
/// Source: `api/internal/git/repospec.go`, `api/internal/loader/fileloader.go`.
pub(super) fn is_remote(name: &str) -> bool {
    let hosts = ["github.com", "gitlab.com", "bitbucket.org", "git.", "ssh."];
    let has_user = name
        .split_once('@')
        .is_some_and(|(user, rest)| !user.contains('/') && rest.contains([':', '/']));
    name.contains("://")
        || name.starts_with("git::")
        || name.contains("?ref=")
        || name.contains("?version=")
        || has_user
        || hosts.iter().any(|host| name.starts_with(host)) && name.contains(['/', ':'])
        || name.contains(".git/")
        || name.strip_suffix(".git").is_some()
        || name.contains("_git/")
}

/// The target of a path in a kustomization.
pub(super) enum Leads {
    File(PathBuf),
    Folder(PathBuf),
}

/// Resolves a path from a folder. `None` if it does not exist.
pub(super) fn follow(
    files: &Files<'_>,
    folder: &Path,
    name: &str,
    said: Origin,
) -> Result<Option<Leads>, Problem> {
    let path = clean(&folder.join(name));
    let refused = |message: String| files.refused(said.file, said.span, message);
    // Nothing outside of the boundary is accessed, not even to check that it exists.
    let outside = || {
        let message = format!(
            "`{name}` is outside of the repository or folder that is checked: pass a folder that contains both"
        );
        files.not_built(said.file, said.span, message)
    };
    if !files.boundary.holds(&path) {
        if !path.starts_with(folder) && looks_like_file(name) {
            return Err(refused(not_below(name)));
        }
        return Err(outside());
    }
    let Ok(found) = path.canonicalize() else {
        return Ok(None);
    };
    if !files.boundary.holds(&found) {
        return Err(outside());
    }
    if found.is_dir() {
        return Ok(Some(Leads::Folder(found)));
    }
    if !found.starts_with(folder) {
        return Err(refused(not_below(name)));
    }
    Ok(Some(Leads::File(found)))
}

fn looks_like_file(name: &str) -> bool {
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

fn not_below(name: &str) -> String {
    format!("the file `{name}` is not in or below the folder of the kustomization")
}

/// Opens a file that a kustomization names.
pub(super) fn open(
    files: &mut Files<'_>,
    folder: &Path,
    name: &str,
    said: Origin,
) -> Result<FileId, Problem> {
    if name.starts_with("http://") || name.starts_with("https://") {
        return Err(files.not_built(said.file, said.span, remote(name)));
    }
    match follow(files, folder, name, said)? {
        Some(Leads::File(path)) => open_path(files, &path, name, said),
        Some(Leads::Folder(_)) => {
            let message = format!("`{name}` is a folder, not a file");
            Err(files.refused(said.file, said.span, message))
        }
        None => Err(files.refused(said.file, said.span, missing(name))),
    }
}

pub(super) fn open_path(
    files: &mut Files<'_>,
    path: &Path,
    name: &str,
    said: Origin,
) -> Result<FileId, Problem> {
    files.open(path).map_err(|unread| match unread {
        Unread::System(error) => {
            let message = format!("cannot read `{name}`: {}", crate::walk::reason(&error));
            files.not_built(said.file, said.span, message)
        }
        Unread::TooMuch => {
            let message =
                "the kustomization exceeds the limits on the number and size of its files";
            files.not_built(said.file, said.span, message.to_owned())
        }
    })
}

pub(super) fn missing(name: &str) -> String {
    format!("there is no `{name}`")
}

pub(super) fn remote(name: &str) -> String {
    format!("`{name}` is remote: nothing is read from the network")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_names_are_distinguished_from_paths() {
        for name in [
            "https://example.com/a.yaml",
            "github.com/org/repository",
            "github.com/org/repository//base?ref=v1",
            "git@github.com:org/repository",
            "ssh://git@example.com/a",
            "git::https://example.com/a",
            "gitlab.example.com/a.git",
        ] {
            assert!(is_remote(name), "{name}");
        }
        for name in ["../../base", "./a.yaml", "a@b.yaml", "github", "base/git"] {
            assert!(!is_remote(name), "{name}");
        }
    }
}
