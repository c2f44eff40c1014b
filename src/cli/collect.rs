//! From paths to what is made of each file, in the order of paths.

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

/// What was made of a file.
pub(super) struct CollectedFile<T> {
    /// Its path as it is shown.
    pub(super) shown: String,
    /// Its path; `None` for standard input.
    pub(super) path: Option<PathBuf>,
    /// What was made of it.
    pub(super) made: T,
}

/// What was made of the files.
pub(super) struct Collected<T> {
    /// What came of each file, in the order of their paths.
    pub(super) files: Vec<CollectedFile<T>>,
    /// How many files were read.
    pub(super) files_read: usize,
    /// How many manifests and folders ignore files leave out.
    pub(super) ignored: usize,
    /// How many of them lie where no index of git says that they do not matter.
    pub(super) ignored_untold: usize,
    /// Their paths, where somebody wants to know them.
    ignored_paths: Vec<PathBuf>,
    unreadable: Vec<(String, String)>,
}

impl<T> Collected<T> {
    /// What could not be read: paths as they are shown, each with the reason.
    pub(super) fn unreadable(&self) -> &[(String, String)] {
        &self.unreadable
    }

    /// Notes what ignore files leave out.
    pub(super) fn say_what_is_ignored(&self, verbose: &Verbose) {
        for path in &self.ignored_paths {
            let why = || "ignored by .gitignore or .ignore".to_owned();
            verbose.skip(Some(path), why);
        }
    }

    /// Says what could not be read; gives the exit code for it, if there is something.
    pub(super) fn report_unreadable(&self) -> Option<u8> {
        let said = self.unreadable.iter().map(|(path, reason)| {
            let hint = pattern_hint(path).unwrap_or_default();
            failed(format_args!("cannot read {path}: {reason}{hint}"))
        });
        said.max()
    }
}

/// What to write instead of a pattern that no shell has expanded.
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
        "; patterns are expanded by the shell and not here: name the folder, `{folder}`, or leave out the quotes"
    ))
}

/// Reads all files of the input and keeps what `make` makes of each, from several threads.
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

/// Likewise without standard input, which can be read only once.
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
            "reading a manifest from the terminal: end it with Ctrl-D on a line of its own, or end this with Ctrl-C",
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

/// Leaves each file once, whatever names lead to it, under the name that was given first; standard input is no file.
/// Where other settings hold for one of the names, the file is judged by each.
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
        // In a folder, the file itself comes before links to it.
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

/// Takes files from the walk's threads.
struct Visitor<F, T> {
    make: F,
    files_read: AtomicUsize,
    visited: Mutex<Visited<T>>,
    is_verbose: bool,
}

struct Visited<T> {
    /// Without a path: standard input.
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
