//! Runs git. Its object store has too many formats to read it directly.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::walk::reason;

pub(super) struct Repository {
    /// The top of the work tree, with all links resolved.
    pub(super) top: PathBuf,
    /// The merge base of the current branch and the revision.
    pub(super) base: String,
    /// False without a common history, as in a shallow clone: then the base is the revision itself.
    pub(super) is_merge_base: bool,
}

impl Repository {
    /// True for a path in the work tree, even if it does not exist.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let resolved = std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
        resolved.is_ok_and(|resolved| resolved.starts_with(&self.top))
    }

    /// The repository of the current folder, with the base of a revision.
    ///
    /// # Errors
    /// Errors of git.
    pub(super) fn since(revision: &str) -> Result<Self, String> {
        if revision.starts_with('-') {
            return Err(format!("invalid git revision `{revision}`"));
        }
        let here = Path::new(".");
        let top = git(here, ["rev-parse", "--show-toplevel"])?;
        let top = path_of(top.trim_ascii_end());
        let top = std::fs::canonicalize(&top).unwrap_or(top);
        // Checked here, too, as older versions of git ignore `safe.bareRepository`.
        let is_told = std::env::var_os("GIT_DIR").is_some();
        if !is_told && top.join(".git").symlink_metadata().is_err() {
            return Err(format!(
                "{} is not a work tree with a `.git`",
                top.display()
            ));
        }
        let commit = format!("{revision}^{{commit}}");
        let commit = git(&top, ["rev-parse", "--verify", "--quiet", &commit])
            .map_err(|_| format!("unknown git revision `{revision}`; has it been fetched?"))?;
        let commit = line(&commit);
        let merge_base = git(&top, ["merge-base", &commit, "HEAD"]);
        Ok(Self {
            top,
            is_merge_base: merge_base.is_ok(),
            base: merge_base.map_or(commit, |base| line(&base)),
        })
    }
}

/// The output of git.
///
/// # Errors
/// The error message of git.
pub(super) fn git(
    folder: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<Vec<u8>, String> {
    let mut command = command(folder);
    let output = command
        .args(arguments)
        .output()
        .map_err(|error| format!("cannot run git: {}", reason(&error)))?;
    said(output)
}

/// Git in a folder, configured so that a repository cannot make it run other programs.
pub(super) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        // A folder of a pull request can look like a bare repository, whose configuration could name a program.
        .args(["-c", "safe.bareRepository=explicit"])
        .args(["-c", "core.fsmonitor=false"])
        .args(["-c", "core.hooksPath=/dev/null"])
        // Do not fetch missing objects of a partial clone.
        .env("GIT_NO_LAZY_FETCH", "1")
        // Reading must not take locks that the user's own git needs.
        .env("GIT_OPTIONAL_LOCKS", "0");
    command
}

/// # Errors
/// The error message of git.
pub(super) fn said(output: Output) -> Result<Vec<u8>, String> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    let why = text(&output.stderr);
    let why = why.trim().trim_start_matches("fatal: ");
    Err(format!("git failed: {why}"))
}

/// The fields of output with `-z`.
pub(super) fn fields(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|byte| *byte == 0)
        .filter(|field| !field.is_empty())
}

/// Git writes paths as raw bytes.
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
