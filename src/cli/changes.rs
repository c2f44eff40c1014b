//! `--diff-base`: what changed since a revision, according to git.

use std::{
    collections::{HashMap, HashSet},
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{
    args::DiffScope,
    git::{Repository, fields, git, path_of},
};
use crate::{
    config::FILE_NAMES,
    finding::Finding,
    kustomize::KUSTOMIZATION_FILES,
    lint::Run,
    project::{Builds, Project, place},
    source::{SourceText, Span},
    walk::shown,
    written::{self, FileForm},
};

pub(super) struct Changes {
    /// The top of the work tree, with all links resolved.
    top: PathBuf,
    /// The merge base of the current branch and the revision.
    base: String,
    /// The files that differ, by current path.
    files: HashMap<PathBuf, Then>,
    /// The tracked files. All others count as new, even ignored ones.
    tracked: HashSet<PathBuf>,
}

/// A file in the base.
enum Then {
    Absent,
    /// It had this path.
    At(PathBuf),
}

impl Changes {
    /// Compares the work tree, so that uncommitted changes count, too.
    ///
    /// # Errors
    /// Errors of git.
    pub(super) fn since(revision: &str) -> Result<Self, String> {
        let Repository { top, base, .. } = Repository::since(revision)?;
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
        let tracked = fields(&tracked).map(|path| top.join(path_of(path)));
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

    /// Keeps only findings about changes, and counts the others.
    ///
    /// # Errors
    /// Errors of git, and files outside of the repository.
    pub(super) fn apply(
        &self,
        run: &mut Run,
        project: &Project,
        builds: &Builds,
        scope: DiffScope,
    ) -> Result<(), String> {
        for file in &mut run.files {
            if file.report.findings.is_empty() {
                continue;
            }
            let Some(path) = &file.file else {
                continue;
            };
            let comparison = self.compare(path, &file.report.source, project)?;
            let before = file.report.findings.len();
            let extents = file.report.extents.iter();
            let applications: Vec<_> = extents
                .map(|extent| {
                    (
                        *extent,
                        comparison.has_changed(&file.report.source, *extent),
                    )
                })
                .collect();
            let lines = &comparison.lines;
            let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            // A built application changes with each file that it is built of.
            let is_built_anew = |finding: &Finding| {
                finding.written_as.is_some()
                    && builds
                        .have_changed(finding, &target, |member| self.files.contains_key(member))
            };
            file.report.retain(|source, finding| match scope {
                DiffScope::Lines => is_on_line(source, finding, lines),
                DiffScope::Applications => {
                    is_of_application(finding, &applications, lines) || is_built_anew(finding)
                }
            });
            run.unchanged += before.saturating_sub(file.report.findings.len());
        }
        Ok(())
    }

    fn compare(
        &self,
        path: &Path,
        source: &SourceText,
        project: &Project,
    ) -> Result<Comparison, String> {
        let (Some(placed), Ok(target)) = (place(path), std::fs::canonicalize(path)) else {
            // The file vanished meanwhile: report everything.
            return Ok(Comparison::all());
        };
        if !placed.starts_with(&self.top) {
            let top = self.top.display();
            let path = shown(path);
            return Err(format!("{path} is not in the repository {top}"));
        }
        // Git stores a link as a file with its target: a new or changed link makes everything behind it new.
        let is_link = placed != target;
        let is_known = self.tracked.contains(&placed) && !self.files.contains_key(&placed);
        if is_link && !is_known {
            return Ok(Comparison::all());
        }
        let then = match self.files.get(&target) {
            None if self.tracked.contains(&target) => return Ok(Comparison::default()),
            None | Some(Then::Absent) => return Ok(Comparison::all()),
            Some(Then::At(then)) => then,
        };
        if self.holds_something_else(&self.top.join(then), &target, project) {
            return Ok(Comparison::all());
        }
        let mut object = OsString::from(format!("{}:", self.base));
        object.push(then);
        let arguments = [OsStr::new("cat-file"), OsStr::new("blob"), &object];
        // Everything is new if the base has no text file there.
        let Ok(Ok(old)) = git(&self.top, arguments).map(|old| SourceText::from_bytes(&old)) else {
            return Ok(Comparison::all());
        };
        Ok(Comparison::between(
            old.as_str(),
            source.as_str(),
            FileForm::of(path),
        ))
    }
}

impl Changes {
    /// True for a file that moved to a place where other settings apply, or may apply: a finding that they allowed there is
    /// new here.
    fn holds_something_else(&self, then: &Path, now: &Path, project: &Project) -> bool {
        let decides = |path: &PathBuf| {
            let name = path.file_name().and_then(OsStr::to_str);
            name.is_some_and(|name| {
                FILE_NAMES.contains(&name) || KUSTOMIZATION_FILES.contains(&name)
            })
        };
        then != now
            && (self.files.keys().any(decides)
                || !project.of(Some(then)).is_same(&project.of(Some(now))))
    }
}

#[derive(Default)]
struct Comparison {
    lines: Lines,
    /// The texts of the applications in the base, and of the places that values are put in.
    applications: HashSet<String>,
    /// The current places that values are put in.
    parts: Vec<Span>,
}

impl Comparison {
    fn all() -> Self {
        Self {
            lines: Lines::all(),
            ..Self::default()
        }
    }

    fn between(old: &str, new: &str, form: FileForm) -> Self {
        let applications = written::extents(old, form).into_iter();
        let applications = applications.chain(written::parts_with_outer_values(old, form));
        Self {
            parts: written::parts_with_outer_values(new, form),
            lines: Lines::between(old, new),
            applications: applications
                .map(|extent| with_plain_ends(&old[extent.range()]))
                .collect(),
        }
    }

    /// False if the base had an application with the same text, wherever it was in the file. Lines alone are not enough: the
    /// lines of similar applications are easily matched with each other.
    fn has_changed(&self, source: &SourceText, application: Span) -> bool {
        let is_new = |place: Span| {
            self.lines.touch_span(source, place)
                && !(self.applications).contains(&with_plain_ends(source.slice(place)))
        };
        let at = (self.parts).partition_point(|part| part.start <= application.start);
        let part = at.checked_sub(1).map(|at| self.parts[at]);
        let part = part.filter(|part| part.contains(application));
        is_new(application) || part.is_some_and(is_new)
    }
}

/// Line endings do not count as changes.
fn with_plain_ends(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Changed lines, as ranges from 0. A removed line counts for its neighbours.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lines(Vec<(usize, usize)>);

impl Lines {
    fn all() -> Self {
        Self(vec![(0, usize::MAX)])
    }

    fn between(old: &str, new: &str) -> Self {
        let (old, new) = (with_plain_ends(old), with_plain_ends(new));
        let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
        let mut changed = Vec::new();
        for op in ops {
            match op {
                DiffOp::Equal { .. } => {}
                DiffOp::Delete {
                    old_index,
                    old_len,
                    new_index,
                } => changed.extend(neighbours(&old[old_index..old_index + old_len], new_index)),
                DiffOp::Insert {
                    new_index, new_len, ..
                }
                | DiffOp::Replace {
                    new_index, new_len, ..
                } => changed.push((new_index, new_index + new_len)),
            }
        }
        Self(changed)
    }

    fn touch_span(&self, source: &SourceText, place: Span) -> bool {
        // A span that ends at the start of a line does not touch that line.
        let end = place.end.saturating_sub(1).max(place.start);
        self.touch(source.line_index(place.start), source.line_index(end))
    }

    fn touch(&self, first: usize, last: usize) -> bool {
        self.0.iter().any(|(from, to)| *from <= last && first < *to)
    }
}

/// The lines around removed ones, which were before line `at`: the line before if it is in the document of the first removed
/// line, the line after if it is in the document of the last. A document that was removed as a whole changes no other.
fn neighbours(gone: &[&str], at: usize) -> impl Iterator<Item = (usize, usize)> + use<> {
    let is_separator = |line: &&&str| line.starts_with("---");
    let before = gone.iter().take_while(|line| !is_separator(line)).count();
    let behind = gone
        .iter()
        .rev()
        .take_while(|line| !is_separator(line))
        .count();
    let above = (before > 0 && at > 0).then(|| (at - 1, at));
    let below = (behind > 0).then_some((at, at + 1));
    above.into_iter().chain(below)
}

/// True for a finding about a changed application. A finding about none is about the whole file.
fn is_of_application(finding: &Finding, applications: &[(Span, bool)], lines: &Lines) -> bool {
    let place = finding.diagnostic.primary.span;
    let at = applications.partition_point(|(extent, _)| extent.start <= place.start);
    match at.checked_sub(1).map(|at| applications[at]) {
        Some((extent, has_changed)) if place.end <= extent.end => has_changed,
        _ => !lines.0.is_empty(),
    }
}

/// True for a finding on a changed line, or with a label on one.
fn is_on_line(source: &SourceText, finding: &Finding, lines: &Lines) -> bool {
    let mut places = finding.diagnostic.places();
    places.any(|place| lines.touch_span(source, place))
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
        assert_eq!(lines("a\nb\nc\n", "a\nc\n"), [(0, 1), (1, 2)]);
        assert_eq!(lines("b\na\n", "a\n"), [(0, 1)]);
        // A document that is gone does not, however the two texts are laid side by side.
        let whole = lines("a\n---\nb\n---\nc\n", "a\n---\nc\n");
        assert!(!Lines(whole.clone()).touch(0, 0) && !Lines(whole).touch(2, 2));
        assert_eq!(lines("a\r\nb\r\n", "a\nb\n"), []);
        assert!(Lines(vec![(1, 2)]).touch(1, 1));
        assert!(!Lines(vec![(1, 2)]).touch(2, 9));
        assert!(!Lines::default().touch(0, 9));
    }
}
