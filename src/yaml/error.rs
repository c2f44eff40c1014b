use thiserror::Error;

use crate::source::Span;

/// Why a document is no YAML that `kubectl` would take, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Error)]
#[error("{message}")]
pub struct ParseError {
    /// The reason: lower case, no full stop, with the offending text where it helps.
    pub message: String,
    /// Where it went wrong.
    pub span: Span,
    /// True where the parser only stopped there: the mistake may stand before.
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
