use thiserror::Error;

use crate::source::Span;

/// Why a document is not YAML that `kubectl` would accept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Error)]
#[error("{message}")]
pub struct ParseError {
    /// Lower case, no full stop, with the offending text if that helps.
    pub message: String,
    /// The place of the error.
    pub span: Span,
    /// True if the parser merely stopped there and the mistake may be earlier.
    pub may_stand_before: bool,
}

impl ParseError {
    pub(super) fn new(message: impl Into<String>, span: Span) -> Self {
        Self {
            message: message.into(),
            span,
            may_stand_before: false,
        }
    }
}
