use gen_lsp_types::{Range, TextDocumentIdentifier, Uri};
use serde::Deserialize;

use super::DocumentRequest;
use crate::lsp::{actions::code_actions, documents::View};

/// The diagnostics that the client sends are not read: the server knows them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Params {
    text_document: TextDocumentIdentifier,
    range: Range,
    context: CodeActionContext,
}

#[derive(Deserialize)]
struct CodeActionContext {
    only: Option<Vec<String>>,
}

/// `textDocument/codeAction`.
pub(super) struct CodeAction;

impl DocumentRequest for CodeAction {
    type Params = Params;
    type Result = Vec<gen_lsp_types::CodeAction>;
    const READS_FINDINGS: bool = true;

    fn uri(params: &Self::Params) -> &Uri {
        &params.text_document.uri
    }

    fn answer(view: View<'_>, params: Self::Params) -> Self::Result {
        code_actions(view, params.range, params.context.only.as_deref())
    }
}
