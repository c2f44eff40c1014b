//! The loop that takes messages, and the state that they change.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use gen_lsp_types::{
    LspNotificationMethod, LspRequestMethod, MessageType, PreviousResultId,
    PublishDiagnosticsParams, Uri,
};
use lsp_server::{
    Connection, ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    Options,
    capabilities::capabilities,
    client::Client,
    diagnostics::Shown,
    documents::{Document, View},
    folders::{self, Found, Walk},
    settings::{SECTION, Settings},
    text::Text,
    workspace::{self, Workspace},
};

/// Serves a client until it says goodbye or is gone. True when it said goodbye as the protocol wants.
#[must_use]
pub fn serve(connection: &Connection, options: Options) -> bool {
    let (to_loop, from_walks) = unbounded();
    let mut server = Server {
        sender: connection.sender.clone(),
        phase: Phase::New,
        is_initialized: false,
        client: Client::of(&Value::Null),
        workspace: Workspace::new(options),
        documents: BTreeMap::new(),
        inbox: VecDeque::new(),
        asked: HashMap::new(),
        last_id: 0,
        walks: Vec::new(),
        found: None,
        to_loop,
        told: Vec::new(),
    };
    server.run(&connection.receiver, &from_walks);
    server.phase == Phase::Done { as_agreed: true }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
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

struct Server {
    sender: Sender<Message>,
    phase: Phase,
    /// True when the client can be asked for something.
    is_initialized: bool,
    client: Client,
    workspace: Workspace,
    /// By URI.
    documents: BTreeMap<String, Document>,
    /// Messages that have come and are not handled yet.
    inbox: VecDeque<Message>,
    /// What the client was asked, by the numbers of the requests.
    asked: HashMap<RequestId, Question>,
    last_id: i32,
    walks: Vec<Running>,
    /// What the last walk found, unless something changed since.
    found: Option<Arc<Found>>,
    to_loop: Sender<Walked>,
    /// Configurations about whose mistakes the user was told.
    told: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Configuration,
    /// Whose answer does not matter.
    Other,
}

/// A walk over the folders that somebody waits for.
struct Running {
    id: RequestId,
    previous: Vec<PreviousResultId>,
    is_done: Arc<AtomicBool>,
    epoch: u64,
}

/// A walk that came to its end, or was called off.
struct Walked {
    id: RequestId,
    found: Option<Found>,
}

/// An answer; `None` for one that comes later.
type Answer = Result<Option<Value>, ResponseError>;

impl Server {
    fn run(&mut self, receiver: &Receiver<Message>, walks: &Receiver<Walked>) {
        while !matches!(self.phase, Phase::Done { .. }) {
            self.inbox.extend(receiver.try_iter());
            let message = match self.inbox.pop_front() {
                Some(message) => message,
                None => {
                    // Whoever types fast is told about what is there in the end.
                    self.guarded("publishing", Self::publish);
                    select! {
                        recv(receiver) -> message => match message {
                            Ok(message) => message,
                            Err(_) => break,
                        },
                        recv(walks) -> walked => {
                            if let Ok(walked) = walked {
                                self.walked(walked);
                            }
                            continue;
                        }
                    }
                }
            };
            match message {
                Message::Request(request) => self.request(request),
                Message::Notification(notification) => self.notification(notification),
                Message::Response(response) => self.response(response),
            }
        }
        for walk in &self.walks {
            walk.is_done.store(true, Ordering::Relaxed);
        }
    }

    /// Does something that must not end the program, whatever happens.
    fn guarded<T>(&mut self, what: &str, act: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let done = catch_unwind(AssertUnwindSafe(|| act(self)));
        if done.is_err() {
            // What was known when that happened may be wrong.
            for document in self.documents.values_mut() {
                document.reset();
            }
            self.log(&format!(
                "{what} failed; this is a mistake of spark-eci-lint, please report it"
            ));
        }
        done.ok()
    }

    fn send(&self, message: impl Into<Message>) {
        // A client that is gone needs no answer.
        let _ = self.sender.send(message.into());
    }

    fn notify(&self, method: LspNotificationMethod<'_>, params: impl Serialize) {
        let params = serde_json::to_value(params).unwrap_or_default();
        self.send(Notification {
            method: method.to_string(),
            params,
        });
    }

    fn log(&self, message: &str) {
        let params = json!({"type": MessageType::Warning, "message": message});
        self.notify(LspNotificationMethod::WindowLogMessage, params);
    }

    fn ask(&mut self, method: LspRequestMethod<'_>, params: Value, question: Question) {
        self.last_id += 1;
        let id = RequestId::from(self.last_id);
        self.asked.insert(id.clone(), question);
        self.send(Request {
            id,
            method: method.to_string(),
            params,
        });
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        let is_cancelled = self.inbox.iter().any(|message| match message {
            Message::Notification(notification) => cancelled(notification).as_ref() == Some(&id),
            _ => false,
        });
        let answer = if is_cancelled {
            Err(error(ErrorCode::RequestCanceled, "it was called off"))
        } else {
            let method = request.method.clone();
            let answer = self.guarded(&method, |server| server.answer(request));
            let failed = || Err(error(ErrorCode::InternalError, "it failed"));
            answer.unwrap_or_else(failed)
        };
        match answer {
            Ok(Some(result)) => self.send(Response::new_ok(id, result)),
            Ok(None) => {}
            Err(error) => self.send(Response::new_err(id, error.code, error.message)),
        }
    }

    fn answer(&mut self, request: Request) -> Answer {
        use LspRequestMethod as Method;
        let method = Method::from(request.method.as_str());
        let params = request.params;
        match self.phase {
            Phase::New if method == Method::Initialize => return self.initialize(&params),
            Phase::New => {
                let first = "the first request is `initialize`";
                return Err(error(ErrorCode::ServerNotInitialized, first));
            }
            Phase::Running => {}
            _ => return Err(error(ErrorCode::InvalidRequest, "the server is shut down")),
        }
        match method {
            Method::Initialize => Err(error(ErrorCode::InvalidRequest, "that was said before")),
            Method::Shutdown => {
                self.phase = Phase::ShutDown;
                Ok(Some(Value::Null))
            }
            Method::TextDocumentDiagnostic => self.diagnostic(params),
            Method::WorkspaceDiagnostic => self.walk(request.id, params),
            Method::TextDocumentHover => self.hover(params),
            Method::TextDocumentInlayHint => self.inlay_hints(params),
            Method::TextDocumentCompletion => self.completion(params),
            Method::TextDocumentCodeAction => self.code_actions(params),
            Method::CodeActionResolve => self.resolve(params),
            Method::TextDocumentCodeLens => self.code_lenses(params),
            Method::TextDocumentDocumentSymbol => self.symbols(params),
            _ => Err(error(
                ErrorCode::MethodNotFound,
                &format!("there is no `{}` here", request.method),
            )),
        }
    }

    fn initialize(&mut self, params: &Value) -> Answer {
        self.client = Client::of(params);
        let folders = params.get("workspaceFolders").and_then(Value::as_array);
        let uris: Vec<&str> = match folders {
            Some(folders) => folders
                .iter()
                .filter_map(|folder| folder.get("uri")?.as_str())
                .collect(),
            None => params
                .get("rootUri")
                .and_then(Value::as_str)
                .into_iter()
                .collect(),
        };
        let folders = uris.into_iter();
        self.workspace.folders = folders
            .filter_map(|uri| workspace::path_of(&Uri(uri.to_owned())))
            .collect();
        self.phase = Phase::Running;
        let options = params.get("initializationOptions");
        self.set(options.unwrap_or(&Value::Null));
        done(json!({
            "capabilities": capabilities(self.client),
            "serverInfo": {"name": SECTION, "version": env!("CARGO_PKG_VERSION")},
        }))
    }

    /// Takes the user's settings.
    fn set(&mut self, settings: &Value) {
        // Some clients put them below their section.
        let settings = settings.get(SECTION).unwrap_or(settings);
        let (settings, complaints) = Settings::read(settings);
        for complaint in complaints {
            self.log(&complaint);
        }
        if settings != self.workspace.settings {
            self.workspace.settings = settings;
            self.reload();
        }
    }

    /// Reads everything anew, and lets the client ask anew.
    fn reload(&mut self) {
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
                self.ask(method, Value::Null, Question::Other);
            }
        }
    }

    fn response(&mut self, response: Response) {
        let question = self.asked.remove(&response.id);
        if question == Some(Question::Configuration)
            && let Ok(Value::Array(items)) = response.response_result
            && let Some(settings) = items.first().filter(|settings| !settings.is_null())
        {
            self.set(settings);
        }
    }

    fn notification(&mut self, notification: Notification) {
        if notification.method == LspNotificationMethod::Exit.to_string() {
            self.phase = Phase::Done {
                as_agreed: self.phase == Phase::ShutDown,
            };
            return;
        }
        if self.phase != Phase::Running {
            return;
        }
        let method = notification.method.clone();
        let taken = self.guarded(&method, |server| server.take(notification));
        if let Some(Err(why)) = taken {
            self.log(&format!("`{method}` is passed over: {}", why.message));
        }
    }

    fn take(&mut self, notification: Notification) -> Result<(), ResponseError> {
        use LspNotificationMethod as Method;
        if let Some(id) = cancelled(&notification) {
            for walk in self.walks.iter().filter(|walk| walk.id == id) {
                walk.is_done.store(true, Ordering::Relaxed);
            }
            return Ok(());
        }
        let params = notification.params;
        match Method::from(notification.method.as_str()) {
            Method::Initialized => self.initialized(),
            Method::TextDocumentDidOpen => self.open(params)?,
            Method::TextDocumentDidChange => self.change(params)?,
            Method::TextDocumentDidClose => self.close(params)?,
            Method::TextDocumentDidSave => {
                let of_document: OfDocument = read(params)?;
                let path = workspace::path_of(&of_document.text_document.uri);
                self.changed_on_disk(path.as_deref());
            }
            Method::WorkspaceDidChangeConfiguration => {
                if self.client.configures {
                    self.ask_for_settings();
                } else {
                    let settings = params.get("settings").cloned();
                    self.set(&settings.unwrap_or_default());
                }
            }
            Method::WorkspaceDidChangeWatchedFiles => {
                let changes = params.get("changes").and_then(Value::as_array);
                let uris = changes.into_iter().flatten();
                let uris: Vec<_> = uris
                    .filter_map(|change| change.get("uri")?.as_str())
                    .map(|uri| Uri(uri.to_owned()))
                    .collect();
                let paths: Vec<_> = uris.iter().filter_map(workspace::path_of).collect();
                let decisive = paths.iter().find(|path| workspace::decides(path));
                self.changed_on_disk(decisive.or(paths.first()).map(|path| &**path));
            }
            Method::WorkspaceDidChangeWorkspaceFolders => self.change_folders(&params),
            // What else there is to tell does not matter here.
            _ => {}
        }
        Ok(())
    }

    fn initialized(&mut self) {
        self.is_initialized = true;
        if self.client.watches {
            let watchers = ["**/*.{yaml,yml,json}", "**/Kustomization"];
            let watchers = watchers.map(|pattern| json!({"globPattern": pattern}));
            let registration = json!({"registrations": [{
                "id": "files",
                "method": LspNotificationMethod::WorkspaceDidChangeWatchedFiles.to_string(),
                "registerOptions": {"watchers": watchers},
            }]});
            self.ask(
                LspRequestMethod::ClientRegisterCapability,
                registration,
                Question::Other,
            );
        }
        if self.client.configures {
            self.ask_for_settings();
        }
    }

    fn ask_for_settings(&mut self) {
        let items = json!({"items": [{"section": SECTION}]});
        self.ask(
            LspRequestMethod::WorkspaceConfiguration,
            items,
            Question::Configuration,
        );
    }

    /// A file changed: one that decides how others are linted, or another.
    fn changed_on_disk(&mut self, path: Option<&Path>) {
        let Some(path) = path else { return };
        if workspace::decides(path) {
            self.reload();
        } else {
            self.found = None;
        }
    }

    fn change_folders(&mut self, params: &Value) {
        let paths = |list: &str| {
            let folders = params.pointer(&format!("/event/{list}"));
            let folders = folders.and_then(Value::as_array).into_iter().flatten();
            folders
                .filter_map(|folder| folder.get("uri")?.as_str())
                .filter_map(|uri| workspace::path_of(&Uri(uri.to_owned())))
                .collect::<Vec<_>>()
        };
        let (added, removed) = (paths("added"), paths("removed"));
        let folders = &mut self.workspace.folders;
        folders.retain(|folder| !removed.contains(folder));
        folders.extend(added);
        self.reload();
    }

    fn open(&mut self, params: Value) -> Result<(), ResponseError> {
        #[derive(serde::Deserialize)]
        struct Item {
            uri: Uri,
            #[serde(default)]
            version: i32,
            text: String,
        }
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Params {
            text_document: Item,
        }
        let item = read::<Params>(params)?.text_document;
        let text = Text::new(item.text, self.client.unit);
        let document = Document::new(item.uri.clone(), item.version, text);
        self.documents.insert(item.uri.0, document);
        Ok(())
    }

    fn change(&mut self, params: Value) -> Result<(), ResponseError> {
        #[derive(serde::Deserialize)]
        struct Item {
            uri: Uri,
            version: Option<i32>,
        }
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Params {
            text_document: Item,
            content_changes: Vec<super::documents::Change>,
        }
        let params: Params = read(params)?;
        let document = self.document(&params.text_document.uri)?;
        let version = params.text_document.version.unwrap_or(document.version + 1);
        document.change(version, &params.content_changes);
        Ok(())
    }

    fn close(&mut self, params: Value) -> Result<(), ResponseError> {
        let uri = read::<OfDocument>(params)?.text_document.uri;
        if self.documents.remove(uri.as_ref()).is_some() && !self.client.pulls {
            // What is closed has no findings in the editor.
            self.tell(PublishDiagnosticsParams {
                uri,
                version: None,
                diagnostics: Vec::new(),
            });
        }
        Ok(())
    }

    fn tell(&self, params: PublishDiagnosticsParams) {
        let method = LspNotificationMethod::TextDocumentPublishDiagnostics;
        self.notify(method, params);
    }

    fn document(&mut self, uri: &Uri) -> Result<&mut Document, ResponseError> {
        let document = self.documents.get_mut(uri.as_ref());
        document.ok_or_else(|| error(ErrorCode::InvalidParams, "that document is not open"))
    }

    /// Sends the diagnostics of documents about which something new is known, where the client does not
    /// ask for them, and tells about configurations that are wrong.
    fn publish(&mut self) {
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
                self.tell(params);
            }
        }
        for error in self.workspace.project.errors() {
            if self.told.contains(&error.path) {
                continue;
            }
            let first = error.diagnostics.first();
            let why = first.map_or("", |diagnostic| diagnostic.message.as_str());
            let message = format!(
                "{} is wrong: {}. Files below it are checked as before, or not at all, until it is right.",
                crate::report::printable(&error.path),
                crate::report::printable(why)
            );
            let params = json!({"type": MessageType::Error, "message": message});
            self.notify(LspNotificationMethod::WindowShowMessage, params);
            self.told.push(error.path);
        }
    }

    fn diagnostics_of(&mut self, uri: &str) -> Vec<gen_lsp_types::Diagnostic> {
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

    fn diagnostic(&mut self, params: Value) -> Answer {
        let params: gen_lsp_types::DocumentDiagnosticParams = read(params)?;
        let uri = params.text_document.uri.0;
        // What was closed in the meantime has nothing to tell.
        let items = self.diagnostics_of(&uri);
        let id = self.documents.get(&uri).map(Document::result_id);
        if id.is_some() && id == params.previous_result_id {
            return done(json!({"kind": "unchanged", "resultId": id}));
        }
        done(json!({"kind": "full", "resultId": id, "items": items}))
    }

    /// Does something with a document and what is known about it; `None` where there is nothing to know.
    fn with_view<T>(
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

    fn hover(&mut self, params: Value) -> Answer {
        let at: At = read(params)?;
        let hover = self.with_view(&at.text_document.uri, |view| {
            super::hover::hover(view, at.position)
        })?;
        done(hover.flatten())
    }

    fn inlay_hints(&mut self, params: Value) -> Answer {
        let params: gen_lsp_types::InlayHintParams = read(params)?;
        let hints = self.with_view(&params.text_document.uri, |view| {
            super::inlay_hints::inlay_hints(view, params.range)
        })?;
        done(hints.unwrap_or_default())
    }

    fn completion(&mut self, params: Value) -> Answer {
        let at: At = read(params)?;
        let list = self.with_view(&at.text_document.uri, |view| {
            super::completion::completion(view, at.position)
        })?;
        done(list.flatten())
    }

    fn code_actions(&mut self, params: Value) -> Answer {
        #[derive(serde::Deserialize)]
        struct Context {
            only: Option<Vec<String>>,
        }
        // The diagnostics that the client sends along are known here.
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Params {
            text_document: gen_lsp_types::TextDocumentIdentifier,
            range: gen_lsp_types::Range,
            context: Context,
        }
        let params: Params = read(params)?;
        let only = params.context.only;
        let actions = self.with_view(&params.text_document.uri, |view| {
            super::actions::code_actions(view, params.range, only.as_deref())
        })?;
        done(actions.unwrap_or_default())
    }

    fn resolve(&mut self, params: Value) -> Answer {
        let action: gen_lsp_types::CodeAction = read(params)?;
        let Some(uri) = super::actions::unresolved(&action) else {
            return done(action);
        };
        let unchanged = action.clone();
        let resolved = self.with_view(&Uri(uri), |view| super::actions::resolve(view, action))?;
        done(resolved.unwrap_or(unchanged))
    }

    fn code_lenses(&mut self, params: Value) -> Answer {
        let uri = read::<OfDocument>(params)?.text_document.uri;
        let lenses = self.with_view(&uri, super::symbols::code_lenses)?;
        done(lenses.unwrap_or_default())
    }

    fn symbols(&mut self, params: Value) -> Answer {
        let uri = read::<OfDocument>(params)?.text_document.uri;
        done(self.with_view(&uri, super::symbols::symbols)?)
    }

    /// Starts a walk over the folders, which answers when it is at its end.
    fn walk(&mut self, id: RequestId, params: Value) -> Answer {
        let params: gen_lsp_types::WorkspaceDiagnosticParams = read(params)?;
        let previous = params.previous_result_ids;
        // Clients ask again and again: without a change, nothing is read again.
        if let Some(found) = self.found.clone().filter(|_| self.client.watches) {
            return done(self.folders_report(&found, &previous));
        }
        let is_done = Arc::new(AtomicBool::new(false));
        let documents = self.documents.values();
        let walk = Walk {
            client: self.client,
            lowest: self.workspace.settings.severity,
            folders: self.workspace.folders.clone(),
            project: Arc::clone(&self.workspace.project),
            open: documents.filter_map(|open| open.path.clone()).collect(),
            is_done: Arc::clone(&is_done),
        };
        self.walks.push(Running {
            id: id.clone(),
            previous,
            is_done,
            epoch: self.workspace.epoch,
        });
        let to_loop = self.to_loop.clone();
        thread::spawn(move || {
            let found = catch_unwind(AssertUnwindSafe(|| walk.run()));
            // After the end of the loop nobody listens.
            let _ = to_loop.send(Walked {
                id,
                found: found.ok().flatten(),
            });
        });
        Ok(None)
    }

    fn folders_report(
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

    fn walked(&mut self, walked: Walked) {
        let Some(at) = self.walks.iter().position(|walk| walk.id == walked.id) else {
            return;
        };
        let walk = self.walks.swap_remove(at);
        let Some(found) = walked.found else {
            self.send(Response::new_err(
                walk.id,
                ErrorCode::RequestCanceled as i32,
                "it was called off".to_owned(),
            ));
            return;
        };
        let report = self.folders_report(&found, &walk.previous);
        if walk.epoch == self.workspace.epoch {
            self.found = Some(Arc::new(found));
        }
        self.send(Response::new_ok(walk.id, report));
    }
}

/// Parameters about a document.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfDocument {
    text_document: gen_lsp_types::TextDocumentIdentifier,
}

/// Parameters about a place in a document.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct At {
    text_document: gen_lsp_types::TextDocumentIdentifier,
    position: gen_lsp_types::Position,
}

/// The request that a notification calls off.
fn cancelled(notification: &Notification) -> Option<RequestId> {
    let is_it = notification.method == LspNotificationMethod::CancelRequest.to_string();
    let id = notification.params.get("id").filter(|_| is_it)?;
    serde_json::from_value(id.clone()).ok()
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, ResponseError> {
    serde_json::from_value(params).map_err(|why| error(ErrorCode::InvalidParams, &why.to_string()))
}

fn done(result: impl Serialize) -> Answer {
    let result = serde_json::to_value(result);
    let result = result.map_err(|why| error(ErrorCode::InternalError, &why.to_string()))?;
    Ok(Some(result))
}

fn error(code: ErrorCode, message: &str) -> ResponseError {
    ResponseError {
        code: code as i32,
        message: message.to_owned(),
        data: None,
    }
}
