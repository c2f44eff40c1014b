//! The files that custom rules are written in.

use std::sync::Arc;

use super::form::ON;
use crate::{
    finding::Diagnostic,
    source::{SourceFile, Span},
    yaml::Node,
};

pub(super) struct Source<'s> {
    pub(super) file: &'s Arc<SourceFile>,
    /// False for the configuration itself.
    pub(super) is_other: bool,
}

impl Source<'_> {
    /// The file for labels; `None` for the configuration itself.
    pub(super) fn label_file(&self) -> Option<Arc<SourceFile>> {
        self.is_other.then(|| Arc::clone(self.file))
    }

    /// `policies/spark.yaml:3`.
    pub(super) fn line(&self, place: Span) -> String {
        let line = self.file.text.line_index(place.start) + 1;
        format!("{}:{line}", self.file.path)
    }

    /// Sets this file as the file of errors.
    pub(super) fn own(&self, errors: &mut [Diagnostic]) {
        for error in errors {
            let labels = std::iter::once(&mut error.primary).chain(&mut error.related);
            for label in labels.filter(|label| label.file.is_none()) {
                label.file = self.label_file();
            }
        }
    }
}

/// The value of a field. The YAML 1.1 parser reads the key `on` as `true`.
pub(super) fn field<'d>(node: Node<'d>, name: &str) -> Option<Node<'d>> {
    node.get(name)
        .or_else(|| node.get("true").filter(|_| name == ON))
}
