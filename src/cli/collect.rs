//! Walks the input in several threads and collects a result per file, ordered by path.

use std::{
    collections::HashMap,
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    args::InputArgs,
    output::{failed, note},
    progress,
    verbose::Verbose,
};
use crate::{
    project::{ForFile, Project, named_resources},
    walk::{self, Input, Visit, shown},
};

pub(super) struct CollectedFile<T> {
    /// The path to show.
    pub(super) shown: String,
    /// `None` for standard input.
    pub(super) path: Option<PathBuf>,
    pub(super) made: T,
}

pub(super) struct Collected<T> {
    /// In the order of paths.
    pub(super) files: Vec<CollectedFile<T>>,
    /// The number of files that were read, including those without a result.
    pub(super) files_read: usize,
    /// The number of manifests and folders that ignore files skip.
    pub(super) ignored: usize,
    /// How many of these are outside of a git repository.
    pub(super) ignored_untold: usize,
    /// Their paths, if `--verbose` asks for them.
    ignored_paths: Vec<PathBuf>,
    unreadable: Vec<(String, String)>,
}

impl<T> Collected<T> {
    /// The paths that could not be read, each with the reason.
    pub(super) fn unreadable(&self) -> &[(String, String)] {
        &self.unreadable
    }

    pub(super) fn say_what_is_ignored(&self, verbose: &Verbose) {
        for path in &self.ignored_paths {
            let why = || "ignored by .gitignore or .ignore".to_owned();
            verbose.skip(Some(path), why);
        }
    }

    /// Returns the exit code if something could not be read.
    pub(super) fn report_unreadable(&self) -> Option<u8> {
        let said = self.unreadable.iter().map(|(path, reason)| {
            let hint = pattern_hint(path).unwrap_or_default();
            failed(format_args!("cannot read {path}: {reason}{hint}"))
        });
        said.max()
    }
}

/// A hint for a pattern that the shell did not expand.
fn pattern_hint(path: &str) -> Option<String> {
    let at = path.find(['*', '?', '[', '{'])?;
    if Path::new(path).exists() {
        return None;
    }
    let folder = match path[..at].rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => ".",
    };
    Some(format!(
        "; patterns are not expanded here: name the folder, `{folder}`, or leave the pattern unquoted for the shell"
    ))
}

/// Reads all input files in several threads and keeps the result of `make` for each.
pub(super) fn collect<T: Send>(
    input: &InputArgs,
    project: &Project,
    make: impl Fn(Option<&Path>, &[u8]) -> Option<T> + Sync,
) -> Collected<T> {
    let as_input = |path: &PathBuf| {
        if is_stdin(path) {
            Input::Stdin
        } else {
            Input::Path(path.clone())
        }
    };
    let inputs: Vec<_> = input.paths.iter().map(as_input).collect();
    collect_from(input, project, &inputs, make)
}

/// Like [`collect`] without standard input, which can be read only once.
pub(super) fn collect_again<T: Send>(
    input: &InputArgs,
    project: &Project,
    make: impl Fn(Option<&Path>, &[u8]) -> Option<T> + Sync,
) -> Collected<T> {
    let files = input.paths.iter().filter(|path| !is_stdin(path));
    let inputs: Vec<_> = files.cloned().map(Input::Path).collect();
    collect_from(input, project, &inputs, make)
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn collect_from<T: Send>(
    input: &InputArgs,
    project: &Project,
    inputs: &[Input],
    make: impl Fn(Option<&Path>, &[u8]) -> Option<T> + Sync,
) -> Collected<T> {
    let visitor = Visitor {
        make,
        files_read: AtomicUsize::new(0),
        visited: Mutex::new(Visited {
            made: Vec::new(),
            unreadable: Vec::new(),
            ignored: 0,
            ignored_untold: 0,
            ignored_paths: Vec::new(),
        }),
        is_verbose: input.verbose,
    };
    let options = walk::Options {
        no_ignore: input.no_ignore,
        follow_links: input.config_args.follows_links(),
    };
    let is_wanted = !input.quiet && !inputs.contains(&Input::Stdin);
    if inputs.contains(&Input::Stdin) && !input.quiet && io::stdin().is_terminal() {
        note(
            "reading a manifest from the terminal; press Ctrl-D on an empty line to finish, or Ctrl-C to quit",
        );
    }
    progress::show(&visitor.files_read, is_wanted, || {
        walk::walk(inputs, options, &visitor);
    });

    let files_read = visitor.files_read.into_inner();
    let visited = visitor.visited.into_inner();
    let visited = visited.unwrap_or_else(PoisonError::into_inner);
    let name = |path: Option<&Path>| path.map_or_else(|| input.stdin_filename.clone(), shown);
    let files = visited.made.into_iter();
    let files = files.map(|(path, made)| CollectedFile {
        shown: name(path.as_deref()),
        path,
        made,
    });
    let mut files: Vec<_> = files.collect();
    files.sort_by(|one, other| one.shown.cmp(&other.shown));
    only_once(&mut files, &input.paths, project);
    let unreadable = visited.unreadable.into_iter();
    let mut unreadable: Vec<_> = unreadable
        .map(|(path, reason)| (shown(&path), reason))
        .collect();
    unreadable.sort();
    Collected {
        files,
        files_read,
        ignored: visited.ignored,
        ignored_untold: visited.ignored_untold,
        ignored_paths: visited.ignored_paths,
        unreadable,
    }
}

/// Keeps each file once, under the name that was given first, whatever names lead to it. If different settings apply to its
/// names, it is kept once for each.
fn only_once<T>(files: &mut Vec<CollectedFile<T>>, inputs: &[PathBuf], project: &Project) {
    let mut names: HashMap<PathBuf, Vec<usize>> = HashMap::new();
    for (at, file) in files.iter().enumerate() {
        let target = file.path.as_deref().and_then(|path| project.target(path));
        if let Some(target) = target {
            names.entry(target).or_default().push(at);
        }
    }
    let mut is_needless = vec![false; files.len()];
    for (_, mut same) in names.into_iter().filter(|(_, same)| same.len() > 1) {
        // Within a folder, the file itself comes before links to it.
        same.sort_by_key(|at| {
            let path = files[*at].path.as_deref().unwrap_or(Path::new(""));
            let given = inputs.iter().position(|input| path.starts_with(input));
            (given, path.is_symlink(), *at)
        });
        let mut kept: Vec<ForFile> = Vec::new();
        for at in same {
            let for_file = project.of(files[at].path.as_deref());
            is_needless[at] = kept.iter().any(|other| other.is_same(&for_file));
            if !is_needless[at] {
                kept.push(for_file);
            }
        }
    }
    let mut at = 0;
    files.retain(|_| {
        at += 1;
        !is_needless[at - 1]
    });
}

struct Visitor<F, T> {
    make: F,
    files_read: AtomicUsize,
    visited: Mutex<Visited<T>>,
    is_verbose: bool,
}

struct Visited<T> {
    /// `None` for standard input.
    made: Vec<(Option<PathBuf>, T)>,
    unreadable: Vec<(PathBuf, String)>,
    ignored: usize,
    ignored_untold: usize,
    ignored_paths: Vec<PathBuf>,
}

impl<F, T> Visitor<F, T> {
    fn with(&self, change: impl FnOnce(&mut Visited<T>)) {
        change(&mut self.visited.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<F, T: Send> Visit for Visitor<F, T>
where
    F: Fn(Option<&Path>, &[u8]) -> Option<T> + Sync,
{
    fn file(&self, path: Option<&Path>, bytes: &[u8]) {
        let made = (self.make)(path, bytes);
        self.files_read.fetch_add(1, Ordering::Relaxed);
        if let Some(made) = made {
            let path = path.map(Path::to_owned);
            self.with(|visited| visited.made.push((path, made)));
        }
    }

    fn named_by(&self, path: &Path, bytes: &[u8]) -> Vec<PathBuf> {
        named_resources(path, bytes)
    }

    fn ignored(&self, path: &Path, _: bool, has_index: bool) {
        self.with(|visited| {
            if self.is_verbose {
                visited.ignored_paths.push(path.to_owned());
            }
            visited.ignored += 1;
            visited.ignored_untold += usize::from(!has_index);
        });
    }

    fn unreadable(&self, path: &Path, reason: &str) {
        self.with(|visited| {
            visited
                .unreadable
                .push((path.to_owned(), reason.to_owned()));
        });
    }
}
