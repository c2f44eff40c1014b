//! The open folders, and the configurations of the files in them.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use gen_lsp_types::Uri;
use url::Url;

use super::{Options, settings::Settings};
use crate::{
    config::FILE_NAMES,
    finding::Language,
    kustomize::KUSTOMIZATION_FILES,
    project::{Choice, ForFile, Project},
};

pub(super) struct Workspace {
    options: Options,
    pub(super) settings: Settings,
    pub(super) folders: Vec<PathBuf>,
    pub(super) project: Arc<Project>,
    /// The last valid configuration of each file, used while the current one is invalid.
    last: HashMap<PathBuf, ForFile>,
    /// The number of times that the configurations were reloaded.
    pub(super) epoch: u64,
    /// The number of analyses of documents.
    pub(super) serial: u64,
}

impl Workspace {
    pub(super) fn new(options: Options) -> Self {
        let project = Arc::new(Project::new(options.choice.clone(), options.flags.clone()));
        Self {
            options,
            settings: Settings::default(),
            folders: Vec::new(),
            project,
            last: HashMap::new(),
            epoch: 0,
            serial: 0,
        }
    }

    /// The language of messages for a client with that locale.
    pub(super) fn language(&self, locale: Option<&str>) -> Language {
        let of_client = locale.map(Language::of_locale);
        let asked = self.options.language.or(of_client);
        asked.unwrap_or(self.options.usual_language)
    }

    /// Reads the configurations again.
    pub(super) fn reload(&mut self) {
        let choice = match &self.settings.configuration {
            Some(file) => {
                let folder = self.folders.first().cloned().unwrap_or_default();
                Choice::File(folder.join(file))
            }
            None => self.options.choice.clone(),
        };
        self.project = Arc::new(Project::new(choice, self.options.flags.clone()));
        self.epoch += 1;
    }

    /// The settings of a file, or of a document that is not a file yet. `None` if it is not to be
    /// checked: it is excluded, or its configuration is invalid and there is no earlier valid one.
    pub(super) fn of(&mut self, path: Option<&Path>) -> Option<ForFile> {
        let new = self.folders.first().map(|folder| folder.join("-"));
        let path = path.map(Path::to_owned).or(new);
        let for_file = self.project.of(path.as_deref());
        let path = path.unwrap_or_default();
        let holds = if for_file.is_broken {
            self.last.get(&path).cloned()
        } else {
            self.last.insert(path, for_file.clone());
            Some(for_file)
        };
        holds.filter(|for_file| for_file.is_covered)
    }

    /// True for a file that decides how others are linted.
    pub(super) fn has_decided(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str());
        let known = || FILE_NAMES.iter().chain(&KUSTOMIZATION_FILES);
        let target = || fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        name.is_some_and(|name| known().any(|known| *known == name))
            || self.project.names(&target())
    }
}

/// True for a configuration of this linter.
pub(super) fn is_configuration(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| FILE_NAMES.contains(&name))
}

/// The path of a URI; `None` for a document that is not a file.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let url = Url::parse(uri.as_ref()).ok()?;
    (url.scheme() == "file")
        .then(|| url.to_file_path().ok())
        .flatten()
}

pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    let path = std::path::absolute(path).ok()?;
    Some(Uri(Url::from_file_path(path).ok()?.into()))
}
