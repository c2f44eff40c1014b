//! The files of the commit that a plan is compared with, written into a temporary folder: so they are read as
//! those of the work tree are.

use std::{
    collections::{HashMap, HashSet},
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

/// How much is written. A repository of manifests has far less; without a bound a pull request could fill the disk.
const MAX_FILES: usize = 400_000;
const MAX_BYTES: u64 = 2 << 30;
/// A larger file is no manifest, and no chart that Helm would load.
const MAX_FILE: u64 = 16 << 20;

/// The files of a commit.
pub(super) struct BaseTree {
    folder: TempDir,
    /// The folder and the top of the work tree.
    copy: WorkTreeCopy,
    /// The files that have another name in the base: the names now, from the top on, with those in the base.
    renamed: HashMap<PathBuf, PathBuf>,
}

/// A file of a commit.
struct Entry {
    object: String,
    is_link: bool,
    size: u64,
    path: PathBuf,
}

impl BaseTree {
    /// Writes the files of the base.
    ///
    /// # Errors
    /// What git and the system say, and a base that is too large.
    pub(super) fn write(repository: &Repository) -> Result<Self, String> {
        let Repository { top, base } = repository;
        let listed = git(top, ["ls-tree", "-r", "-z", "-l", "--full-tree", base])?;
        let mut entries: Vec<Entry> = fields(&listed).filter_map(entry).collect();
        leave_out_what_is_below_files(&mut entries);
        // Nothing is written through a link.
        entries.sort_by_key(|entry| entry.is_link);
        let bytes: u64 = entries.iter().map(|entry| entry.size).sum();
        if entries.len() > MAX_FILES || bytes > MAX_BYTES {
            return Err(format!(
                "the base has {} files with {} MiB, which is more than the plan compares with",
                entries.len(),
                bytes >> 20
            ));
        }
        let in_folder = |error: &io::Error| {
            format!(
                "the base cannot be written into a temporary folder: {}",
                reason(error)
            )
        };
        let folder = tempfile::tempdir().map_err(|error| in_folder(&error))?;
        let root = fs::canonicalize(folder.path()).map_err(|error| in_folder(&error))?;
        // Ignore files hide what git does not track, so the walk asks for git's index.
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
        write_all(top, &root, &entries)?;
        Ok(Self {
            folder,
            copy: WorkTreeCopy {
                root,
                top: top.clone(),
            },
            renamed: renamed(top, base)?,
        })
    }

    /// The folder as a copy of the work tree.
    pub(super) fn copy(&self) -> &WorkTreeCopy {
        &self.copy
    }

    /// Where a path of the work tree is in the base; `None` for what is not there.
    pub(super) fn path(&self, path: &Path) -> Option<PathBuf> {
        let resolved = fs::canonicalize(path).or_else(|_| std::path::absolute(path));
        let inside = resolved.ok()?;
        let inside = inside.strip_prefix(&self.copy.top).ok()?;
        let inside = self.renamed.get(inside).map_or(inside, PathBuf::as_path);
        let there = self.copy.root.join(inside);
        there.symlink_metadata().is_ok().then_some(there)
    }

    /// The name in the work tree of what has this name in the base: from the current folder on, where it lies
    /// below that, else from the top of the repository on.
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

fn renamed(top: &Path, base: &str) -> Result<HashMap<PathBuf, PathBuf>, String> {
    let arguments = [
        "diff",
        "--name-status",
        "-z",
        "--find-renames",
        "--diff-filter=R",
    ];
    let options = ["--no-relative", "--no-ext-diff", base, "--"];
    let listed = git(top, arguments.into_iter().chain(options))?;
    let mut fields = fields(&listed);
    let mut renamed = HashMap::new();
    while let (Some(_), Some(then), Some(now)) = (fields.next(), fields.next(), fields.next()) {
        renamed.insert(path_of(now), path_of(then));
    }
    Ok(renamed)
}

/// A line of `git ls-tree -l`: mode, type, object, size and path. `None` for submodules and what cannot be read.
fn entry(line: &[u8]) -> Option<Entry> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let head = std::str::from_utf8(&line[..tab]).ok()?;
    let mut words = head.split_ascii_whitespace();
    let (mode, kind, object) = (words.next()?, words.next()?, words.next()?);
    let size = words.next()?.parse().ok()?;
    let path = path_of(&line[tab + 1..]);
    // Git refuses such paths, and a repository that was made by hand may have them.
    let is_inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(name) if !name.eq_ignore_ascii_case(".git")));
    (kind == "blob" && is_inside && size <= MAX_FILE).then(|| Entry {
        object: object.to_owned(),
        is_link: mode == "120000",
        size,
        path,
    })
}

/// A tree that was made by hand may have a link and files below its name: they would be written where it leads.
fn leave_out_what_is_below_files(entries: &mut Vec<Entry>) {
    let key = |path: &Path| path.to_string_lossy().to_lowercase();
    let files: HashSet<String> = entries.iter().map(|entry| key(&entry.path)).collect();
    entries.retain(|entry| {
        let mut above = entry.path.ancestors().skip(1);
        !above.any(|folder| files.contains(&key(folder)))
    });
}

fn write_all(top: &Path, root: &Path, entries: &[Entry]) -> Result<(), String> {
    let broken = |error: &io::Error| format!("git cannot be read: {}", reason(error));
    let mut process = command(top)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| broken(&error))?;
    let (Some(mut input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
        return Err("git cannot be asked".to_owned());
    };
    let written = thread::scope(|scope| {
        // Git answers while it is asked: with one thread both would wait for each other.
        scope.spawn(move || {
            for entry in entries {
                if writeln!(input, "{}", entry.object).is_err() {
                    break;
                }
            }
        });
        let mut output = BufReader::new(output);
        entries
            .iter()
            .try_for_each(|entry| write_one(root, entry, &mut output))
    });
    let _ = process.kill();
    let _ = process.wait();
    written.map_err(|error| broken(&error))
}

fn write_one(root: &Path, entry: &Entry, output: &mut BufReader<ChildStdout>) -> io::Result<()> {
    let mut head = String::new();
    output.read_line(&mut head)?;
    let size = head.trim_end().rsplit(' ').next();
    // What a partial clone does not have is missing in the base.
    let Some(size) = size.and_then(|size| size.parse::<u64>().ok()) else {
        return Ok(());
    };
    let mut bytes = Vec::new();
    output.by_ref().take(size).read_to_end(&mut bytes)?;
    let mut end = [0];
    output.read_exact(&mut end)?;
    let path = root.join(&entry.path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    #[cfg(unix)]
    if entry.is_link {
        return std::os::unix::fs::symlink(path_of(&bytes), path);
    }
    fs::write(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_outside_of_the_folder() {
        let listed = |path: &str| entry(format!("100644 blob 0123 12\t{path}").as_bytes());
        assert!(listed("k8s/a.yaml").is_some());
        for path in [
            "../a.yaml",
            "/a.yaml",
            "k8s/../../a.yaml",
            ".git/config",
            "k8s/.GIT/config",
        ] {
            assert!(listed(path).is_none(), "{path}");
        }
        let mut entries = Vec::new();
        for path in ["a", "A/b.yaml", "ab/c.yaml"] {
            entries.extend(listed(path));
        }
        leave_out_what_is_below_files(&mut entries);
        let left: Vec<_> = entries.iter().map(|entry| entry.path.as_path()).collect();
        assert_eq!(left, [Path::new("a"), Path::new("ab/c.yaml")]);
    }
}
