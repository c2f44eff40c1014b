//! The files of a chart in a folder.
//!
//! Source: `pkg/chart/v2/loader/directory.go` and `internal/sympath/walk.go` of Helm 4.1.4.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    ignore::Ignore,
    loading::{Content, Loading, MAX_FILE, Part, Said, name_of},
};
use crate::{
    inputs::{Problem, Unread},
    source::{Span, offset},
};

/// The files in a folder with all links resolved, sorted, without those that `.helmignore` names.
pub(super) fn files_of(
    loading: &mut Loading<'_, '_>,
    folder: &Path,
    said: Said,
) -> Result<Vec<Part>, Problem> {
    let ignore = read_ignore(loading, folder, said)?;
    let mut walk = Walk {
        loading,
        ignore,
        said,
        found: Vec::new(),
        above: vec![folder.to_owned()],
    };
    walk.folder(folder, "")?;
    Ok(walk.found)
}

const IGNORE: &str = ".helmignore";

fn read_ignore(
    loading: &mut Loading<'_, '_>,
    folder: &Path,
    said: Said,
) -> Result<Ignore, Problem> {
    let Ok(path) = folder.join(IGNORE).canonicalize() else {
        return Ok(Ignore::default().with_defaults());
    };
    if !loading.files.boundary.holds(&path) {
        return Err(loading.not_built(said, outside(IGNORE)));
    }
    let opened = loading.files.open(&path);
    let file = opened.map_err(|unread| loading.unread(said, IGNORE, &unread))?;
    let source = std::sync::Arc::clone(loading.files.get(file));
    let text = source.text.as_str();
    let ignore = Ignore::parse(text).map_err(|(number, reason)| {
        let lines: Vec<_> = text.split_inclusive('\n').collect();
        let start: usize = lines[..number].iter().map(|line| line.len()).sum();
        let end = start + lines[number].trim_end().len();
        let place = Span::new(offset(start), offset(end));
        loading.files.refused(file, place, reason.to_owned())
    })?;
    Ok(ignore.with_defaults())
}

struct Walk<'w, 'l, 'f> {
    loading: &'w mut Loading<'l, 'f>,
    ignore: Ignore,
    said: Said,
    found: Vec<Part>,
    /// The folders on the current path, with all links resolved.
    above: Vec<PathBuf>,
}

impl Walk<'_, '_, '_> {
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), Problem> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = entries.map_err(|error| {
            self.loading.unread(
                self.said,
                prefix.trim_end_matches('/'),
                &Unread::System(error),
            )
        })?;
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let name = name_of(&path);
            // Helm would read `.git`, but it is never a part of a chart.
            if name != ".git" {
                self.loading.look(self.said)?;
                self.entry(&path, format!("{prefix}{name}"))?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, name: String) -> Result<(), Problem> {
        let mut path = path.to_owned();
        if path.is_symlink() {
            match path.canonicalize() {
                Ok(target) if self.loading.files.boundary.holds(&target) => path = target,
                Ok(_) if self.ignore.ignores(&name, false) => return Ok(()),
                Ok(_) => return Err(self.loading.not_built(self.said, outside(&name))),
                Err(_) => {
                    let message = format!("the link `{name}` is broken");
                    return Err(self.loading.refused(self.said, message));
                }
            }
        }
        let unread = |walk: &Self, error| {
            walk.loading
                .unread(walk.said, &name, &Unread::System(error))
        };
        let data = fs::metadata(&path).map_err(|error| unread(self, error))?;
        if self.ignore.ignores(&name, data.is_dir()) {
            return Ok(());
        }
        if data.is_dir() {
            if self.above.contains(&path) {
                let message = format!("the link `{name}` points to a folder that contains it");
                return Err(self.loading.refused(self.said, message));
            }
            self.above.push(path.clone());
            self.folder(&path, &format!("{name}/"))?;
            self.above.pop();
            return Ok(());
        }
        if !data.is_file() {
            let message = format!("`{name}` is not a regular file");
            return Err(self.loading.refused(self.said, message));
        }
        if data.len() > MAX_FILE as u64 {
            let message = format!("`{name}` is larger than the 5 MiB that Helm reads");
            return Err(self.loading.refused(self.said, message));
        }
        self.found.push(Part {
            name,
            content: Content::Disk(path),
        });
        Ok(())
    }
}

fn outside(name: &str) -> String {
    format!("the link `{name}` points outside of the repository or folder that is checked")
}
