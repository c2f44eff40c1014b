//! What the server knows: the client, its folders and documents, and what was said to it.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use crossbeam_channel::Sender;
use gen_lsp_types::{
    LspNotificationMethod, LspRequestMethod, MessageType, PreviousResultId,
    PublishDiagnosticsParams, Uri,
};
use lsp_server::{ErrorCode, RequestId, ResponseError};
use serde_json::{Value, json};

use super::{
    client::Client,
    diagnostics::Shown,
    documents::{Document, View},
    folders::{self, Found},
    outbox::{Outbox, Question},
    protocol::error,
    settings::{SECTION, Settings},
    workspace::{self, Workspace},
};

/// How far the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing was said yet.
    New,
    /// Initialized.
    Running,
    /// Asked to shut down.
    ShutDown,
    /// Told to exit.
    Done {
        /// After having been asked to shut down.
        as_agreed: bool,
    },
}

/// What the server knows.
pub(super) struct State {
    pub(super) outbox: Outbox,
    pub(super) phase: Phase,
    /// True when the client can be asked for something.
    pub(super) is_initialized: bool,
    pub(super) client: Client,
    pub(super) workspace: Workspace,
    /// By URI.
    pub(super) documents: BTreeMap<String, Document>,
    pub(super) walks: Vec<RunningWalk>,
    /// What the last walk found, unless something changed since.
    pub(super) found: Option<Arc<Found>>,
    /// Where walks send what they found.
    pub(super) to_loop: Sender<FinishedWalk>,
    /// Configurations about whose mistakes the user was told.
    pub(super) told: Vec<String>,
}

/// A walk over the folders that the client waits for.
pub(super) struct RunningWalk {
    pub(super) id: RequestId,
    pub(super) previous: Vec<PreviousResultId>,
    pub(super) is_cancelled: Arc<AtomicBool>,
    pub(super) epoch: u64,
}

/// A walk that came to its end, or was cancelled.
pub(super) struct FinishedWalk {
    pub(super) id: RequestId,
    pub(super) found: Option<Found>,
}

impl State {
    /// Takes the user's settings.
    pub(in crate::lsp) fn set(&mut self, settings: &Value) {
        // Some clients put them below their section.
        let settings = settings.get(SECTION).unwrap_or(settings);
        let (settings, complaints) = Settings::read(settings);
        for complaint in complaints {
            self.outbox.log(&complaint);
        }
        if settings != self.workspace.settings {
            self.workspace.settings = settings;
            self.reload();
        }
    }

    /// Reads everything anew, and lets the client ask anew.
    pub(in crate::lsp) fn reload(&mut self) {
        self.workspace.reload();
        self.found = None;
        self.told.clear();
        self.refresh();
    }

    fn refresh(&mut self) {
        use LspRequestMethod as Method;
        if !self.is_initialized {
            return;
        }
        let client = self.client;
        for (method, is_wanted) in [
            (
                Method::WorkspaceDiagnosticRefresh,
                client.pulls && client.refreshes_diagnostics,
            ),
            (
                Method::WorkspaceInlayHintRefresh,
                client.refreshes_inlay_hints,
            ),
            (
                Method::WorkspaceCodeLensRefresh,
                client.refreshes_code_lenses,
            ),
        ] {
            if is_wanted {
                self.outbox.ask(method, Value::Null, Question::Other);
            }
        }
    }

    pub(in crate::lsp) fn ask_for_settings(&mut self) {
        let items = json!({"items": [{"section": SECTION}]});
        self.outbox.ask(
            LspRequestMethod::WorkspaceConfiguration,
            items,
            Question::Configuration,
        );
    }

    /// A file changed: one that decides how others are linted, or another.
    pub(in crate::lsp) fn changed_on_disk(&mut self, path: Option<&Path>) {
        let Some(path) = path else { return };
        if workspace::decides(path) {
            self.reload();
        } else {
            self.found = None;
        }
    }

    pub(in crate::lsp) fn document(&mut self, uri: &Uri) -> Result<&mut Document, ResponseError> {
        let document = self.documents.get_mut(uri.as_ref());
        document.ok_or_else(|| error(ErrorCode::InvalidParams, "that document is not open"))
    }

    /// Sends the diagnostics of documents about which something new is known, where the client does not
    /// ask for them, and tells about configurations that are wrong.
    pub(in crate::lsp) fn publish(&mut self) {
        if self.phase != Phase::Running {
            return;
        }
        if !self.client.pulls {
            for uri in self.documents.keys().cloned().collect::<Vec<_>>() {
                let Some(document) = self.documents.get_mut(&uri) else {
                    continue;
                };
                if document.is_published(self.workspace.epoch) {
                    continue;
                }
                let diagnostics = self.diagnostics_of(&uri);
                let Some(document) = self.documents.get_mut(&uri) else {
                    continue;
                };
                document.set_published(self.workspace.epoch);
                let params = PublishDiagnosticsParams {
                    uri: document.uri.clone(),
                    version: Some(document.version),
                    diagnostics,
                };
                self.outbox.publish(params);
            }
        }
        for error in self.workspace.project.errors() {
            if self.told.contains(&error.path) {
                continue;
            }
            let first = error.diagnostics.first();
            let why = first.map_or("", |diagnostic| diagnostic.message.as_str());
            let message = format!(
                "{} is invalid: {}. Files below it are checked as before, or not at all, until it is valid.",
                crate::report::printable(&error.path),
                crate::report::printable(why)
            );
            let params = json!({"type": MessageType::Error, "message": message});
            self.outbox
                .notify(LspNotificationMethod::WindowShowMessage, params);
            self.told.push(error.path);
        }
    }

    pub(in crate::lsp) fn diagnostics_of(&mut self, uri: &str) -> Vec<gen_lsp_types::Diagnostic> {
        let Some(document) = self.documents.get_mut(uri) else {
            return Vec::new();
        };
        let has_analysis = document.analyse(&mut self.workspace).is_some();
        let shown = Shown {
            client: self.client,
            lowest: self.workspace.settings.severity,
            uri: &document.uri,
            text: &document.text,
        };
        if document.is_configuration() {
            shown.config_errors()
        } else if has_analysis {
            let analysis = document.analysis();
            shown.diagnostics(analysis.and_then(|analysis| analysis.report.as_ref()))
        } else {
            Vec::new()
        }
    }

    /// Does something with a document and what is known about it; `None` where there is nothing to know.
    pub(in crate::lsp) fn with_view<T>(
        &mut self,
        uri: &Uri,
        act: impl FnOnce(View<'_>) -> T,
    ) -> Result<Option<T>, ResponseError> {
        let document = self.documents.get_mut(uri.as_ref());
        let document =
            document.ok_or_else(|| error(ErrorCode::InvalidParams, "that document is not open"))?;
        if document.analyse(&mut self.workspace).is_none() {
            return Ok(None);
        }
        let Some(analysis) = document.analysis() else {
            return Ok(None);
        };
        Ok(Some(act(View {
            client: self.client,
            settings: &self.workspace.settings,
            uri: &document.uri,
            version: document.version,
            text: &document.text,
            analysis,
        })))
    }

    pub(in crate::lsp) fn folders_report(
        &self,
        found: &Found,
        previous: &[PreviousResultId],
    ) -> gen_lsp_types::WorkspaceDiagnosticReport {
        let open: Vec<_> = self
            .documents
            .values()
            .filter_map(|open| open.path.clone())
            .collect();
        let is_open = |uri: &Uri| workspace::path_of(uri).is_some_and(|path| open.contains(&path));
        folders::report(found, previous, is_open)
    }
}
