use std::sync::Arc;

use crate::source::{SourceFile, Span};

/// Why a kustomization was not built.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What kind of reason it is.
    pub kind: ProblemKind,
    /// The file that says so.
    pub file: Arc<SourceFile>,
    /// The place in it.
    pub place: Span,
    /// Why: lower case, no full stop.
    pub message: String,
}

/// What kind of reason keeps a kustomization from being built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// kustomize refuses it, too.
    Refused,
    /// kustomize may build it, but this program cannot do so exactly.
    NotBuilt,
}
