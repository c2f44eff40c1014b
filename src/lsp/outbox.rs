//! The messages to the client.

use std::collections::HashMap;

use crossbeam_channel::Sender;
use gen_lsp_types::{
    LspNotificationMethod, LspRequestMethod, MessageType, PublishDiagnosticsParams,
};
use lsp_server::{Message, Notification, Request, RequestId};
use serde::Serialize;
use serde_json::{Value, json};

/// Sends messages, and remembers the requests that the client has not answered.
pub(super) struct Outbox {
    sender: Sender<Message>,
    asked: HashMap<RequestId, Question>,
    last_id: i32,
}

/// Why the client was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    Configuration,
    /// The answer does not matter.
    Other,
}

impl Outbox {
    pub(super) fn new(sender: Sender<Message>) -> Self {
        Self {
            sender,
            asked: HashMap::new(),
            last_id: 0,
        }
    }

    pub(super) fn send(&self, message: impl Into<Message>) {
        // Fails only if the client is gone.
        let _ = self.sender.send(message.into());
    }

    pub(super) fn notify(&self, method: LspNotificationMethod<'_>, params: impl Serialize) {
        let params = serde_json::to_value(params).unwrap_or_default();
        self.send(Notification {
            method: method.to_string(),
            params,
        });
    }

    pub(super) fn log(&self, message: &str) {
        let params = json!({"type": MessageType::Warning, "message": message});
        self.notify(LspNotificationMethod::WindowLogMessage, params);
    }

    pub(super) fn publish(&self, params: PublishDiagnosticsParams) {
        let method = LspNotificationMethod::TextDocumentPublishDiagnostics;
        self.notify(method, params);
    }

    pub(super) fn ask(&mut self, method: LspRequestMethod<'_>, params: Value, question: Question) {
        self.last_id += 1;
        let id = RequestId::from(self.last_id);
        self.asked.insert(id.clone(), question);
        self.send(Request {
            id,
            method: method.to_string(),
            params,
        });
    }

    /// Removes the question that a response answers, because each is answered once.
    pub(super) fn answered(&mut self, id: &RequestId) -> Option<Question> {
        self.asked.remove(id)
    }
}
