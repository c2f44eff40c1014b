use crate::kube::Taint;

/// A kind of virtual nodes behind which ECI stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeFamily {
    /// The label that all of them carry.
    pub label: NodeLabel,
    /// How their names start, where that is documented.
    pub node_name_prefix: Option<String>,
    /// The taint that keeps other pods away.
    pub taint: Taint,
}

/// A label of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeLabel {
    /// Key.
    pub key: String,
    /// Value.
    pub value: String,
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
        self.node_name_prefix
            .as_deref()
            .is_some_and(|prefix| name.starts_with(prefix))
    }
}
