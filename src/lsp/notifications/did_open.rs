use gen_lsp_types::Uri;
use lsp_server::ResponseError;
use serde::Deserialize;
use serde_json::Value;

use crate::lsp::{documents::Document, protocol::read, state::State, text::DocumentText};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params {
    text_document: Item,
}

#[derive(Deserialize)]
struct Item {
    uri: Uri,
    #[serde(default)]
    version: i32,
    text: String,
}

/// `textDocument/didOpen`.
pub(super) fn take(state: &mut State, params: Value) -> Result<(), ResponseError> {
    let item = read::<Params>(params)?.text_document;
    let text = DocumentText::new(item.text, state.client.unit);
    let document = Document::new(item.uri.clone(), item.version, text);
    state.documents.insert(item.uri.0, document);
    state.built.forget();
    Ok(())
}
