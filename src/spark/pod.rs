use std::{borrow::Cow, fmt};

use super::{Language, Memory, Refusal, Sourced};
use crate::{source::Span, units::MilliCpu, yaml::Node};

/// What a pod does in an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Runs the application and asks for executors.
    Driver,
    /// Runs tasks.
    Executor,
}

impl Role {
    /// The spec's field: `driver` or `executor`.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Driver => "driver",
            Self::Executor => "executor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.field())
    }
}

/// One role's pod, as it will reach Kubernetes.
pub struct Pod<'d> {
    /// Which role.
    pub role: Role,
    /// The role's key, or what stands for it where the role is not written.
    pub span: Span,
    /// The language of the application's main file.
    pub language: Language,
    /// CPU that Spark's container asks for.
    pub cpu_request: Result<Sourced<MilliCpu>, Refusal>,
    /// The most CPU that Spark's container may use; `None` where nothing limits it.
    pub cpu_limit: Result<Option<Sourced<MilliCpu>>, Refusal>,
    /// Memory of Spark's container: request and limit are the same.
    pub memory: Result<Memory, Refusal>,
    /// Labels.
    pub labels: Vec<Pair<'d>>,
    /// Annotations.
    pub annotations: Vec<Pair<'d>>,
    /// Labels that a node must have.
    pub node_selector: Vec<Pair<'d>>,
    /// Taints that the pod puts up with.
    pub tolerations: Vec<Toleration<'d>>,
    /// `affinity`, where there is one.
    pub affinity: Option<Node<'d>>,
}

impl<'d> Pod<'d> {
    /// The annotation of that key.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&Pair<'d>> {
        self.annotations.iter().find(|pair| pair.key == key)
    }

    /// The label of that key.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&Pair<'d>> {
        self.labels.iter().find(|pair| pair.key == key)
    }
}

/// A key and a text: a label, an annotation or a selector.
#[derive(Clone)]
pub struct Pair<'d> {
    /// The key.
    pub key: Cow<'d, str>,
    /// The value's text.
    pub value: Cow<'d, str>,
    /// The value in the file.
    pub node: Node<'d>,
    /// Where the key stands.
    pub key_span: Span,
}

/// A toleration; a field that is not given is `None`.
#[derive(Clone)]
pub struct Toleration<'d> {
    /// The whole entry.
    pub node: Node<'d>,
}

impl<'d> Toleration<'d> {
    /// A field's value, where it is a string.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'d str> {
        self.node.get(name).and_then(Node::json_text)
    }

    /// Where a field's value stands; where it is not given, the toleration.
    #[must_use]
    pub fn span(&self, name: &str) -> Span {
        self.node.get(name).map_or(self.node.span(), Node::span)
    }
}
