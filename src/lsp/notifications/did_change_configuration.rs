use serde_json::Value;

use crate::lsp::state::State;

/// `workspace/didChangeConfiguration`.
pub(super) fn take(state: &mut State, params: &Value) {
    if state.client.configures {
        state.ask_for_settings();
    } else {
        let settings = params.get("settings").cloned();
        state.set(&settings.unwrap_or_default());
    }
}
