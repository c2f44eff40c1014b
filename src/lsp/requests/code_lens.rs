use gen_lsp_types::Uri;

use super::DocumentRequest;
use crate::lsp::{documents::View, protocol::DocumentParams, symbols::code_lenses};

/// `textDocument/codeLens`.
pub(super) struct CodeLens;

impl DocumentRequest for CodeLens {
    type Params = DocumentParams;
    type Result = Vec<gen_lsp_types::CodeLens>;

    fn uri(params: &Self::Params) -> &Uri {
        &params.text_document.uri
    }

    fn answer(view: View<'_>, _: Self::Params) -> Self::Result {
        code_lenses(view)
    }
}
