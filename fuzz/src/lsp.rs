use std::{thread, time::Duration};

use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use spark_eci_lint::{
    Language,
    config::Flags,
    lsp::{Options, serve},
    project::Choice,
};

const URI: &str = "untitled:a";
/// The time limit for an answer, long enough for every server that does answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The requests about a place or a document.
const METHODS: [&str; 12] = [
    "textDocument/diagnostic",
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/documentSymbol",
    "textDocument/inlayHint",
    "textDocument/definition",
    "workspace/symbol",
    "workspace/diagnostic",
    "codeAction/resolve",
    "workspace/executeCommand",
];

/// A document is opened, changed and queried, also with invalid parameters: every request is answered, and the server
/// shuts down as required.
pub fn lsp(bytes: &[u8]) {
    let mut parts = bytes.split(|byte| *byte == 0x1f);
    let text = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let (client, server) = Connection::memory();
    let options = Options {
        choice: Choice::None,
        flags: Flags::default(),
        language: None,
        usual_language: Language::En,
    };
    let server = thread::spawn(move || serve(&server, options));
    let mut client = Client { client, last_id: 0 };
    client.request(
        "initialize",
        json!({"capabilities": {"textDocument": {"diagnostic": {}}}}),
    );
    client.notify("initialized", json!({}));
    let document = json!({"uri": URI, "languageId": "yaml", "version": 1, "text": text});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    for (part, version) in parts.take(20).zip(2..) {
        let [kind, line, character, end, rest @ ..] = part else {
            continue;
        };
        let start = json!({"line": line, "character": character});
        let range = json!({"start": start, "end": {"line": end, "character": character}});
        let rest = String::from_utf8_lossy(rest);
        let odd: Option<Value> = serde_json::from_str(&rest).ok();
        let document = json!({"uri": URI, "version": version});
        if *kind < 0x80 {
            let change = json!([{"range": range, "text": rest}]);
            client.notify(
                "textDocument/didChange",
                json!({"textDocument": document, "contentChanges": odd.unwrap_or(change)}),
            );
            continue;
        }
        let usual = json!({
            "textDocument": document, "position": start, "range": range,
            "context": {"diagnostics": []}, "query": rest, "previousResultIds": [],
            "title": rest, "command": rest,
        });
        let method = METHODS[usize::from(*kind) % METHODS.len()];
        client.request(method, odd.unwrap_or(usual));
    }
    client.request("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert!(server.join().expect("no panic"), "a goodbye as agreed");
}

struct Client {
    client: Connection,
    last_id: i32,
}

impl Client {
    fn send(&self, message: impl Into<Message>) {
        self.client.sender.send(message.into()).expect("a server");
    }

    fn notify(&self, method: &str, params: Value) {
        let method = method.to_owned();
        self.send(Notification { method, params });
    }

    fn request(&mut self, method: &str, params: Value) {
        self.last_id += 1;
        let id = RequestId::from(self.last_id);
        let method = method.to_owned();
        self.send(Request {
            id: id.clone(),
            method,
            params,
        });
        loop {
            let message = self.client.receiver.recv_timeout(PATIENCE);
            match message.expect("an answer") {
                Message::Response(response) if response.id == id => return,
                // A panic is caught, so that the editor can continue, and reported.
                Message::Notification(told) => {
                    let told = told.params.to_string();
                    assert!(!told.contains("a mistake of spark-eci-lint"), "{told}");
                }
                Message::Request(_) | Message::Response(_) => {}
            }
        }
    }
}
