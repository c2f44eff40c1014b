//! From paths to what is made of each file, in the order of paths.

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{args::InputArgs, output::failed, progress};
use crate::walk::{self, Input, Visit, shown};

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
    unreadable: Vec<(String, String)>,
}

impl<T> Collected<T> {
    /// Says what could not be read; gives the exit code for it, if there is something.
    pub(super) fn report_unreadable(&self) -> Option<u8> {
        let said = self
            .unreadable
            .iter()
            .map(|(path, reason)| failed(format_args!("cannot read {path}: {reason}")));
        said.max()
    }
}

/// Reads all files of the input and keeps what `make` makes of each, from several threads.
pub(super) fn collect<T: Send>(
    input: &InputArgs,
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
    collect_from(input, &inputs, make)
}

/// Likewise without standard input, which can be read only once.
pub(super) fn collect_again<T: Send>(
    input: &InputArgs,
    make: impl Fn(Option<&Path>, &[u8]) -> Option<T> + Sync,
) -> Collected<T> {
    let files = input.paths.iter().filter(|path| !is_stdin(path));
    let inputs: Vec<_> = files.cloned().map(Input::Path).collect();
    collect_from(input, &inputs, make)
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn collect_from<T: Send>(
    input: &InputArgs,
    inputs: &[Input],
    make: impl Fn(Option<&Path>, &[u8]) -> Option<T> + Sync,
) -> Collected<T> {
    let visitor = Visitor {
        make,
        files_read: AtomicUsize::new(0),
        visited: Mutex::new(Visited {
            made: Vec::new(),
            unreadable: Vec::new(),
        }),
    };
    let options = walk::Options {
        no_ignore: input.no_ignore,
    };
    // Who types into standard input knows what is waited for.
    let is_wanted = !input.quiet && !inputs.contains(&Input::Stdin);
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
    // A file that two of the paths lead to is one file; standard input is none of them.
    files.dedup_by(|one, other| {
        one.shown == other.shown && one.path.is_some() == other.path.is_some()
    });
    let unreadable = visited.unreadable.into_iter();
    let mut unreadable: Vec<_> = unreadable
        .map(|(path, reason)| (shown(&path), reason))
        .collect();
    unreadable.sort();
    Collected {
        files,
        files_read,
        unreadable,
    }
}

/// Takes files from the walk's threads.
struct Visitor<F, T> {
    make: F,
    files_read: AtomicUsize,
    visited: Mutex<Visited<T>>,
}

struct Visited<T> {
    /// Without a path: standard input.
    made: Vec<(Option<PathBuf>, T)>,
    unreadable: Vec<(PathBuf, String)>,
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

    fn unreadable(&self, path: &Path, reason: &str) {
        self.with(|visited| {
            visited
                .unreadable
                .push((path.to_owned(), reason.to_owned()));
        });
    }
}
