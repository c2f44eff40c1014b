//! The files of the base commit, written to a temporary folder so that they are read like those of the work tree.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    path::{Component, Path, PathBuf},
    process::{ChildStdout, Stdio},
    thread,
};

use tempfile::TempDir;

use super::git::{Repository, command, fields, git, path_of, said};
use crate::{
    project::WorkTreeCopy,
    walk::{reason, shown},
};

/// Limits of what is written. A repository of manifests is far smaller; without limits a pull request could fill the disk.
const MAX_FILES: usize = 400_000;
const MAX_BYTES: u64 = 2 << 30;
/// A larger file is neither a manifest nor a chart that Helm would load.
const MAX_FILE: u64 = 16 << 20;

pub(super) struct BaseTree {
    folder: TempDir,
    copy: WorkTreeCopy,
    /// Renamed files: the current path and the path in the base, both relative to the top of the repository.
    renamed: BTreeMap<PathBuf, PathBuf>,
    /// Files of the base that could not be written, relative to the top of the repository, with the reason.
    pub(super) missing: Vec<(PathBuf, &'static str)>,
}

struct Entry {
    object: String,
    is_link: bool,
    size: u64,
    path: PathBuf,
}

impl BaseTree {
    /// # Errors
    /// Errors of git and the file system, and a base that is too large.
    pub(super) fn write(repository: &Repository) -> Result<Self, String> {
        let Repository { top, base, .. } = repository;
        let listed = git(top, ["ls-tree", "-r", "-z", "-l", "--full-tree", base])?;
        let mut missing = Vec::new();
        let mut entries = Vec::new();
        let absent = not_checked_out(top)?;
        for line in fields(&listed) {
            match entry(line) {
                // A sparse checkout lacks the file on both sides: it was not removed.
                Ok(entry) if absent.contains(&entry.path) => {}
                Ok(entry) => entries.push(entry),
                Err(Some(file)) => missing.push(file),
                Err(None) => {}
            }
        }
        leave_out_what_is_below_files(&mut entries, &mut missing);
        // Links come last, so that no file is written through one.
        entries.sort_by_key(|entry| entry.is_link);
        let bytes: u64 = entries.iter().map(|entry| entry.size).sum();
        if entries.len() > MAX_FILES || bytes > MAX_BYTES {
            return Err(format!(
                "the base is too large to compare: {} files, {} MiB",
                entries.len(),
                bytes >> 20
            ));
        }
        let in_folder = |error: &io::Error| {
            format!(
                "cannot write the base to a temporary folder: {}",
                reason(error)
            )
        };
        let folder = tempfile::tempdir().map_err(|error| in_folder(&error))?;
        let root = fs::canonicalize(folder.path()).map_err(|error| in_folder(&error))?;
        // The walk needs git's index, because ignore files do not apply to tracked files.
        fs::create_dir(root.join(".git")).map_err(|error| in_folder(&error))?;
        let mut index = command(top);
        index
            .args([
                "-c",
                "core.splitIndex=false",
                "-c",
                "core.untrackedCache=false",
            ])
            .args(["read-tree", base])
            .env("GIT_INDEX_FILE", root.join(".git/index"));
        let index = index.output().map_err(|error| in_folder(&error))?;
        said(index)?;
        write_all(top, &root, &entries, &mut missing)?;
        Ok(Self {
            folder,
            copy: WorkTreeCopy {
                root,
                top: top.clone(),
            },
            renamed: renamed(top, base)?,
            missing,
        })
    }

    pub(super) fn copy(&self) -> &WorkTreeCopy {
        &self.copy
    }

    /// The paths in the base of a path of the work tree, including the old paths of files that were moved there. Empty for a
    /// new path.
    pub(super) fn paths(&self, path: &Path) -> Vec<PathBuf> {
        let resolved = fs::canonicalize(path).or_else(|_| std::path::absolute(path));
        let Ok(resolved) = resolved else {
            return Vec::new();
        };
        let Ok(inside) = resolved.strip_prefix(&self.copy.top) else {
            return Vec::new();
        };
        let mut there = BTreeSet::new();
        if self.copy.root.join(inside).symlink_metadata().is_ok() {
            there.insert(inside.to_owned());
        }
        let is_new = there.is_empty();
        for (now, then) in &self.renamed {
            let Ok(below) = now.strip_prefix(inside) else {
                continue;
            };
            // For a renamed folder the whole folder: a chart is more than one of its files.
            let folder = || {
                if !is_new {
                    return None;
                }
                let depth = then
                    .components()
                    .count()
                    .checked_sub(below.components().count())?;
                let folder: PathBuf = then.components().take(depth).collect();
                let is_gone = self.copy.top.join(&folder).symlink_metadata().is_err();
                (then.ends_with(below) && depth > 0 && is_gone).then_some(folder)
            };
            let then = if below.as_os_str().is_empty() {
                then.clone()
            } else {
                folder().unwrap_or_else(|| then.clone())
            };
            if !there.iter().any(|known| then.starts_with(known)) {
                there.insert(then);
            }
        }
        let there = there.iter().map(|inside| self.copy.root.join(inside));
        there
            .filter(|path| path.symlink_metadata().is_ok())
            .collect()
    }

    /// The path relative to the top of the repository, for a path in the work tree or the base.
    pub(super) fn place(&self, path: &str) -> PathBuf {
        let path = Path::new(path);
        let resolved = fs::canonicalize(path).or_else(|_| std::path::absolute(path));
        let resolved = resolved.unwrap_or_else(|_| path.to_owned());
        let inside = resolved.strip_prefix(&self.copy.root);
        let inside = inside.or_else(|_| resolved.strip_prefix(&self.copy.top));
        inside.map_or(resolved.clone(), Path::to_owned)
    }

    /// The current path of a file of the base; both are relative to the top of the repository.
    pub(super) fn renamed(&self, then: &Path) -> Option<&Path> {
        let mut renamed = self.renamed.iter();
        renamed
            .find(|(_, other)| *other == then)
            .map(|(now, _)| now.as_path())
    }

    /// The path to show for a path in the base: relative to the current folder if it is below, else to the top of the
    /// repository.
    pub(super) fn shown(&self, path: &str) -> String {
        let inside = Path::new(path).strip_prefix(&self.copy.root);
        let inside = inside.or_else(|_| Path::new(path).strip_prefix(self.folder.path()));
        let Ok(inside) = inside else {
            return path.to_owned();
        };
        let here = std::env::current_dir().and_then(fs::canonicalize).ok();
        let here = here.and_then(|here| here.strip_prefix(&self.copy.top).map(Path::to_owned).ok());
        let from_here = here.and_then(|here| inside.strip_prefix(here).map(Path::to_owned).ok());
        let from_here = from_here.unwrap_or_else(|| inside.to_owned());
        if from_here.as_os_str().is_empty() {
            return ".".to_owned();
        }
        shown(&from_here)
    }
}

/// The files that were renamed since the base. Git compares its index, because a comparison with the work tree would run the
/// filters of the repository.
fn renamed(top: &Path, base: &str) -> Result<BTreeMap<PathBuf, PathBuf>, String> {
    let options = [
        "diff",
        "--cached",
        "--name-status",
        "-z",
        "--find-renames",
        "--diff-filter=R",
        "--no-relative",
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules=all",
        base,
        "--",
    ];
    let listed = git(top, options)?;
    let mut fields = fields(&listed);
    let mut renamed = BTreeMap::new();
    while let (Some(_), Some(then), Some(now)) = (fields.next(), fields.next(), fields.next()) {
        renamed.insert(path_of(now), path_of(then));
    }
    Ok(renamed)
}

/// The tracked files that are not checked out, as with `git sparse-checkout`.
fn not_checked_out(top: &Path) -> Result<HashSet<PathBuf>, String> {
    let listed = git(top, ["ls-files", "-z", "-t"])?;
    let skipped = fields(&listed).filter_map(|line| line.strip_prefix(b"S "));
    Ok(skipped.map(path_of).collect())
}

type Missing = (PathBuf, &'static str);

/// Parses a line of `git ls-tree -l`: mode, type, object, size and path. The error is for an entry that is not written.
fn entry(line: &[u8]) -> Result<Entry, Option<Missing>> {
    let tab = line.iter().position(|byte| *byte == b'\t').ok_or(None)?;
    let head = std::str::from_utf8(&line[..tab]).map_err(|_| None)?;
    let mut words = head.split_ascii_whitespace();
    let mut word = || words.next().ok_or(None);
    let (mode, kind, object, size) = (word()?, word()?, word()?, word()?);
    let path = path_of(&line[tab + 1..]);
    // Git refuses such paths, but a handcrafted repository may have them.
    let is_inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(name) if !name.eq_ignore_ascii_case(".git")));
    if !is_inside {
        return Err(None);
    }
    if kind == "commit" {
        return Err(Some((path, "a submodule")));
    }
    let size = size.parse().map_err(|_| None)?;
    if size > MAX_FILE {
        return Err(Some((path, "larger than 16 MiB")));
    }
    Ok(Entry {
        object: object.to_owned(),
        is_link: mode == "120000",
        size,
        path,
    })
}

/// A handcrafted tree may have a link and files below the same name, which would be written to the link's target.
fn leave_out_what_is_below_files(entries: &mut Vec<Entry>, missing: &mut Vec<Missing>) {
    let key = |path: &Path| path.to_string_lossy().to_lowercase();
    let files: HashSet<String> = entries.iter().map(|entry| key(&entry.path)).collect();
    entries.retain(|entry| {
        let mut above = entry.path.ancestors().skip(1);
        let is_below = above.any(|folder| files.contains(&key(folder)));
        if is_below {
            let reason = "a file has the same name as its folder, ignoring case";
            missing.push((entry.path.clone(), reason));
        }
        !is_below
    });
}

fn write_all(
    top: &Path,
    root: &Path,
    entries: &[Entry],
    missing: &mut Vec<Missing>,
) -> Result<(), String> {
    let broken = |error: &io::Error| format!("cannot read from git: {}", reason(error));
    let mut process = command(top)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| broken(&error))?;
    let (Some(mut input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
        return Err("cannot write to git".to_owned());
    };
    let written = thread::scope(|scope| {
        // A thread of its own, because git answers while it reads: with one thread both would wait for each other.
        scope.spawn(move || {
            for entry in entries {
                if writeln!(input, "{}", entry.object).is_err() {
                    break;
                }
            }
        });
        let mut output = BufReader::new(output);
        for entry in entries {
            let Some(bytes) = answer(&mut output)? else {
                missing.push((entry.path.clone(), "not in this clone"));
                continue;
            };
            // The file system may not accept this name; the other files still count.
            if write_one(root, entry, &bytes).is_err() {
                missing.push((
                    entry.path.clone(),
                    "cannot be written to a temporary folder",
                ));
            }
        }
        Ok(())
    });
    let _ = process.kill();
    let _ = process.wait();
    written.map_err(|error| broken(&error))
}

/// The next object that git prints. `None` for one that is missing, as in a partial clone.
fn answer(output: &mut BufReader<ChildStdout>) -> io::Result<Option<Vec<u8>>> {
    let mut head = String::new();
    output.read_line(&mut head)?;
    let size = head.trim_end().rsplit(' ').next();
    let Some(size) = size.and_then(|size| size.parse::<u64>().ok()) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    output.by_ref().take(size).read_to_end(&mut bytes)?;
    let mut end = [0];
    output.read_exact(&mut end)?;
    Ok(Some(bytes))
}

fn write_one(root: &Path, entry: &Entry, bytes: &[u8]) -> io::Result<()> {
    let path = root.join(&entry.path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    #[cfg(unix)]
    if entry.is_link {
        return std::os::unix::fs::symlink(path_of(bytes), path);
    }
    fs::write(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_outside_of_the_folder() {
        let listed = |path: &str| entry(format!("100644 blob 0123 12\t{path}").as_bytes());
        assert!(listed("k8s/a.yaml").is_ok());
        for path in [
            "../a.yaml",
            "/a.yaml",
            "k8s/../../a.yaml",
            ".git/config",
            "k8s/.GIT/config",
        ] {
            assert!(listed(path).is_err(), "{path}");
        }
        let mut entries = Vec::new();
        for path in ["a", "A/b.yaml", "ab/c.yaml"] {
            entries.extend(listed(path));
        }
        let mut missing = Vec::new();
        leave_out_what_is_below_files(&mut entries, &mut missing);
        assert_eq!(missing[0].0, Path::new("A/b.yaml"));
        let left: Vec<_> = entries.iter().map(|entry| entry.path.as_path()).collect();
        assert_eq!(left, [Path::new("a"), Path::new("ab/c.yaml")]);
    }
}
