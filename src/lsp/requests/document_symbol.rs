use gen_lsp_types::{DocumentSymbolResponse, Uri};

use super::DocumentRequest;
use crate::lsp::{documents::View, protocol::DocumentParams, symbols::symbols};

/// `textDocument/documentSymbol`.
pub(super) struct DocumentSymbol;

impl DocumentRequest for DocumentSymbol {
    type Params = DocumentParams;
    type Result = Option<DocumentSymbolResponse>;

    fn uri(params: &Self::Params) -> &Uri {
        &params.text_document.uri
    }

    fn answer(view: View<'_>, _: Self::Params) -> Self::Result {
        Some(symbols(view))
    }
}
