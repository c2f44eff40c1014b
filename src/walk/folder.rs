use std::{
    ffi::OsStr,
    fs::{self, FileType},
    io,
    path::{Path, PathBuf},
};

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use super::{
    read::{read_file, read_into, read_named},
    reason,
};

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, whatever its ending, or a folder.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// How folders are walked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Read what `.gitignore` and its like exclude, too.
    pub no_ignore: bool,
}

/// What takes the files; called from several threads at once.
pub trait Visit: Sync {
    /// A file's bytes. `None` stands for standard input.
    fn file(&self, path: Option<&Path>, bytes: &[u8]);
    /// Something that could not be read, with the reason.
    fn unreadable(&self, path: &Path, reason: &str);
    /// True when nobody wants the rest any more.
    fn is_done(&self) -> bool {
        false
    }
}

/// Visits each named file, and each `.yaml`, `.yml` and `.json` file below each named folder. Templates of such
/// files, `app.yaml.j2` or `_app.tpl`, are visited, too.
///
/// A link to a file is that file; links to folders are not followed, as they may lead anywhere.
/// `.git` folders are not entered.
pub fn walk(inputs: &[Input], options: Options, visit: &impl Visit) {
    let mut buffer = Vec::new();
    for input in inputs {
        match input {
            Input::Stdin => match read_into(io::stdin().lock(), &mut buffer) {
                // A program that failed before a pipe must not look like one that made nothing wrong.
                Ok(()) if buffer.trim_ascii().is_empty() => {
                    visit.unreadable(Path::new("-"), "standard input is empty");
                }
                Ok(()) => visit.file(None, &buffer),
                Err(error) => visit.unreadable(Path::new("-"), &reason(&error)),
            },
            Input::Path(path) if path.is_dir() => walk_folder(path, options, visit),
            Input::Path(path) => match read_named(path, &mut buffer) {
                Ok(()) => visit.file(Some(path), &buffer),
                Err(error) => visit.unreadable(path, &reason(&error)),
            },
        }
    }
}

fn walk_folder(folder: &Path, options: Options, visit: &impl Visit) {
    let respects = !options.no_ignore;
    let mut builder = WalkBuilder::new(folder);
    builder
        // A hidden file is a manifest like any other.
        .hidden(false)
        .parents(respects)
        .ignore(respects)
        .git_ignore(respects)
        .git_global(respects)
        .git_exclude(respects)
        // An export of a repository has its `.gitignore` and no `.git`.
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != OsStr::new(".git"));
    builder.build_parallel().visit(&mut Builder { visit });
}

struct Builder<'v, V> {
    visit: &'v V,
}

impl<'v, V: Visit> ParallelVisitorBuilder<'v> for Builder<'v, V> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'v> {
        Box::new(Visitor {
            visit: self.visit,
            buffer: Vec::new(),
        })
    }
}

/// One thread's part of a walk.
struct Visitor<'v, V> {
    visit: &'v V,
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
            // Nothing else may be opened: a pipe would be waited for.
            if !found.is_file() {
                return Err(io::Error::other("neither a file nor a folder"));
            }
            read_file(path, &mut self.buffer).map(|()| true)
        });
        match read {
            Ok(true) => self.visit.file(Some(path), &self.buffer),
            Ok(false) => {}
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

/// What an entry is; of a link, what it leads to. The folder itself says so of all but links.
fn target_type(entry: &DirEntry) -> io::Result<FileType> {
    match entry.file_type() {
        Some(found) if !found.is_symlink() => Ok(found),
        _ => fs::metadata(entry.path()).map(|found| found.file_type()),
    }
}

const MANIFESTS: &[&str] = &["yaml", "yml", "json"];

/// Endings of templates, which may render to manifests.
const TEMPLATES: &[&str] = &["j2", "jinja", "jinja2", "tmpl", "tpl", "tftpl", "gotmpl"];

/// Endings that editors and people add to what is no longer meant.
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
        // Whatever tool renders it: `app.yaml.erb`, `app.yml.in`.
        || path.file_stem().is_some_and(|stem| has(Path::new(stem), &MANIFESTS[..2]) && !has(path, COPIES))
}
