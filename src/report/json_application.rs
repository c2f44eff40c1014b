use serde::Serialize;

use crate::finding::Subject;

/// An application in both JSON formats.
#[derive(Serialize)]
pub(super) struct JsonApplication<'r> {
    kind: &'r str,
    namespace: Option<&'r str>,
    name: &'r str,
}

impl<'r> From<&'r Subject> for JsonApplication<'r> {
    fn from(subject: &'r Subject) -> Self {
        Self {
            kind: subject.kind,
            namespace: subject.namespace.as_deref(),
            name: &subject.name,
        }
    }
}
