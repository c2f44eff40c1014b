use std::borrow::Cow;

use super::{Count, Language, Memory, Paths, Role, Sourced, Unjudged};
use crate::{
    kube::{self, Mib, MilliCpu},
    source::{Span, is_placeholder},
    yaml::{Entry, Node},
};

/// The pod of a role as Kubernetes receives it.
pub struct Pod<'d> {
    pub role: Role,
    /// The role's key, or a substitute if the role is not written.
    pub span: Span,
    /// From the role's key to the end of its value; equal to `span` if the role is not written.
    pub extent: Span,
    /// The paths of the role's labels, annotations and placement.
    pub paths: Paths,
    /// The language of the application's main file.
    pub language: Language,
    pub count: Result<Count, Unjudged>,
    /// The settings that determine the number of pods.
    pub count_settings: Vec<Sourced<String>>,
    pub container: SparkContainer,
    /// The image of Spark's own container, if it is set.
    pub image: Option<Image<'d>>,
    pub sidecars: Vec<Container<'d>>,
    /// Containers that run before all others.
    pub init_containers: Vec<Container<'d>>,
    /// The setting that makes the driver stop as soon as it starts; it belongs to the role that has the setting.
    pub start_refusal: Option<Unjudged>,
    pub labels: Vec<Pair<'d>>,
    pub annotations: Vec<Pair<'d>>,
    pub node_selector: Vec<Pair<'d>>,
    pub tolerations: Vec<Toleration<'d>>,
    /// `nodeName`, which bypasses the scheduler, from a pod template.
    pub node_name: Option<Field<'d>>,
    /// `affinity`, if set.
    pub affinity: Option<Field<'d>>,
    /// `topologySpreadConstraints`, from a pod template.
    pub topology_spread: Option<Field<'d>>,
    /// `priorityClassName`, if set.
    pub priority_class: Option<Field<'d>>,
    /// `schedulerName`, if set.
    pub scheduler: Option<Field<'d>>,
    /// `hostNetwork`, if set.
    pub host_network: Option<Field<'d>>,
    /// `hostPID`, from a pod template.
    pub host_pid: Option<Field<'d>>,
    /// `hostIPC`, from a pod template.
    pub host_ipc: Option<Field<'d>>,
    /// The pod's `securityContext`, if set.
    pub security_context: Option<Field<'d>>,
    /// The `securityContext` of Spark's container, if set.
    pub container_security_context: Option<Field<'d>>,
    /// Volumes of the pod template, of the spec if the role mounts them, and of Spark settings.
    pub volumes: Vec<Volume<'d>>,
    /// Mounts of the role that the operator skips, because the application has no volume of that name.
    pub skipped_mounts: Vec<Mount>,
    /// The setting that puts Spark's local directories in memory, unless they are volumes in the manifest.
    pub local_dirs_in_memory: Option<Span>,
    /// Fields that only the operator's webhook would apply, if the webhook is off.
    pub lost_to_webhook: Vec<Entry<'d>>,
    /// Volumes that Spark and the operator add; there may be more.
    pub added_volumes: Vec<AddedVolumes>,
    /// False if the pod template disables the service account token, which is mounted as another volume.
    pub has_token_volume: bool,
    /// Ports of its containers and of Spark itself, as far as they are written.
    pub ports: Vec<Port>,
}

/// The image of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image<'d> {
    pub name: Cow<'d, str>,
    /// The place of the name.
    pub span: Span,
}

/// A port on which something in a pod listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    pub number: u16,
    /// The place of the port.
    pub span: Span,
    /// The port of the node that is forwarded to it.
    pub host: Option<HostPort>,
}

/// `hostPort` of a container's port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostPort {
    pub number: u16,
    /// The place of the key.
    pub key_span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SparkContainer {
    /// The CPU request; `None` if there is none.
    pub cpu_request: Result<Option<Sourced<MilliCpu>>, Unjudged>,
    /// The CPU limit; `None` if there is none.
    pub cpu_limit: Result<Option<Sourced<MilliCpu>>, Unjudged>,
    /// The memory request; `None` if there is none.
    pub memory: Result<Option<ContainerMemory>, Unjudged>,
    /// The memory limit; `None` if there is none.
    pub memory_limit: Result<Option<Sourced<Mib>>, Unjudged>,
    pub gpus: Vec<Gpus>,
    /// Further rejected settings; the fields above have only the first one each.
    pub also_refused: Vec<Unjudged>,
    /// The request of the pod template for `ephemeral-storage`.
    pub ephemeral_storage: Option<Sourced<String>>,
    pub mounts: Vec<Mount>,
}

/// A volume mount of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The name of the volume.
    pub volume: String,
    /// The place of the name.
    pub span: Span,
    /// The mount path.
    pub path: String,
    /// The place of the mount path.
    pub path_span: Span,
    pub by: MountedBy,
}

/// The source of a mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MountedBy {
    /// A container; the volume is defined elsewhere.
    Container,
    /// A role, for a volume of the application.
    Role,
    /// A list of config maps, each of which becomes a volume.
    ConfigMap,
    /// A Spark setting or a list of secrets, each of which becomes a volume.
    Setting,
}

/// GPUs that a container requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gpus {
    /// The resource name: `nvidia.com/gpu`.
    pub resource: String,
    /// The number as written.
    pub number: String,
    /// The place of the request.
    pub span: Span,
    /// The place of the resource name.
    pub name_span: Span,
    pub written: WrittenName,
}

/// How a resource name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenName {
    /// As a key.
    Key,
    /// As a value.
    Value,
    /// As a value with only the part before the `/`.
    Vendor,
}

/// The source of the memory request of Spark's container.
#[derive(Clone, Debug, PartialEq)]
pub enum ContainerMemory {
    /// Spark computes it.
    Computed(Memory),
    /// A pod template sets it, for pods that Spark does not build.
    Given(Sourced<Mib>),
}

impl ContainerMemory {
    /// The request.
    #[must_use]
    pub fn total(&self) -> Mib {
        match self {
            Self::Computed(memory) => memory.total(),
            Self::Given(memory) => memory.value,
        }
    }

    /// The setting that determines it: the heap, if Spark adds more to it.
    #[must_use]
    pub fn written(&self) -> &Sourced<Mib> {
        match self {
            Self::Computed(memory) => &memory.heap,
            Self::Given(memory) => memory,
        }
    }

    /// The parts, if Spark computed the request.
    #[must_use]
    pub fn computed(&self) -> Option<&Memory> {
        match self {
            Self::Computed(memory) => Some(memory),
            Self::Given(_) => None,
        }
    }
}

/// A sidecar or init container.
#[derive(Clone)]
pub struct Container<'d> {
    pub node: Node<'d>,
    pub resources: Resources,
    pub mounts: Vec<Mount>,
    /// Quantities in it that the API server rejects, and placeholders.
    pub unreadable: Vec<Unjudged>,
    pub gpus: Vec<Gpus>,
    /// True if only the operator's webhook adds it to the pod.
    pub by_webhook: bool,
}

/// Requests and limits. As in Kubernetes, a limit without a request is also the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    pub cpu_request: Option<Sourced<MilliCpu>>,
    pub cpu_limit: Option<Sourced<MilliCpu>>,
    pub memory_request: Option<Sourced<Mib>>,
    pub memory_limit: Option<Sourced<Mib>>,
}

impl Container<'_> {
    /// The value of an environment variable, if it is a literal.
    #[must_use]
    pub fn env(&self, name: &str) -> Option<&str> {
        let variables = self.node.get("env").into_iter().flat_map(Node::items);
        let is_it =
            |variable: &Node<'_>| variable.get("name").and_then(Node::scalar_text) == Some(name);
        variables
            .filter(is_it)
            .find_map(|variable| variable.get("value")?.json_text())
    }
}

#[derive(Clone, Copy)]
pub struct Field<'d> {
    pub node: Node<'d>,
    /// The place of the key.
    pub key_span: Span,
    /// True if only the operator's webhook adds it to the pod, so that it is lost without the webhook.
    pub by_webhook: bool,
}

#[derive(Clone)]
pub struct Volume<'d> {
    pub name: String,
    /// The type: `emptyDir`, `hostPath`, `persistentVolumeClaim`, …
    pub kind: String,
    /// The place of the volume.
    pub span: Span,
    /// `medium` of an `emptyDir`: `Memory`, `LocalRaid0`.
    pub medium: Option<Cow<'d, str>>,
    /// `sizeLimit` of an `emptyDir`.
    pub size_limit: Option<Cow<'d, str>>,
    /// The storage class of a claim that is created for the pod.
    pub storage_class: Option<StorageClass<'d>>,
    /// The driver of a `csi` or `flexVolume`.
    pub driver: Option<Cow<'d, str>>,
    /// True if only the operator's webhook adds it to the pod.
    pub by_webhook: bool,
}

#[derive(Clone)]
pub struct StorageClass<'d> {
    pub name: Cow<'d, str>,
    /// The place of the name.
    pub span: Span,
}

/// Volumes that are not in the manifest: Spark or the operator adds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddedVolumes {
    /// What they contain.
    pub purpose: &'static str,
    pub number: usize,
}

impl<'d> Pod<'d> {
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&Pair<'d>> {
        self.annotations.iter().find(|pair| pair.key == key)
    }

    #[must_use]
    pub fn label(&self, key: &str) -> Option<&Pair<'d>> {
        self.labels.iter().find(|pair| pair.key == key)
    }

    /// All settings because of which the pod cannot be created, or its size is not known.
    pub fn unjudged(&self) -> impl Iterator<Item = &Unjudged> {
        let container = &self.container;
        [
            container.memory.as_ref().err(),
            container.memory_limit.as_ref().err(),
            container.cpu_request.as_ref().err(),
            container.cpu_limit.as_ref().err(),
            self.count.as_ref().err(),
            self.start_refusal.as_ref(),
        ]
        .into_iter()
        .flatten()
        .chain(&container.also_refused)
        .chain(self.containers_beside().flat_map(|other| &other.unreadable))
    }

    /// The GPUs of all its containers, one by one.
    pub fn gpus(&self) -> impl Iterator<Item = &Gpus> {
        let others = self.containers_beside().flat_map(|other| &other.gpus);
        self.container.gpus.iter().chain(others)
    }

    /// Sidecars and init containers.
    pub fn containers_beside(&self) -> impl Iterator<Item = &Container<'d>> {
        self.sidecars.iter().chain(&self.init_containers)
    }

    /// True for a place inside the role's own part of the file.
    #[must_use]
    pub fn covers(&self, place: Span) -> bool {
        self.extent.start <= place.start && place.end <= self.extent.end
    }
}

/// A label, an annotation or an entry of a node selector.
#[derive(Clone)]
pub struct Pair<'d> {
    pub key: Cow<'d, str>,
    pub value: Cow<'d, str>,
    /// The value's node.
    pub node: Node<'d>,
    /// The place of the key.
    pub key_span: Span,
    /// True if only the operator's webhook adds it to the pod.
    pub by_webhook: bool,
}

impl Pair<'_> {
    /// True if the key or the value has a placeholder.
    #[must_use]
    pub fn has_placeholder(&self) -> bool {
        is_placeholder(&self.value) || is_placeholder(&self.key)
    }
}

/// A toleration and its source.
#[derive(Clone, Copy)]
pub struct Toleration<'d> {
    pub fields: kube::Toleration<'d>,
    /// True if only the operator's webhook adds it to the pod.
    pub by_webhook: bool,
}
