//! The documents that are open in the editor.

use std::{fs, path::PathBuf};

use gen_lsp_types::{Diagnostic, Range, Uri};
use serde::Deserialize;

use super::{
    analysis::Analysis,
    client::Client,
    diagnostics::Presenter,
    of_builds::{OfBuilds, join},
    settings::Settings,
    text::DocumentText,
    workspace::{self, Workspace},
};
use crate::lint::FileReport;

pub(super) struct Document {
    /// In the client's spelling.
    pub(super) uri: Uri,
    /// `None` for a document that is not a file yet.
    pub(super) path: Option<PathBuf>,
    /// The resolved path; `None` if there is no file yet.
    pub(super) target: Option<PathBuf>,
    /// The client's number for this text.
    pub(super) version: i32,
    pub(super) text: DocumentText,
    /// `None` until a request needs the analysis of this text.
    now: Option<Now>,
    /// The analysis of an earlier text, whose unchanged parts are used again.
    before: Option<Analysis>,
    /// The number of the current analysis, unique among those of all documents.
    serial: u64,
    built: Option<OfBuilds>,
    /// The joined report of the analysis and of kustomizations, if these use the document.
    joined: Option<FileReport>,
    published: Option<Published>,
}

/// Identifies published diagnostics: the version of the text, the epoch of the configurations, and the build of
/// kustomizations.
type Published = (i32, u64, u64);

struct Now {
    epoch: u64,
    /// `None` if the document is not to be checked.
    analysis: Option<Analysis>,
}

/// Replaces a range of the text; without a range, the whole text.
#[derive(Deserialize)]
pub(super) struct Change {
    range: Option<Range>,
    text: String,
}

/// A document with its analysis, as requests get it.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) client: Client,
    pub(super) settings: &'v Settings,
    pub(super) uri: &'v Uri,
    pub(super) version: i32,
    pub(super) text: &'v DocumentText,
    pub(super) analysis: &'v Analysis,
    pub(super) report: Option<&'v FileReport>,
    /// True for a document that is checked as a part of a kustomization or chart.
    pub(super) is_part: bool,
}

impl<'v> View<'v> {
    pub(super) fn presenter(&self) -> Presenter<'v> {
        Presenter {
            client: self.client,
            lowest: self.settings.severity,
            uri: self.uri,
            text: self.text,
        }
    }
}

impl Document {
    pub(super) fn new(uri: Uri, version: i32, text: DocumentText) -> Self {
        let mut document = Self {
            path: workspace::path_of(&uri),
            target: None,
            uri,
            version,
            text,
            now: None,
            before: None,
            serial: 0,
            built: None,
            joined: None,
            published: None,
        };
        document.find_target();
        document
    }

    pub(super) fn find_target(&mut self) {
        let path = self.path.as_ref();
        self.target = path.and_then(|path| fs::canonicalize(path).ok());
    }

    pub(super) fn is_configuration(&self) -> bool {
        self.path
            .as_deref()
            .is_some_and(workspace::is_configuration)
    }

    /// Applies changes one after the other: each range refers to the text after the change before.
    pub(super) fn change(&mut self, version: i32, changes: &[Change]) {
        for change in changes {
            self.text.change(change.range, &change.text);
        }
        self.version = version;
        self.forget();
    }

    /// Drops the analysis, except as the earlier one that the next starts from.
    pub(super) fn forget(&mut self) {
        let analysis = self.now.take().and_then(|now| now.analysis);
        self.before = analysis.or_else(|| self.before.take());
    }

    /// Drops all analyses, because they may be wrong.
    pub(super) fn reset(&mut self) {
        self.now = None;
        self.before = None;
        self.joined = None;
    }

    /// Sets the findings of kustomizations in the document.
    pub(super) fn set_built(&mut self, said: Option<OfBuilds>) {
        let number = |said: &Option<OfBuilds>| said.as_ref().map(|said| said.number);
        if number(&said) != number(&self.built) {
            self.built = said;
            self.joined = None;
        }
    }

    fn build_number(&self) -> u64 {
        self.built.as_ref().map_or(0, |said| said.number)
    }

    /// Analyses the document, unless the analysis is still valid.
    pub(super) fn analyse(&mut self, workspace: &mut Workspace) {
        if self
            .now
            .as_ref()
            .is_none_or(|now| now.epoch != workspace.epoch)
        {
            self.forget();
            let for_file = if self.is_configuration() {
                None
            } else {
                workspace.of(self.path.as_deref())
            };
            let analysis = for_file.map(|for_file| {
                let content = self.text.content().to_owned();
                Analysis::new(content, for_file, workspace.epoch, self.before.as_ref())
            });
            self.joined = None;
            workspace.serial += 1;
            self.serial = workspace.serial;
            self.now = Some(Now {
                epoch: workspace.epoch,
                analysis,
            });
        }
        if self.joined.is_none()
            && let Some(said) = &self.built
        {
            self.joined = Some(self.join(said));
        }
    }

    fn join(&self, said: &OfBuilds) -> FileReport {
        let alone = self
            .analysis()
            .and_then(|analysis| analysis.report.as_ref());
        match alone {
            Some(alone) => join(alone, &said.findings, said.is_part),
            None => FileReport {
                findings: said.findings.clone(),
                ..FileReport::new(self.text.content().to_owned().into())
            },
        }
    }

    fn analysis(&self) -> Option<&Analysis> {
        self.now.as_ref()?.analysis.as_ref()
    }

    fn report(&self) -> Option<&FileReport> {
        let alone = || self.analysis()?.report.as_ref();
        self.joined.as_ref().or_else(alone)
    }

    /// The document with its analysis, once it is analysed.
    pub(super) fn view<'v>(&'v self, client: Client, settings: &'v Settings) -> Option<View<'v>> {
        Some(View {
            client,
            settings,
            uri: &self.uri,
            version: self.version,
            text: &self.text,
            analysis: self.analysis()?,
            report: self.report(),
            is_part: self.built.as_ref().is_some_and(|said| said.is_part),
        })
    }

    pub(super) fn diagnostics(
        &mut self,
        client: Client,
        workspace: &mut Workspace,
    ) -> Vec<Diagnostic> {
        self.analyse(workspace);
        let presenter = Presenter {
            client,
            lowest: workspace.settings.severity,
            uri: &self.uri,
            text: &self.text,
        };
        if self.is_configuration() {
            presenter.config_errors()
        } else {
            presenter.diagnostics(self.report())
        }
    }

    /// True if the published diagnostics are those of this text.
    pub(super) fn is_published(&self, epoch: u64) -> bool {
        self.published == Some((self.version, epoch, self.build_number())) && self.now.is_some()
    }

    pub(super) fn set_published(&mut self, epoch: u64) {
        self.published = Some((self.version, epoch, self.build_number()));
    }

    /// Identifies the current analysis to the client.
    pub(super) fn result_id(&self) -> String {
        format!("{}-{}", self.serial, self.build_number())
    }
}
