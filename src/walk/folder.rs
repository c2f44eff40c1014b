use std::{
    collections::HashSet,
    ffi::OsStr,
    fs::{self, FileType},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, mpsc::channel},
};

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use super::{
    ignores::{Decision, Ignores},
    links::check_link,
    open::{MANIFEST, read_file, read_listed, read_named, read_stream, reason},
};

/// An input of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file with any extension, or a folder.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// Options of a walk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Also read files that `.gitignore` and similar files exclude.
    pub no_ignore: bool,
    /// Read files even if a link leads to them from outside of the repository or the folder.
    pub follow_links: bool,
}

/// Receives the files; called from several threads at once.
pub trait Visit: Sync {
    /// A file. The path is `None` for standard input.
    fn file(&self, path: Option<&Path>, bytes: &[u8]);
    /// A file that could not be read.
    fn unreadable(&self, path: &Path, reason: &str);
    /// A manifest or folder excluded by an ignore file. `_has_index` is true if there is a git index.
    fn ignored(&self, _path: &Path, _is_folder: bool, _has_index: bool) {}
    /// Returns the manifests that a file in a folder refers to, with any extension.
    fn named_by(&self, _path: &Path, _bytes: &[u8]) -> Vec<PathBuf> {
        Vec::new()
    }
    /// True if the walk can stop early.
    fn is_done(&self) -> bool {
        false
    }
}

/// Visits each given file, and each `.yaml`, `.yml` and `.json` file below each given folder. Templates of such files,
/// `app.yaml.j2` or `_app.tpl`, are visited as well.
///
/// A link to a file is visited like that file; links to folders are not followed, because they may lead anywhere.
/// `.git` folders are not entered.
pub fn walk(inputs: &[Input], options: Options, visit: &impl Visit) {
    let mut buffer = Vec::new();
    for input in inputs {
        match input {
            Input::Stdin => match read_stream(io::stdin().lock(), MANIFEST, &mut buffer) {
                // If the program before a pipe fails, the result must not look like a clean run.
                Ok(()) if buffer.trim_ascii().is_empty() => {
                    visit.unreadable(Path::new("-"), "standard input is empty");
                }
                Ok(()) => visit.file(None, &buffer),
                Err(error) => visit.unreadable(Path::new("-"), &reason(&error)),
            },
            Input::Path(path) => match named(path, options, &mut buffer) {
                Ok(false) => walk_folder(path, options, visit),
                Ok(true) => visit.file(Some(path), &buffer),
                Err(error) => visit.unreadable(path, &reason(&error)),
            },
        }
    }
}

/// Reads a given file; false for a folder.
fn named(path: &Path, options: Options, buffer: &mut Vec<u8>) -> io::Result<bool> {
    let is_folder = fs::metadata(path)?.is_dir();
    if !options.follow_links {
        check_link(path, None)?;
    }
    if !is_folder {
        read_named(path, MANIFEST, buffer)?;
    }
    Ok(!is_folder)
}

fn walk_folder(folder: &Path, options: Options, visit: &impl Visit) {
    let ignores = Arc::new(Ignores::new(folder, options.no_ignore));
    let takes = Arc::clone(&ignores);
    let (leaves_out, left_out) = channel();
    let mut builder = WalkBuilder::new(folder);
    builder
        // A hidden file is a manifest like any other, and ignore files are applied below.
        .standard_filters(false)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|found| found.is_dir());
            if entry.file_name() == OsStr::new(".git") && entry.depth() > 0 {
                return false;
            }
            let matters = is_folder || is_manifest(entry.path());
            let is_taken = matters && takes.decide(entry.path(), is_folder) == Decision::Take;
            if matters && !is_taken {
                // Fails only if the walk is over and the receiver is gone.
                let _ = leaves_out.send((entry.path().to_owned(), is_folder));
            }
            is_taken
        });
    builder.build_parallel().visit(&mut Builder {
        visit,
        folder,
        options,
        named: &Mutex::default(),
    });
    drop(builder);
    for (path, is_folder) in left_out.try_iter() {
        visit.ignored(&path, is_folder, ignores.has_index(&path));
    }
}

struct Builder<'v, V> {
    visit: &'v V,
    folder: &'v Path,
    options: Options,
    named: &'v Mutex<HashSet<PathBuf>>,
}

impl<'v, V: Visit> ParallelVisitorBuilder<'v> for Builder<'v, V> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'v> {
        Box::new(Visitor {
            visit: self.visit,
            folder: self.folder,
            options: self.options,
            named: self.named,
            buffer: Vec::new(),
        })
    }
}

/// One thread's part of a walk.
struct Visitor<'v, V> {
    visit: &'v V,
    folder: &'v Path,
    options: Options,
    /// Files that other files refer to and that were read: thousands of files can refer to one.
    named: &'v Mutex<HashSet<PathBuf>>,
    buffer: Vec<u8>,
}

impl<V: Visit> ParallelVisitor for Visitor<'_, V> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        if self.visit.is_done() {
            return WalkState::Quit;
        }
        match entry {
            Ok(entry) if is_manifest(entry.path()) => self.manifest(&entry),
            Ok(_) => {}
            Err(error) => self.failed(&error, None),
        }
        WalkState::Continue
    }
}

impl<V: Visit> Visitor<'_, V> {
    fn manifest(&mut self, entry: &DirEntry) {
        let path = entry.path();
        let read = target_type(entry).and_then(|found| {
            if found.is_dir() {
                return Ok(false);
            }
            if !found.is_file() {
                return Err(io::Error::other("neither a file nor a folder"));
            }
            if entry.path_is_symlink() && !self.options.follow_links {
                check_link(path, Some(self.folder))?;
            }
            read_listed(path, MANIFEST, &mut self.buffer).map(|()| true)
        });
        match read {
            Ok(true) => {
                self.visit.file(Some(path), &self.buffer);
                for named in self.visit.named_by(path, &self.buffer) {
                    self.named(&named);
                }
            }
            Ok(false) => {}
            Err(error) => self.visit.unreadable(path, &reason(&error)),
        }
    }

    /// Reads a file that another one refers to, unless the walk reaches it anyway.
    fn named(&mut self, path: &Path) {
        let Ok(found) = fs::symlink_metadata(path) else {
            return;
        };
        let mut known = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !found.is_dir() && !is_manifest(path) && known.insert(path.to_owned());
        drop(known);
        if !is_new {
            return;
        }
        let may_be_read = if found.is_symlink() && !self.options.follow_links {
            check_link(path, Some(self.folder))
        } else {
            Ok(())
        };
        match may_be_read.and_then(|()| read_file(path, MANIFEST, &mut self.buffer)) {
            Ok(()) => self.visit.file(Some(path), &self.buffer),
            Err(error) => self.visit.unreadable(path, &reason(&error)),
        }
    }

    fn failed(&self, error: &ignore::Error, path: Option<&Path>) {
        match error {
            ignore::Error::WithPath { path, err } => self.failed(err, Some(path)),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                self.failed(err, path);
            }
            ignore::Error::Partial(errors) => {
                for error in errors {
                    self.failed(error, path);
                }
            }
            other => {
                let why = other.io_error().map_or_else(|| other.to_string(), reason);
                self.visit.unreadable(path.unwrap_or(Path::new("")), &why);
            }
        }
    }
}

/// The type of an entry; for a link, the type of its target. Only links need a system call.
fn target_type(entry: &DirEntry) -> io::Result<FileType> {
    match entry.file_type() {
        Some(found) if !found.is_symlink() => Ok(found),
        _ => fs::metadata(entry.path()).map(|found| found.file_type()),
    }
}

const MANIFESTS: &[&str] = &["yaml", "yml", "json"];

/// Extensions of templates that may render to manifests.
const TEMPLATES: &[&str] = &["j2", "jinja", "jinja2", "tmpl", "tpl", "tftpl", "gotmpl"];

/// Extensions of backup copies.
const COPIES: &[&str] = &[
    "bak", "orig", "old", "swp", "rej", "gz", "enc", "md", "lock", "sha256",
];

fn is_manifest(path: &Path) -> bool {
    let has = |path: &Path, endings: &[&str]| {
        let ending = path.extension().and_then(OsStr::to_str);
        ending.is_some_and(|ending| {
            endings
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
        })
    };
    has(path, MANIFESTS)
        || has(path, TEMPLATES)
        // The only name without an extension that kustomize accepts for its file.
        || path.file_name() == Some(OsStr::new("Kustomization"))
        // A template of any tool: `app.yaml.erb`, `app.yml.in`.
        || path.file_stem().is_some_and(|stem| has(Path::new(stem), &MANIFESTS[..2]) && !has(path, COPIES))
}
