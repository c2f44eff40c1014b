//! `--diff-base`: what was changed since a revision, as git knows it.

use std::{
    collections::{HashMap, HashSet},
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::args::DiffScope;
use crate::{
    finding::Finding,
    lint::{LintedFile, Run},
    source::{SourceText, Span},
    walk::reason,
};

/// A repository and a revision of it.
pub(super) struct Changes {
    /// The top of the work tree, resolved.
    top: PathBuf,
    /// Where the current branch and the revision parted.
    base: String,
    /// The files that differ, by their paths now, with their paths then.
    files: HashMap<PathBuf, Then>,
    /// The files that git knows; all others are new, whatever `.gitignore` says about them.
    tracked: HashSet<PathBuf>,
}

/// A file in the revision.
enum Then {
    /// It was not there.
    Absent,
    /// It was there, under this path.
    At(PathBuf),
}

impl Changes {
    /// Asks git what differs between the work tree and the revision: committed, staged or neither.
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
        let commit = format!("{revision}^{{commit}}");
        let commit = git(&top, ["rev-parse", "--verify", "--quiet", &commit])
            .map_err(|_| format!("git knows no revision `{revision}`; is it fetched?"))?;
        let commit = line(&commit);
        // Without common history, as in a shallow clone, the revision itself is compared with.
        let base = git(&top, ["merge-base", &commit, "HEAD"]).map_or(commit, |base| line(&base));
        let changed = git(
            &top,
            [
                "diff",
                "--name-status",
                "-z",
                "--find-renames",
                "--no-relative",
                "--no-ext-diff",
                &base,
                "--",
            ],
        )?;
        let tracked = git(&top, ["ls-files", "-z"])?;
        let tracked = self::fields(&tracked).map(|path| top.join(path_of(path)));
        let tracked = tracked.collect();
        let mut files = HashMap::new();
        let mut fields = fields(&changed);
        while let (Some(status), Some(path)) = (fields.next(), fields.next()) {
            let (path, then) = match status.first() {
                Some(b'R' | b'C') => match fields.next() {
                    Some(now) => (now, Then::At(path_of(path))),
                    None => break,
                },
                Some(b'A') => (path, Then::Absent),
                _ => (path, Then::At(path_of(path))),
            };
            files.insert(top.join(path_of(path)), then);
        }
        Ok(Self {
            top,
            base,
            files,
            tracked,
        })
    }

    /// Leaves only findings about what was changed, and counts the others.
    ///
    /// # Errors
    /// What git says, and files outside of the repository.
    pub(super) fn apply(&self, run: &mut Run, scope: DiffScope) -> Result<(), String> {
        for file in &mut run.files {
            if file.report.findings.is_empty() {
                continue;
            }
            let lines = self.changed_lines(&file.path, &file.report.source)?;
            let before = file.report.findings.len();
            let mut findings = std::mem::take(&mut file.report.findings);
            findings.retain(|finding| is_changed(file, finding, &lines, scope));
            file.report.findings = findings;
            run.unchanged += before - file.report.findings.len();
        }
        Ok(())
    }

    /// The lines of a file that were changed: from 0, in order.
    fn changed_lines(&self, path: &str, source: &SourceText) -> Result<Lines, String> {
        let Ok(full) = std::fs::canonicalize(path) else {
            // A name that is no UTF-8 does not lead back to its file: nothing of it is hidden.
            return Ok(Lines::all());
        };
        if !full.starts_with(&self.top) {
            let top = self.top.display();
            return Err(format!("{path} is not in the repository {top}"));
        }
        let then = match self.files.get(&full) {
            None if self.tracked.contains(&full) => return Ok(Lines::default()),
            None | Some(Then::Absent) => return Ok(Lines::all()),
            Some(Then::At(then)) => then,
        };
        let mut object = OsString::from(format!("{}:", self.base));
        object.push(then);
        let arguments = [OsStr::new("cat-file"), OsStr::new("blob"), &object];
        let old = git(&self.top, arguments)?;
        let Ok(old) = SourceText::from_bytes(&old) else {
            return Ok(Lines::all());
        };
        Ok(Lines::between(old.as_str(), source.as_str()))
    }
}

/// Lines that were changed, as ranges from 0; what was taken away counts for the lines around it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lines(Vec<(usize, usize)>);

impl Lines {
    fn all() -> Self {
        Self(vec![(0, usize::MAX)])
    }

    fn between(old: &str, new: &str) -> Self {
        let lines = |text: &'_ str| -> Vec<String> {
            // A line with another end is the same line.
            text.lines()
                .map(|line| line.trim_end_matches('\r').to_owned())
                .collect()
        };
        let (old, new) = (lines(old), lines(new));
        let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
        let changed = ops.into_iter().filter_map(|op| match op {
            DiffOp::Equal { .. } => None,
            DiffOp::Delete { new_index, .. } => Some((new_index.saturating_sub(1), new_index + 1)),
            DiffOp::Insert {
                new_index, new_len, ..
            }
            | DiffOp::Replace {
                new_index, new_len, ..
            } => Some((new_index, new_index + new_len)),
        });
        Self(changed.collect())
    }

    /// True when one of the lines from the first to the last was changed.
    fn touch(&self, first: usize, last: usize) -> bool {
        self.0.iter().any(|(from, to)| *from <= last && first < *to)
    }
}

fn is_changed(file: &LintedFile, finding: &Finding, lines: &Lines, scope: DiffScope) -> bool {
    let source = &file.report.source;
    let touched = |span: Span| {
        // An end at the start of a line is not in it.
        let end = span.end.saturating_sub(1).max(span.start);
        lines.touch(source.line_index(span.start), source.line_index(end))
    };
    let draft = &finding.draft;
    let application = file.report.extents.iter().find(|extent| {
        let place = draft.primary.span;
        extent.start <= place.start && place.end <= extent.end
    });
    match (scope, application) {
        (DiffScope::Applications, Some(application)) => touched(*application),
        // What is about no application is about its file.
        (DiffScope::Applications, None) => !lines.0.is_empty(),
        (DiffScope::Lines, _) => {
            touched(draft.primary.span) || draft.related.iter().any(|label| touched(label.span))
        }
    }
}

fn git(
    folder: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<Vec<u8>, String> {
    let output = Command::new("git")
        .current_dir(folder)
        .args(arguments)
        // A question must not take the locks of somebody's work.
        .env("GIT_OPTIONAL_LOCKS", "0")
        .output()
        .map_err(|error| format!("git cannot be run: {}", reason(&error)))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let why = text(&output.stderr);
    let why = why.trim().trim_start_matches("fatal: ");
    Err(format!("git says: {why}"))
}

/// What stands between zeros.
fn fields(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|byte| *byte == 0)
        .filter(|field| !field.is_empty())
}

/// A path as git writes it: whatever bytes it has.
#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(text(bytes))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn line(bytes: &[u8]) -> String {
    text(bytes).trim_end_matches(['\r', '\n']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_lines_are_those_of_the_new_text() {
        let lines = |old: &str, new: &str| Lines::between(old, new).0;
        assert_eq!(lines("a\nb\nc\n", "a\nB\nc\n"), [(1, 2)]);
        assert_eq!(lines("a\nc\n", "a\nb\nc\n"), [(1, 2)]);
        // A line that is gone counts for its neighbours.
        assert_eq!(lines("a\nb\nc\n", "a\nc\n"), [(0, 2)]);
        assert_eq!(lines("b\na\n", "a\n"), [(0, 1)]);
        assert_eq!(lines("a\r\nb\r\n", "a\nb\n"), []);
        assert!(Lines(vec![(1, 2)]).touch(1, 1));
        assert!(!Lines(vec![(1, 2)]).touch(2, 9));
        assert!(!Lines::default().touch(0, 9));
    }
}
