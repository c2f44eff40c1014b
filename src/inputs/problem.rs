use std::sync::Arc;

use crate::source::{SourceFile, Span};

/// Why a kustomization or a chart was not built.
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

/// What kind of reason keeps something from being built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The original program (kustomize, Helm) refuses it, too.
    Refused,
    /// The original program may build it, but this program cannot do so exactly.
    NotBuilt,
}
