use crate::kube::Taint;

/// A kind of virtual nodes behind which ECI stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeFamily {
    /// The label that all of them carry.
    pub label: NodeLabel,
    /// A pattern for their names, where that is documented: `*` stands for any text.
    pub node_name: Option<String>,
    /// The taint that keeps other pods away.
    pub taint: Taint,
    /// The other labels that they are known to carry.
    pub labels: Vec<KnownLabel>,
    /// True where a team can put labels of its own on them.
    pub takes_own_labels: bool,
}

/// A label of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeLabel {
    /// Key.
    pub key: String,
    /// Value.
    pub value: String,
}

/// A label that virtual nodes are known to carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLabel {
    /// Key.
    pub key: String,
    /// All values that it has on virtual nodes; empty where they differ from cluster to cluster.
    pub values: Vec<String>,
}

/// Whether virtual nodes carry a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// There are virtual nodes with that label.
    Always,
    /// They carry the key; which values a cluster has is not known.
    KeyOnly,
    /// It is not documented.
    Undocumented,
    /// They do not.
    Never,
}

/// A label of a pod that sends it to ECI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodLabel {
    /// Key.
    pub key: String,
    /// Value.
    pub value: String,
    /// True where the key alone shows that ECI is meant: other keys are words that teams use, too.
    pub is_distinctive: bool,
}

/// An annotation of a pod that sends it to ECI, by its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurstAnnotation {
    /// Key.
    pub key: String,
    /// The value that sends the pod to ECI in any case.
    pub always: String,
    /// The value that sends it there when other nodes are full.
    pub when_full: String,
}

impl NodeFamily {
    /// True when a node with that label is certainly one of these: their own label, or their name
    /// as the label that every node carries.
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

/// True when a text matches a pattern, in which `*` stands for any text.
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
    fn a_star_stands_for_any_text() {
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
