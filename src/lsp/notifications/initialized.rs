use gen_lsp_types::{LspNotificationMethod, LspRequestMethod};
use serde_json::json;

use crate::lsp::{outbox::Question, state::State};

/// `initialized`: from now on the server may send requests.
pub(super) fn take(state: &mut State) {
    state.is_initialized = true;
    if state.client.watches {
        let watchers = ["**/*.{yaml,yml,json}", "**/Kustomization"];
        let watchers = watchers.map(|pattern| json!({"globPattern": pattern}));
        let registration = json!({"registrations": [{
            "id": "files",
            "method": LspNotificationMethod::WorkspaceDidChangeWatchedFiles.to_string(),
            "registerOptions": {"watchers": watchers},
        }]});
        state.outbox.ask(
            LspRequestMethod::ClientRegisterCapability,
            registration,
            Question::Other,
        );
    }
    if state.client.configures {
        state.ask_for_settings();
    }
}
