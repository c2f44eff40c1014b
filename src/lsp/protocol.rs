//! Parameters, answers and errors that requests have in common.

use gen_lsp_types::{Position, TextDocumentIdentifier};
use lsp_server::{ErrorCode, Notification, RequestId, ResponseError};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// `None` for an answer that is sent later.
pub(super) type Answer = Result<Option<Value>, ResponseError>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentParams {
    pub(super) text_document: TextDocumentIdentifier,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PositionParams {
    pub(super) text_document: TextDocumentIdentifier,
    pub(super) position: Position,
}

/// `LspNotificationMethod::CancelRequest` as a constant, because the name of each message is compared with it.
const CANCEL: &str = "$/cancelRequest";

/// The id of the request that a notification cancels.
pub(super) fn cancelled(notification: &Notification) -> Option<RequestId> {
    let is_it = notification.method == CANCEL;
    let id = notification.params.get("id").filter(|_| is_it)?;
    serde_json::from_value(id.clone()).ok()
}

pub(super) fn read<T: DeserializeOwned>(params: Value) -> Result<T, ResponseError> {
    serde_json::from_value(params).map_err(|why| error(ErrorCode::InvalidParams, &why.to_string()))
}

pub(super) fn done(result: impl Serialize) -> Answer {
    let result = serde_json::to_value(result);
    let result = result.map_err(|why| error(ErrorCode::InternalError, &why.to_string()))?;
    Ok(Some(result))
}

pub(super) fn error(code: ErrorCode, message: &str) -> ResponseError {
    ResponseError {
        code: code as i32,
        message: message.to_owned(),
        data: None,
    }
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::LspNotificationMethod;

    use super::*;

    #[test]
    fn the_name_of_a_cancellation_is_that_of_the_protocol() {
        assert_eq!(CANCEL, LspNotificationMethod::CancelRequest.to_string());
    }
}
