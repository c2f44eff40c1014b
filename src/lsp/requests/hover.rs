use gen_lsp_types::Uri;

use super::DocumentRequest;
use crate::lsp::{documents::View, hover::hover, protocol::PositionParams};

/// `textDocument/hover`.
pub(super) struct Hover;

impl DocumentRequest for Hover {
    type Params = PositionParams;
    type Result = Option<gen_lsp_types::Hover>;

    fn uri(params: &Self::Params) -> &Uri {
        &params.text_document.uri
    }

    fn answer(view: View<'_>, params: Self::Params) -> Self::Result {
        hover(view, params.position)
    }
}
