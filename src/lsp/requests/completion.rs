use gen_lsp_types::{CompletionList, Uri};

use super::DocumentRequest;
use crate::lsp::{
    client::Client,
    completion::completion,
    documents::{Document, View},
    expressions,
    protocol::PositionParams,
};

/// `textDocument/completion`.
pub(super) struct Completion;

impl DocumentRequest for Completion {
    type Params = PositionParams;
    type Result = Option<CompletionList>;

    fn uri(params: &Self::Params) -> &Uri {
        &params.text_document.uri
    }

    fn answer(view: View<'_>, params: Self::Params) -> Self::Result {
        completion(view, params.position)
    }

    fn answer_in_configuration(
        document: &Document,
        client: Client,
        params: Self::Params,
    ) -> Self::Result {
        expressions::completion(&document.text, client, params.position)
    }
}
