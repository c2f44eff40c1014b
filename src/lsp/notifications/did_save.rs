use lsp_server::ResponseError;
use serde_json::Value;

use crate::lsp::{
    protocol::{DocumentParams, read},
    state::State,
    workspace,
};

/// `textDocument/didSave`.
pub(super) fn take(state: &mut State, params: Value) -> Result<(), ResponseError> {
    let params: DocumentParams = read(params)?;
    let path = workspace::path_of(&params.text_document.uri);
    state.changed_on_disk(path.as_deref());
    Ok(())
}
