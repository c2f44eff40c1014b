use std::sync::Arc;

use crate::source::{OriginMap, SourceFile, Span};

/// The output of a kustomization.
pub struct Built {
    /// The kustomization file.
    pub file: Arc<SourceFile>,
    /// The resources as a stream of YAML documents.
    pub text: String,
    /// Where each part of the text is written.
    pub map: OriginMap,
    /// The resources, in the order of the text.
    pub resources: Vec<BuiltResource>,
}

/// A resource in the output.
#[derive(Clone, Debug)]
pub struct BuiltResource {
    /// Its part of the text.
    pub span: Span,
    /// The name after all changes.
    pub name: String,
    /// The original name and namespace, which do not change when an overlay is added.
    pub written: (String, Option<String>),
}
