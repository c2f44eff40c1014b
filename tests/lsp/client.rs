//! A client that is connected to the server in memory.

use std::{path::Path, thread, time::Duration};

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use spark_eci_lint::{
    Language,
    config::Flags,
    lsp::{self, Options},
    project::Choice,
};
use tempfile::TempDir;

/// The time limit for an answer, long enough for every server that does answer.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Client {
    connection: Option<Connection>,
    server: Option<thread::JoinHandle<bool>>,
    last_id: i32,
    /// Notifications of the server.
    pub(crate) heard: Vec<Notification>,
    /// Requests of the server.
    pub(crate) asked: Vec<Request>,
    pub(crate) capabilities: Value,
    pub(crate) folder: TempDir,
}

/// The capabilities of a modern client, except for pulling diagnostics.
pub(crate) fn pushing() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
            },
            "publishDiagnostics": {"relatedInformation": true},
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "completion": {"completionItem": {"snippetSupport": true}},
        },
        "workspace": {"workspaceEdit": {"documentChanges": true}},
    })
}

/// The same, with pulling diagnostics.
pub(crate) fn pulling() -> Value {
    let mut capabilities = pushing();
    capabilities["textDocument"]["diagnostic"] = json!({"dynamicRegistration": false});
    capabilities["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({"dynamicRegistration": true});
    capabilities
}

impl Client {
    /// A client that has not sent anything yet.
    pub(crate) fn silent() -> Self {
        let (client, server) = Connection::memory();
        let options = Options {
            choice: Choice::Nearest,
            flags: Flags::default(),
            language: None,
            usual_language: Language::En,
        };
        Self {
            connection: Some(client),
            server: Some(thread::spawn(move || lsp::serve(&server, options))),
            last_id: 0,
            heard: Vec::new(),
            asked: Vec::new(),
            capabilities: Value::Null,
            folder: TempDir::new().expect("a folder"),
        }
    }

    /// A client with these capabilities and an open folder.
    pub(crate) fn new(capabilities: &Value) -> Self {
        Self::with(capabilities, &json!({}))
    }

    pub(crate) fn with(capabilities: &Value, options: &Value) -> Self {
        Self::called("test", capabilities, options)
    }

    /// A client with a name.
    pub(crate) fn called(name: &str, capabilities: &Value, options: &Value) -> Self {
        let mut client = Self::silent();
        let folder = client.uri("");
        let params = json!({
            "processId": null,
            "clientInfo": {"name": name},
            "capabilities": capabilities,
            "workspaceFolders": [{"uri": folder.trim_end_matches('/'), "name": "k8s"}],
            "initializationOptions": options,
        });
        let result = client.request("initialize", params).expect("a welcome");
        client.capabilities = result["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        format!("file://{}/{name}", self.folder.path().display())
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("a connection")
    }

    pub(crate) fn send(&self, message: impl Into<Message>) {
        // If the server is gone, this is noticed when it should answer.
        let _ = self.connection().sender.send(message.into());
    }

    pub(crate) fn notify(&self, method: &str, params: Value) {
        self.send(Notification {
            method: method.to_owned(),
            params,
        });
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> RequestId {
        self.last_id += 1;
        let id = RequestId::from(self.last_id);
        self.send(Request {
            id: id.clone(),
            method: method.to_owned(),
            params,
        });
        id
    }

    pub(crate) fn answer(&mut self, id: &RequestId) -> Result<Value, (i32, String)> {
        loop {
            let message = self.connection().receiver.recv_timeout(PATIENCE);
            match message.expect("an answer") {
                Message::Response(response) if response.id == *id => {
                    return response
                        .response_result
                        .map_err(|error| (error.code, error.message));
                }
                Message::Response(response) => panic!("nobody waits for {response:?}"),
                Message::Notification(notification) => self.heard.push(notification),
                Message::Request(request) => self.asked(request),
            }
        }
    }

    fn asked(&mut self, request: Request) {
        let id = request.id.clone();
        if request.method != "workspace/configuration" {
            self.send(Response::new_ok(id, Value::Null));
        }
        self.asked.push(request);
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, (i32, String)> {
        let id = self.ask(method, params);
        self.answer(&id)
    }

    /// Waits for a notification.
    pub(crate) fn hear(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.heard.iter().position(|heard| heard.method == method) {
                return self.heard.remove(at).params;
            }
            let message = self.connection().receiver.recv_timeout(PATIENCE);
            match message.expect("something to hear") {
                Message::Notification(notification) => self.heard.push(notification),
                Message::Request(request) => self.asked(request),
                Message::Response(response) => panic!("nobody waits for {response:?}"),
            }
        }
    }

    /// Waits until everything before this is done; notifications until then are in `heard`.
    pub(crate) fn settle(&mut self) {
        let answer = self.request("spark-eci-lint/nothing", json!({}));
        assert_eq!(answer.expect_err("no such request").0, -32601);
    }

    pub(crate) fn open(&self, name: &str, text: &str) {
        let item = json!({"uri": self.uri(name), "languageId": "yaml", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
    }

    pub(crate) fn change(&self, name: &str, version: i32, changes: &Value) {
        let document = json!({"uri": self.uri(name), "version": version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.notify("textDocument/didChange", params);
    }

    pub(crate) fn of(&self, name: &str) -> Value {
        json!({"textDocument": {"uri": self.uri(name)}})
    }

    pub(crate) fn at(&self, name: &str, (line, character): (u32, u32)) -> Value {
        let mut params = self.of(name);
        params["position"] = json!({"line": line, "character": character});
        params
    }

    /// Pulls diagnostics.
    pub(crate) fn pull(&mut self, name: &str) -> Vec<Value> {
        let report = self.request("textDocument/diagnostic", self.of(name));
        let report = report.expect("a report");
        assert_eq!(report["kind"], "full");
        report["items"].as_array().expect("items").clone()
    }

    pub(crate) fn actions(&mut self, name: &str, from: (u32, u32), to: (u32, u32)) -> Vec<Value> {
        self.actions_of(name, from, to, &json!({"diagnostics": []}))
    }

    pub(crate) fn actions_of(
        &mut self,
        name: &str,
        from: (u32, u32),
        to: (u32, u32),
        context: &Value,
    ) -> Vec<Value> {
        let mut params = self.of(name);
        params["range"] = json!({
            "start": {"line": from.0, "character": from.1},
            "end": {"line": to.0, "character": to.1},
        });
        params["context"] = context.clone();
        let actions = self.request("textDocument/codeAction", params);
        actions
            .expect("actions")
            .as_array()
            .expect("a list")
            .clone()
    }

    /// Shuts down as the protocol requires; true if the server agrees.
    pub(crate) fn goodbye(mut self) -> bool {
        self.request("shutdown", Value::Null).expect("a goodbye");
        self.notify("exit", Value::Null);
        self.end()
    }

    /// Closes the connection; the server's result.
    pub(crate) fn end(&mut self) -> bool {
        drop(self.connection.take());
        let server = self.server.take().expect("a server");
        server.join().expect("a server that does not panic")
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if self.connection.is_some() && !thread::panicking() {
            self.end();
        }
    }
}

/// The text after a workspace edit that changes one document, in UTF-16.
pub(crate) fn edited(text: &str, action: &Value) -> String {
    let edit = &action["edit"];
    let edits = match edit["documentChanges"].as_array() {
        Some(changes) => changes[0]["edits"].clone(),
        None => {
            let changes = edit["changes"].as_object().expect("changes");
            changes.values().next().expect("a document").clone()
        }
    };
    let mut edits = edits.as_array().expect("edits").clone();
    edits.sort_by_key(|edit| offset(text, &edit["range"]["start"]));
    let mut new = text.to_owned();
    for edit in edits.iter().rev() {
        let (start, end) = (
            offset(text, &edit["range"]["start"]),
            offset(text, &edit["range"]["end"]),
        );
        new.replace_range(start..end, edit["newText"].as_str().expect("a text"));
    }
    new
}

/// The offset of a position in UTF-16.
pub(crate) fn offset(text: &str, position: &Value) -> usize {
    let line = usize::try_from(position["line"].as_u64().expect("a line")).expect("small");
    let character = position["character"].as_u64().expect("a character");
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut units = 0;
    for (at, letter) in text[start..].char_indices() {
        if units >= character {
            return start + at;
        }
        units += letter.len_utf16() as u64;
    }
    text.len()
}

/// The position of the first occurrence of a text, in UTF-16.
pub(crate) fn place(text: &str, needle: &str) -> (u32, u32) {
    let at = text
        .find(needle)
        .unwrap_or_else(|| panic!("{needle} in {text}"));
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let number = |at: usize| u32::try_from(at).expect("small");
    (number(line), number(text[start..at].encode_utf16().count()))
}
