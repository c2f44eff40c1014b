use std::sync::Arc;

use crate::source::{OriginMap, SourceFile, Span};

/// What a kustomization builds.
pub struct Built {
    /// The kustomization's file.
    pub file: Arc<SourceFile>,
    /// The resources as a stream of YAML documents.
    pub text: String,
    /// Where each part of it is written.
    pub map: OriginMap,
    /// The resources, in the order of the text.
    pub resources: Vec<BuiltResource>,
}

/// A resource in the text that was built.
#[derive(Clone, Debug)]
pub struct BuiltResource {
    /// Its part of the text.
    pub span: Span,
    /// Its name as it is built.
    pub name: String,
    /// Its name and namespace where it is written, which stay when an overlay is added.
    pub written: (String, Option<String>),
}
