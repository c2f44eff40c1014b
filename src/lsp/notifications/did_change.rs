use gen_lsp_types::Uri;
use lsp_server::ResponseError;
use serde::Deserialize;
use serde_json::Value;

use crate::lsp::{documents::Change, protocol::read, state::State};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params {
    text_document: Item,
    content_changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Item {
    uri: Uri,
    version: Option<i32>,
}

/// `textDocument/didChange`.
pub(super) fn take(state: &mut State, params: Value) -> Result<(), ResponseError> {
    let params: Params = read(params)?;
    let document = state.document(&params.text_document.uri)?;
    let version = params.text_document.version.unwrap_or(document.version + 1);
    document.change(version, &params.content_changes);
    if let Some(document) = state.documents.get(params.text_document.uri.as_ref())
        && state.built.changed(document)
    {
        state.last_walk = None;
    }
    Ok(())
}
