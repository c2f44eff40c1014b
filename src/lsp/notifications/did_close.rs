use gen_lsp_types::PublishDiagnosticsParams;
use lsp_server::ResponseError;
use serde_json::Value;

use crate::lsp::{
    protocol::{DocumentParams, read},
    state::State,
};

/// `textDocument/didClose`.
pub(super) fn take(state: &mut State, params: Value) -> Result<(), ResponseError> {
    let uri = read::<DocumentParams>(params)?.text_document.uri;
    if state.documents.remove(uri.as_ref()).is_none() {
        return Ok(());
    }
    state.built.forget();
    // The last walk skipped the open document, and used its unsaved text for kustomizations and charts.
    state.last_walk = None;
    if !state.client.pulls {
        // Removes the diagnostics from the editor.
        state.outbox.publish(PublishDiagnosticsParams {
            uri,
            version: None,
            diagnostics: Vec::new(),
        });
    }
    Ok(())
}
