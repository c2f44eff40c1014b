use std::sync::Arc;

use crate::source::{SourceFile, Span};

/// Why a kustomization or a chart was not built.
#[derive(Clone, Debug)]
pub struct Problem {
    pub kind: ProblemKind,
    /// The file that causes it.
    pub file: Arc<SourceFile>,
    /// The place in the file.
    pub place: Span,
    /// Lower case, no full stop.
    pub message: String,
}

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The original program (kustomize, Helm) rejects it as well.
    Refused,
    /// The original program may accept it, but this program cannot build it exactly.
    NotBuilt,
}
