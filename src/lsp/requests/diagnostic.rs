use gen_lsp_types::DocumentDiagnosticParams;
use serde_json::{Value, json};

use crate::lsp::{
    documents::Document,
    protocol::{Answer, done, read},
    state::State,
};

/// `textDocument/diagnostic`.
pub(super) fn answer(state: &mut State, params: Value) -> Answer {
    let params: DocumentDiagnosticParams = read(params)?;
    let uri = params.text_document.uri.0;
    // The request may arrive after the document was closed; it then has no diagnostics.
    let items = state.diagnostics_of(&uri);
    let id = state.documents.get(&uri).map(Document::result_id);
    if id.is_some() && id == params.previous_result_id {
        return done(json!({"kind": "unchanged", "resultId": id}));
    }
    done(json!({"kind": "full", "resultId": id, "items": items}))
}
