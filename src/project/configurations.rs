//! Which configuration holds for which file.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    config::{self, Config, Effective, FILE_NAMES, Flags},
    finding::Diagnostic,
    source::{SourceText, Span},
    walk::{reason, shown},
};

/// Where configurations come from.
#[derive(Clone, Debug)]
pub enum Choice {
    /// The nearest above each file.
    Nearest,
    /// This one.
    File(PathBuf),
    /// None.
    None,
}

/// The configurations met so far.
pub(super) struct Configurations {
    choice: Choice,
    flags: Flags,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// By folder: what holds for the files in it.
    folders: HashMap<PathBuf, Lookup>,
    files: HashMap<PathBuf, Lookup>,
    effective: HashMap<(Option<PathBuf>, Vec<usize>), Arc<Effective>>,
    errors: Vec<ConfigError>,
}

/// What was found where a configuration was looked for.
#[derive(Clone)]
enum Lookup {
    /// There is none.
    Nothing,
    /// It is wrong.
    Broken,
    /// A configuration with its folder.
    Config(Arc<(PathBuf, Config)>),
}

/// What is wrong with a configuration.
#[derive(Clone, Debug)]
pub struct ConfigError {
    /// Where it stands.
    pub file: PathBuf,
    /// The same as it is shown.
    pub path: String,
    /// Its text; empty where it could not be read.
    pub text: String,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a configuration says about a file.
pub(super) struct Configured {
    pub(super) effective: Arc<Effective>,
    pub(super) is_covered: bool,
    pub(super) config: Option<String>,
    pub(super) is_broken: bool,
}

impl Configurations {
    pub(super) fn new(choice: Choice, flags: Flags) -> Self {
        Self {
            choice,
            flags,
            known: Mutex::default(),
        }
    }

    /// What holds for the file with that absolute path.
    pub(super) fn of(&self, absolute: &Path) -> Configured {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = match &self.choice {
            Choice::None => Lookup::Nothing,
            Choice::File(file) => known.file(file),
            Choice::Nearest => known.folder(absolute.parent().unwrap_or(absolute)),
        };
        let Lookup::Config(found) = found else {
            return Configured {
                effective: known
                    .effective(None, Vec::new(), || Effective::without_config(&self.flags)),
                is_covered: true,
                config: None,
                is_broken: matches!(found, Lookup::Broken),
            };
        };
        let (folder, config) = &*found;
        // A configuration that is named may stand beside the files.
        let current = std::env::current_dir().and_then(fs::canonicalize);
        let current = current.unwrap_or_default();
        let below = |folder: &Path| absolute.strip_prefix(folder).ok();
        let relative = below(folder)
            .or_else(|| below(&current))
            .unwrap_or(absolute);
        let overrides = config.overrides_for(relative);
        let key = Some(folder.join(&config.path));
        let make = || config.effective(&overrides, &self.flags);
        Configured {
            effective: known.effective(key, overrides.clone(), make),
            is_covered: config.covers(relative),
            config: Some(config.path.clone()),
            is_broken: false,
        }
    }

    /// What is wrong with the configurations met so far, by path.
    pub(super) fn errors(&self) -> Vec<ConfigError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut errors = known.errors.clone();
        errors.sort_by(|one, other| one.path.cmp(&other.path));
        errors
    }
}

impl Known {
    fn folder(&mut self, folder: &Path) -> Lookup {
        if let Some(found) = self.folders.get(folder) {
            return found.clone();
        }
        let here: Vec<_> = FILE_NAMES
            .iter()
            .map(|name| folder.join(name))
            .filter(|path| path.is_file())
            .collect();
        let found = match &here[..] {
            [] => (folder.parent()).map_or(Lookup::Nothing, |parent| self.folder(parent)),
            [path] => self.file(path),
            [path, ..] => {
                let message = format!(
                    "both {} stand in this folder: keep one",
                    FILE_NAMES.join(" and ")
                );
                self.fail(
                    path,
                    String::new(),
                    vec![Diagnostic::at(Span::default(), "", message)],
                );
                Lookup::Broken
            }
        };
        self.folders.insert(folder.to_owned(), found.clone());
        found
    }

    fn file(&mut self, path: &Path) -> Lookup {
        if let Some(found) = self.files.get(path) {
            return found.clone();
        }
        let found = self.read(path);
        self.files.insert(path.to_owned(), found.clone());
        found
    }

    fn read(&mut self, path: &Path) -> Lookup {
        let absolute = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let text = match fs::read(path) {
            Ok(bytes) => match SourceText::from_bytes(&bytes) {
                Ok(source) => source.as_str().to_owned(),
                Err(error) => {
                    let message = format!("this is no text: {error}");
                    self.fail(
                        path,
                        String::new(),
                        vec![Diagnostic::at(Span::default(), "", message)],
                    );
                    return Lookup::Broken;
                }
            },
            Err(error) => {
                let message = format!("cannot be read: {}", reason(&error));
                self.fail(
                    path,
                    String::new(),
                    vec![Diagnostic::at(Span::default(), "", message)],
                );
                return Lookup::Broken;
            }
        };
        match config::parse(&shown_path(path), &text) {
            Ok(config) => {
                let folder = absolute.parent().unwrap_or(&absolute).to_owned();
                Lookup::Config(Arc::new((folder, config)))
            }
            Err(diagnostics) => {
                self.fail(path, text, diagnostics);
                Lookup::Broken
            }
        }
    }

    fn fail(&mut self, path: &Path, text: String, diagnostics: Vec<Diagnostic>) {
        self.errors.push(ConfigError {
            file: path.to_owned(),
            path: shown_path(path),
            text,
            diagnostics,
        });
    }

    fn effective(
        &mut self,
        config: Option<PathBuf>,
        overrides: Vec<usize>,
        make: impl FnOnce() -> Effective,
    ) -> Arc<Effective> {
        let entry = self.effective.entry((config, overrides));
        Arc::clone(entry.or_insert_with(|| Arc::new(make())))
    }
}

/// A path as it is shown: relative to the current folder where it is below it.
fn shown_path(path: &Path) -> String {
    let current = std::env::current_dir()
        .and_then(fs::canonicalize)
        .unwrap_or_default();
    shown(path.strip_prefix(&current).unwrap_or(path))
}
