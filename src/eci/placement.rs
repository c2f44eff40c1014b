use crate::kube::Taint;

/// A kind of virtual nodes that represent ECI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeFamily {
    /// The label that all of them have.
    pub label: NodeLabel,
    /// A pattern of their names, if that is documented: `*` matches any text.
    pub node_name: Option<String>,
    /// The taint that keeps other pods away.
    pub taint: Taint,
    /// Their other known labels.
    pub labels: Vec<KnownLabel>,
    /// True if a team can add labels to them.
    pub takes_own_labels: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeLabel {
    pub key: String,
    pub value: String,
}

/// A label that virtual nodes are known to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLabel {
    pub key: String,
    /// All values on virtual nodes; empty if they differ from cluster to cluster.
    pub values: Vec<String>,
}

/// Whether virtual nodes have a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// There are virtual nodes with that label.
    Always,
    /// They have the key; the values of a cluster are not known.
    KeyOnly,
    /// It is not documented.
    Undocumented,
    /// They do not have it.
    Never,
}

/// A label of a pod that sends it to ECI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodLabel {
    pub key: String,
    pub value: String,
    /// True if the key alone shows that ECI is meant; other keys are also used by teams for other purposes.
    pub is_distinctive: bool,
}

/// An annotation of a pod that sends it to ECI, by its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurstAnnotation {
    pub key: String,
    /// The value that always sends the pod to ECI.
    pub always: String,
    /// The value that sends the pod to ECI when other nodes are full.
    pub when_full: String,
}

impl NodeFamily {
    /// True if a node with that label is certainly one of these: their own label, or their name in the label that every
    /// node has.
    #[must_use]
    pub fn is_meant_by(&self, key: &str, value: &str) -> bool {
        (key == self.label.key && value == self.label.value)
            || (key == "kubernetes.io/hostname" && self.has_name(value))
    }

    /// True for the name of one of these nodes.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.node_name
            .as_deref()
            .is_some_and(|pattern| is_match(pattern, name))
    }
}

/// True if a text matches a pattern, in which `*` matches any text.
pub(super) fn is_match(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_matches_any_text() {
        for (pattern, text, is_meant) in [
            ("virtual-kubelet-*", "virtual-kubelet-cn-hangzhou-k", true),
            ("virtual-kubelet-*", "my-virtual-kubelet-a", false),
            ("*.vnd-*", "cn-hangzhou.vnd-2ze2qhf8lmp5kgsxabcd", true),
            ("*.vnd-*", "cn-hangzhou.10.0.0.1", false),
            ("a/b", "a/b", true),
            ("a/b", "a/bc", false),
            ("a/*", "a/", true),
            ("*a*a", "a", false),
            ("*a*a", "aa", true),
        ] {
            assert_eq!(is_match(pattern, text), is_meant, "{pattern} {text}");
        }
    }
}
