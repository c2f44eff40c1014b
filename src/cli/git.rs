//! What git knows. The program asks git itself, as the store of objects has many forms.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::walk::reason;

/// A repository, and the commit that its work tree is compared with.
pub(super) struct Repository {
    /// The top of the work tree, resolved.
    pub(super) top: PathBuf,
    /// Where the current branch and the revision parted.
    pub(super) base: String,
}

impl Repository {
    /// True for what is in the work tree, or would be if it was there.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let resolved = std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
        resolved.is_ok_and(|resolved| resolved.starts_with(&self.top))
    }

    /// The repository of the current folder, compared with a revision.
    ///
    /// # Errors
    /// What git says.
    pub(super) fn since(revision: &str) -> Result<Self, String> {
        if revision.starts_with('-') {
            return Err(format!("`{revision}` is no revision"));
        }
        let here = Path::new(".");
        let top = git(here, ["rev-parse", "--show-toplevel"])?;
        let top = path_of(top.trim_ascii_end());
        let top = std::fs::canonicalize(&top).unwrap_or(top);
        // Older versions of git do not know `safe.bareRepository`.
        let is_told = std::env::var_os("GIT_DIR").is_some();
        if !is_told && top.join(".git").symlink_metadata().is_err() {
            return Err(format!("{} is no work tree with a `.git`", top.display()));
        }
        let commit = format!("{revision}^{{commit}}");
        let commit = git(&top, ["rev-parse", "--verify", "--quiet", &commit])
            .map_err(|_| format!("git knows no revision `{revision}`; is it fetched?"))?;
        let commit = line(&commit);
        // Without common history, as in a shallow clone, the revision itself is compared with.
        let base = git(&top, ["merge-base", &commit, "HEAD"]).map_or(commit, |base| line(&base));
        Ok(Self { top, base })
    }
}

/// What git prints.
///
/// # Errors
/// What git says.
pub(super) fn git(
    folder: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<Vec<u8>, String> {
    let mut command = command(folder);
    let output = command
        .args(arguments)
        .output()
        .map_err(|error| format!("git cannot be run: {}", reason(&error)))?;
    said(output)
}

/// Git in a folder, with nothing that a repository could make it run.
pub(super) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        // A folder of a pull request can look like a repository without a work tree: its configuration
        // could name a program.
        .args(["-c", "safe.bareRepository=explicit"])
        .args(["-c", "core.fsmonitor=false"])
        .args(["-c", "core.hooksPath=/dev/null"])
        // What is missing in a partial clone is not fetched.
        .env("GIT_NO_LAZY_FETCH", "1")
        // A question must not take the locks of somebody's work.
        .env("GIT_OPTIONAL_LOCKS", "0");
    command
}

/// What git printed, unless it failed.
///
/// # Errors
/// What git says.
pub(super) fn said(output: Output) -> Result<Vec<u8>, String> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    let why = text(&output.stderr);
    let why = why.trim().trim_start_matches("fatal: ");
    Err(format!("git says: {why}"))
}

/// What stands between zeros.
pub(super) fn fields(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|byte| *byte == 0)
        .filter(|field| !field.is_empty())
}

/// A path as git writes it: whatever bytes it has.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(text(bytes))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn line(bytes: &[u8]) -> String {
    text(bytes).trim_end_matches(['\r', '\n']).to_owned()
}
