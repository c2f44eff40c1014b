use gen_lsp_types::{InlayHintParams, Uri};

use super::DocumentRequest;
use crate::lsp::{documents::View, inlay_hints::inlay_hints};

/// `textDocument/inlayHint`.
pub(super) struct InlayHint;

impl DocumentRequest for InlayHint {
    type Params = InlayHintParams;
    type Result = Vec<gen_lsp_types::InlayHint>;

    fn uri(params: &Self::Params) -> &Uri {
        &params.text_document.uri
    }

    fn answer(view: View<'_>, params: Self::Params) -> Self::Result {
        inlay_hints(view, params.range)
    }
}
