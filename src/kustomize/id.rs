//! The identity of a resource: group, version, kind, name and namespace, and the former ones.
//!
//! Source: `kyaml/resid`, `api/resource/resource.go`.

use super::value::{Entry, Value};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Id {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: String,
}

/// Cluster-scoped kinds of Kubernetes itself.
const CLUSTER_SCOPED: [&str; 24] = [
    "APIService",
    "CSIDriver",
    "CSINode",
    "CertificateSigningRequest",
    "ClusterRole",
    "ClusterRoleBinding",
    "ComponentStatus",
    "CustomResourceDefinition",
    "FlowSchema",
    "IngressClass",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "RuntimeClass",
    "SelfSubjectAccessReview",
    "SelfSubjectRulesReview",
    "StorageClass",
    "SubjectAccessReview",
    "TokenReview",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
];

impl Id {
    pub(super) fn of(value: &Value) -> Self {
        let text = |value: Option<&Value>| {
            let text = value.and_then(Value::scalar);
            text.unwrap_or_default().to_owned()
        };
        let api = text(value.get("apiVersion"));
        let (group, version) = api.rsplit_once('/').unwrap_or(("", &api));
        let metadata = value.get("metadata");
        let meta = |key| metadata.and_then(|metadata| metadata.get(key));
        let is_null = meta("namespace").is_some_and(Value::is_null);
        Self {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: text(value.get("kind")),
            name: text(meta("name")),
            namespace: if is_null {
                String::new()
            } else {
                text(meta("namespace"))
            },
        }
    }

    /// True for kinds of Kubernetes itself; their schema defines how lists are merged.
    pub(super) fn is_builtin(&self) -> bool {
        const GROUPS: [&str; 8] = [
            "",
            "apps",
            "batch",
            "autoscaling",
            "policy",
            "extensions",
            "events",
            "resource",
        ];
        let of_kubernetes = self.group.ends_with(".k8s.io") && self.group != "sparkoperator.k8s.io";
        GROUPS.contains(&self.group.as_str()) || of_kubernetes
    }

    pub(super) fn is_cluster_scoped(&self) -> bool {
        self.is_builtin() && CLUSTER_SCOPED.contains(&self.kind.as_str())
    }

    pub(super) fn effective_namespace(&self) -> &str {
        if self.is_cluster_scoped() {
            "_non_namespaceable_"
        } else if self.namespace.is_empty() {
            "default"
        } else {
            &self.namespace
        }
    }

    /// True if both identify the same resource.
    pub(super) fn equals(&self, other: &Self) -> bool {
        self.group == other.group
            && self.version == other.version
            && self.kind == other.kind
            && self.name == other.name
            && self.effective_namespace() == other.effective_namespace()
    }

    /// A hash key: equal for ids that are `equals`.
    pub(super) fn key(&self) -> [String; 5] {
        let namespace = self.effective_namespace().to_owned();
        let Self {
            group,
            version,
            kind,
            name,
            ..
        } = self.clone();
        [group, version, kind, name, namespace]
    }

    pub(super) fn shown(&self) -> String {
        format!("{} `{}`", self.kind, self.name)
    }
}

/// A resource during a build.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) value: Value,
    /// Former ids, the oldest first.
    previous: Vec<Id>,
    /// The id in the source file.
    pub(super) written: Id,
    /// Labels that were set at several paths. kustomize shares one node among them, so that a later change at one path
    /// changes the others.
    pub(super) shared: Vec<String>,
    /// True for a generated resource, whose data is not known.
    pub(super) is_generated: bool,
    /// True if something unsupported changed it; nothing is reported about it then.
    pub(super) is_inexact: bool,
}

impl Resource {
    pub(super) fn new(value: Value) -> Self {
        Self {
            written: Id::of(&value),
            value,
            previous: Vec::new(),
            shared: Vec::new(),
            is_generated: false,
            is_inexact: false,
        }
    }

    pub(super) fn current(&self) -> Id {
        Id::of(&self.value)
    }

    pub(super) fn original(&self) -> Id {
        self.previous
            .first()
            .cloned()
            .unwrap_or_else(|| self.current())
    }

    /// All ids, the current one first. Former ones have the current group and version.
    pub(super) fn ids(&self) -> Vec<Id> {
        let current = self.current();
        let previous = self.previous.iter().map(|id| Id {
            group: current.group.clone(),
            version: current.version.clone(),
            ..id.clone()
        });
        std::iter::once(current.clone()).chain(previous).collect()
    }

    /// Records the id before it changes.
    pub(super) fn remember(&mut self) {
        // kustomize keeps former names in annotations, and converts all of those to strings.
        self.value.texts_of("annotations");
        let current = self.current();
        let namespace = current.effective_namespace().to_owned();
        self.previous.push(Id {
            namespace,
            ..current
        });
    }

    /// Drops the former ids.
    pub(super) fn forget(&mut self) {
        self.previous.clear();
    }

    /// True if a patch has a shared key.
    pub(super) fn shares_one_of(&self, patch: &Value) -> bool {
        fn has(value: &Value, keys: &[String]) -> bool {
            let entries = value.entries().iter();
            let mut keyed = entries.filter(|entry| keys.contains(&entry.key));
            keyed.next().is_some() || value.entries().iter().any(|entry| has(&entry.value, keys))
        }
        !self.shared.is_empty() && has(patch, &self.shared)
    }

    pub(super) fn metadata(&self, field: &str) -> &[Entry] {
        let metadata = self.value.get("metadata");
        metadata
            .and_then(|metadata| metadata.get(field))
            .map_or(&[], Value::entries)
    }
}
