//! The state of the server: the client, its folders and documents.

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use crossbeam_channel::Sender;
use gen_lsp_types::{
    LspNotificationMethod, LspRequestMethod, MessageType, PreviousResultId,
    PublishDiagnosticsParams, Uri,
};
use lsp_server::{ErrorCode, Message, RequestId, ResponseError};
use serde_json::{Value, json};

use super::{
    Options,
    built::Built,
    client::Client,
    documents::{Document, View},
    folders::DiagnosticsByPath,
    outbox::{Outbox, Question},
    protocol::error,
    settings::{SECTION, Settings},
    workspace::Workspace,
};

/// The phase of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Before `initialize`.
    New,
    Running,
    /// After `shutdown`.
    ShutDown,
    /// After `exit`.
    Exited {
        after_shutdown: bool,
    },
}

pub(super) struct State {
    pub(super) outbox: Outbox,
    pub(super) phase: Phase,
    /// Requests to the client are not allowed before its notification `initialized`.
    pub(super) is_initialized: bool,
    pub(super) client: Client,
    pub(super) workspace: Workspace,
    /// By URI.
    pub(super) documents: BTreeMap<String, Document>,
    pub(super) built: Built,
    pub(super) walk: Option<RunningWalk>,
    /// The requests that wait for the next walk.
    pub(super) waiting: Waiters,
    /// The result of the last walk, until something changes.
    pub(super) last_walk: Option<Arc<DiagnosticsByPath>>,
    /// How walks send their results to the main loop.
    pub(super) to_loop: Sender<FinishedWalk>,
    /// Invalid configurations that were reported already.
    reported: Vec<String>,
}

/// Requests that wait for a walk.
#[derive(Default)]
pub(super) struct Waiters {
    pub(super) all: Vec<Waiter>,
    /// Those that are not cancelled.
    pub(super) wanted: HashSet<RequestId>,
}

pub(super) struct Waiter {
    pub(super) id: RequestId,
    pub(super) previous: Vec<PreviousResultId>,
}

impl Waiters {
    pub(super) fn add(&mut self, waiter: Waiter) {
        self.wanted.insert(waiter.id.clone());
        self.all.push(waiter);
    }
}

/// A walk over the folders.
pub(super) struct RunningWalk {
    pub(super) waiters: Waiters,
    pub(super) is_cancelled: Arc<AtomicBool>,
    pub(super) epoch: u64,
}

/// The result of a walk; `None` if it was cancelled.
pub(super) struct FinishedWalk(pub(super) Option<DiagnosticsByPath>);

impl State {
    pub(super) fn new(
        options: Options,
        to_client: Sender<Message>,
        to_loop: Sender<FinishedWalk>,
    ) -> Self {
        Self {
            outbox: Outbox::new(to_client),
            phase: Phase::New,
            is_initialized: false,
            client: Client::from_params(&Value::Null),
            workspace: Workspace::new(options),
            documents: BTreeMap::new(),
            built: Built::default(),
            walk: None,
            waiting: Waiters::default(),
            last_walk: None,
            to_loop,
            reported: Vec::new(),
        }
    }

    /// Applies the user's settings.
    pub(super) fn set(&mut self, settings: &Value) {
        // Some clients nest the settings in their section.
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

    /// Reads all configurations again, and makes the client ask again.
    pub(super) fn reload(&mut self) {
        self.workspace.reload();
        self.built.forget();
        self.last_walk = None;
        self.reported.clear();
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

    pub(super) fn ask_for_settings(&mut self) {
        let items = json!({"items": [{"section": SECTION}]});
        self.outbox.ask(
            LspRequestMethod::WorkspaceConfiguration,
            items,
            Question::Configuration,
        );
    }

    pub(super) fn changed_on_disk(&mut self, path: Option<&Path>) {
        let Some(path) = path else { return };
        self.built.forget();
        if self.workspace.has_decided(path) {
            self.reload();
        } else {
            self.last_walk = None;
        }
    }

    pub(super) fn document(&mut self, uri: &Uri) -> Result<&mut Document, ResponseError> {
        open_document(&mut self.documents, uri)
    }

    /// The files of the open documents.
    pub(super) fn open_files(&self) -> HashSet<PathBuf> {
        let documents = self.documents.values();
        documents
            .filter_map(|document| document.path.clone())
            .collect()
    }

    pub(super) fn diagnostics_of(&mut self, uri: &str) -> Vec<gen_lsp_types::Diagnostic> {
        self.build();
        let document = self.documents.get_mut(uri);
        document.map_or_else(Vec::new, |document| {
            document.diagnostics(self.client, &mut self.workspace)
        })
    }

    /// Builds the kustomizations and charts of the open documents that have changed.
    pub(super) fn build(&mut self) {
        let (documents, workspace) = (&mut self.documents, &mut self.workspace);
        self.built.update(documents, workspace);
    }

    /// Calls `act` with a document and its analysis; `None` if the document is not to be checked.
    pub(super) fn with_view<T>(
        &mut self,
        uri: &Uri,
        act: impl FnOnce(View<'_>) -> T,
    ) -> Result<Option<T>, ResponseError> {
        let document = open_document(&mut self.documents, uri)?;
        document.analyse(&mut self.workspace);
        let view = document.view(self.client, &self.workspace.settings);
        Ok(view.map(act))
    }

    /// An open configuration.
    pub(super) fn configuration(&self, uri: &Uri) -> Option<&Document> {
        let document = self.documents.get(uri.as_ref())?;
        document.is_configuration().then_some(document)
    }

    /// Publishes what is new: diagnostics, unless the client pulls them, and invalid configurations.
    pub(super) fn publish(&mut self) {
        if self.phase != Phase::Running {
            return;
        }
        if !self.client.pulls {
            self.publish_diagnostics();
        }
        self.report_invalid_configurations();
    }

    fn publish_diagnostics(&mut self) {
        self.build();
        let epoch = self.workspace.epoch;
        for document in self.documents.values_mut() {
            if document.is_published(epoch) {
                continue;
            }
            let diagnostics = document.diagnostics(self.client, &mut self.workspace);
            document.set_published(epoch);
            self.outbox.publish(PublishDiagnosticsParams {
                uri: document.uri.clone(),
                version: Some(document.version),
                diagnostics,
            });
        }
    }

    fn report_invalid_configurations(&mut self) {
        for error in self.workspace.project.errors() {
            if self.reported.contains(&error.path) {
                continue;
            }
            let first = error.diagnostics.first();
            let why = first.map_or("", |diagnostic| diagnostic.message.as_str());
            let message = format!(
                "Invalid configuration {}: {}. Until it is fixed, files below it are checked with its last valid version, or not at all.",
                crate::report::printable(&error.path),
                crate::report::printable(why)
            );
            let params = json!({"type": MessageType::Error, "message": message});
            self.outbox
                .notify(LspNotificationMethod::WindowShowMessage, params);
            self.reported.push(error.path);
        }
        for warning in self.workspace.project.warnings() {
            if self.reported.contains(&warning) {
                continue;
            }
            let params = json!({
                "type": MessageType::Warning,
                "message": crate::report::printable(&warning),
            });
            self.outbox
                .notify(LspNotificationMethod::WindowShowMessage, params);
            self.reported.push(warning);
        }
    }
}

/// Borrows only the documents, so that the workspace can be borrowed beside them.
fn open_document<'d>(
    documents: &'d mut BTreeMap<String, Document>,
    uri: &Uri,
) -> Result<&'d mut Document, ResponseError> {
    let document = documents.get_mut(uri.as_ref());
    document.ok_or_else(|| error(ErrorCode::InvalidParams, "the document is not open"))
}
