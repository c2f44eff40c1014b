use crate::yaml::{Document, Node};

/// A `ResourcePolicy` of ACK, which assigns pods with certain labels to kinds of nodes, in order of preference.
///
/// Source: <https://www.alibabacloud.com/help/en/doc-detail/2362817.html> (2026-03-26).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcePolicy {
    /// The namespace of its pods, if the manifest has one.
    pub namespace: Option<String>,
    /// The labels of its pods.
    pub selector: Vec<(String, String)>,
    /// True if ECI is one of its units.
    pub has_eci: bool,
}

impl ResourcePolicy {
    /// The policies in a document: the document itself, or the items of a `List`.
    #[must_use]
    pub fn find(document: &Document<'_>) -> Vec<Self> {
        let root = document.root();
        let items = root.get("items").into_iter().flat_map(Node::items);
        std::iter::once(root)
            .chain(items)
            .filter_map(Self::read)
            .collect()
    }

    fn read(object: Node<'_>) -> Option<Self> {
        let text =
            |node: Node<'_>, field| node.get(field).and_then(Node::as_str).map(str::to_owned);
        let group = text(object, "apiVersion")?;
        if text(object, "kind")? != "ResourcePolicy"
            || !group.starts_with("scheduling.alibabacloud.com/")
        {
            return None;
        }
        let spec = object.get("spec")?;
        let selector = spec.get("selector")?.entries().into_iter();
        let selector = selector.map(|entry| {
            let value = entry.value.as_str()?.to_owned();
            Some((entry.key.into_owned(), value))
        });
        let mut units = spec.get("units").into_iter().flat_map(Node::items);
        Some(Self {
            namespace: object
                .get("metadata")
                .and_then(|metadata| text(metadata, "namespace")),
            selector: selector.collect::<Option<_>>()?,
            has_eci: units.any(|unit| text(unit, "resource").as_deref() == Some("eci")),
        })
    }

    /// True if it selects pods of a namespace; `label` returns their labels. A namespace that is not written matches
    /// any.
    #[must_use]
    pub fn selects(&self, namespace: Option<&str>, label: impl Fn(&str) -> Option<String>) -> bool {
        let is_namespace = match (&self.namespace, namespace) {
            (Some(own), Some(namespace)) => own == namespace,
            _ => true,
        };
        let mut selector = self.selector.iter();
        is_namespace
            && !self.selector.is_empty()
            && selector.all(|(key, value)| label(key).as_ref() == Some(value))
    }
}
