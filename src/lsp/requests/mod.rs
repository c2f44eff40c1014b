//! The requests, one file each. A request about an open document is a [`DocumentRequest`].

mod code_action;
mod code_action_resolve;
mod code_lens;
mod completion;
mod diagnostic;
mod document_symbol;
mod hover;
mod initialize;
mod inlay_hint;
pub(super) mod workspace_diagnostic;

use gen_lsp_types::{LspRequestMethod as Method, Uri};
use lsp_server::{ErrorCode, Request};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    client::Client,
    documents::{Document, View},
    protocol::{Answer, done, error, read},
    state::{Phase, State},
};

/// A request about an open document.
trait DocumentRequest {
    type Params: DeserializeOwned;
    /// The default is the answer for a document that is not to be checked.
    type Result: Serialize + Default;
    /// True for requests that need findings. Others do not wait for kustomizations to be built.
    const READS_FINDINGS: bool = false;

    fn uri(params: &Self::Params) -> &Uri;
    fn answer(view: View<'_>, params: Self::Params) -> Self::Result;

    /// The answer for a configuration, which has no applications.
    fn answer_in_configuration(_: &Document, _: Client, _: Self::Params) -> Self::Result {
        Self::Result::default()
    }
}

/// Answers a request.
pub(super) fn answer(state: &mut State, request: Request) -> Answer {
    let method = Method::from(request.method.as_str());
    let params = request.params;
    match state.phase {
        Phase::New if method == Method::Initialize => return initialize::answer(state, &params),
        Phase::New => {
            let first = "expected `initialize` as the first request";
            return Err(error(ErrorCode::ServerNotInitialized, first));
        }
        Phase::Running => {}
        _ => return Err(error(ErrorCode::InvalidRequest, "the server is shut down")),
    }
    match method {
        Method::Initialize => Err(error(ErrorCode::InvalidRequest, "already initialized")),
        Method::Shutdown => {
            state.phase = Phase::ShutDown;
            Ok(Some(Value::Null))
        }
        Method::TextDocumentDiagnostic => diagnostic::answer(state, params),
        Method::WorkspaceDiagnostic => workspace_diagnostic::start(state, request.id, params),
        Method::TextDocumentHover => about_document::<hover::Hover>(state, params),
        Method::TextDocumentInlayHint => about_document::<inlay_hint::InlayHint>(state, params),
        Method::TextDocumentCompletion => about_document::<completion::Completion>(state, params),
        Method::TextDocumentCodeAction => about_document::<code_action::CodeAction>(state, params),
        Method::CodeActionResolve => code_action_resolve::answer(state, params),
        Method::TextDocumentCodeLens => about_document::<code_lens::CodeLens>(state, params),
        Method::TextDocumentDocumentSymbol => {
            about_document::<document_symbol::DocumentSymbol>(state, params)
        }
        _ => Err(error(
            ErrorCode::MethodNotFound,
            &format!("unsupported method `{}`", request.method),
        )),
    }
}

fn about_document<R: DocumentRequest>(state: &mut State, params: Value) -> Answer {
    let params: R::Params = read(params)?;
    let uri = R::uri(&params).clone();
    if R::READS_FINDINGS {
        state.build();
    }
    if let Some(document) = state.configuration(&uri) {
        return done(R::answer_in_configuration(document, state.client, params));
    }
    let result = state.with_view(&uri, |view| R::answer(view, params))?;
    done(result.unwrap_or_default())
}
