use std::borrow::Cow;

use super::{Count, Language, Memory, Paths, Role, Sourced, Unjudged};
use crate::{
    kube::{self, Mib, MilliCpu},
    source::{Span, is_placeholder},
    yaml::{Entry, Node},
};

/// One role's pod, as it will reach Kubernetes.
pub struct Pod<'d> {
    /// Which role.
    pub role: Role,
    /// The role's key, or what stands for it where the role is not written.
    pub span: Span,
    /// From the role's key to the end of its value; the same as `span` where it is not written.
    pub extent: Span,
    /// Where the role's labels, annotations and placement are written.
    pub paths: Paths,
    /// The language of the application's main file.
    pub language: Language,
    /// How many of these pods there will be.
    pub count: Result<Count, Unjudged>,
    /// The settings that say how many, where they are written.
    pub count_settings: Vec<Sourced<String>>,
    /// Spark's own container.
    pub container: SparkContainer,
    /// The image of Spark's own container, where one is given.
    pub image: Option<Image<'d>>,
    /// The other containers: sidecars.
    pub sidecars: Vec<Container<'d>>,
    /// Containers that run before all others.
    pub init_containers: Vec<Container<'d>>,
    /// What makes the driver stop as soon as it starts, in the role whose setting it is.
    pub start_refusal: Option<Unjudged>,
    /// Labels.
    pub labels: Vec<Pair<'d>>,
    /// Annotations.
    pub annotations: Vec<Pair<'d>>,
    /// Labels that a node must have.
    pub node_selector: Vec<Pair<'d>>,
    /// Taints that the pod puts up with.
    pub tolerations: Vec<Toleration<'d>>,
    /// `nodeName`, which takes the place of the scheduler, where a pod template gives it.
    pub node_name: Option<Field<'d>>,
    /// `affinity`, where there is one.
    pub affinity: Option<Field<'d>>,
    /// `topologySpreadConstraints`, where a pod template gives them.
    pub topology_spread: Option<Field<'d>>,
    /// `priorityClassName`, where it is given.
    pub priority_class: Option<Field<'d>>,
    /// `schedulerName`, where it is given.
    pub scheduler: Option<Field<'d>>,
    /// `hostNetwork`, where it is given.
    pub host_network: Option<Field<'d>>,
    /// `hostPID`, where a pod template gives it.
    pub host_pid: Option<Field<'d>>,
    /// `hostIPC`, where a pod template gives it.
    pub host_ipc: Option<Field<'d>>,
    /// The pod's `securityContext`, where there is one.
    pub security_context: Option<Field<'d>>,
    /// The `securityContext` of Spark's container, where there is one.
    pub container_security_context: Option<Field<'d>>,
    /// Volumes: of the pod template, of the spec where the role mounts them, and of Spark settings.
    pub volumes: Vec<Volume<'d>>,
    /// Mounts of the role that the operator skips, because the application has no volume of that name.
    pub skipped_mounts: Vec<Mount>,
    /// The setting that keeps Spark's local directories in memory, where they are no volumes of the manifest.
    pub local_dirs_in_memory: Option<Span>,
    /// Fields that only the operator's webhook would put into the pod, where that is off.
    pub lost_to_webhook: Vec<Entry<'d>>,
    /// Volumes that Spark and the operator add: at least these.
    pub added_volumes: Vec<AddedVolumes>,
    /// False where the pod template wants no token of its service account, which would be one more volume.
    pub has_token_volume: bool,
    /// Ports on which its containers and Spark itself listen, where they are written.
    pub ports: Vec<Port>,
}

/// The image of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image<'d> {
    /// Its name.
    pub name: Cow<'d, str>,
    /// Where that is written.
    pub span: Span,
}

/// A port on which something in a pod listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its number.
    pub number: u16,
    /// Where it stands.
    pub span: Span,
    /// The port of the node that is to lead there.
    pub host: Option<HostPort>,
}

/// `hostPort` of a container's port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostPort {
    /// Its number.
    pub number: u16,
    /// Where its key stands.
    pub key_span: Span,
}

/// Spark's own container.
#[derive(Clone, Debug, PartialEq)]
pub struct SparkContainer {
    /// The CPU that it asks for; `None` where nothing says so.
    pub cpu_request: Result<Option<Sourced<MilliCpu>>, Unjudged>,
    /// The most CPU that it may use; `None` where nothing limits it.
    pub cpu_limit: Result<Option<Sourced<MilliCpu>>, Unjudged>,
    /// The memory that it asks for; `None` where nothing says so.
    pub memory: Result<Option<ContainerMemory>, Unjudged>,
    /// The most memory that it may use; `None` where nothing limits it.
    pub memory_limit: Result<Option<Sourced<Mib>>, Unjudged>,
    /// GPUs.
    pub gpus: Vec<Gpus>,
    /// Further settings that are refused: those above hold the first one each.
    pub also_refused: Vec<Unjudged>,
    /// `ephemeral-storage` that the pod template asks for.
    pub ephemeral_storage: Option<Sourced<String>>,
    /// The volumes that it mounts.
    pub mounts: Vec<Mount>,
}

/// A volume that a container mounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The volume's name.
    pub volume: String,
    /// Where that is written.
    pub span: Span,
    /// The path at which the container sees it.
    pub path: String,
    /// Where that is written.
    pub path_span: Span,
    /// What mounts it.
    pub by: MountedBy,
}

/// What mounts a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MountedBy {
    /// A container: the volume comes from elsewhere.
    Container,
    /// A role, together with the volume of the application.
    Role,
    /// A list of config maps, each with a volume of its own.
    ConfigMap,
    /// A Spark setting or a list of secrets, each with a volume of its own.
    Setting,
}

/// GPUs that a container asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gpus {
    /// The resource's name: `nvidia.com/gpu`.
    pub resource: String,
    /// How many.
    pub number: String,
    /// Where they are asked for.
    pub span: Span,
    /// Where the name stands.
    pub name_span: Span,
    /// How it stands there.
    pub written: WrittenName,
}

/// How the name of a resource is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenName {
    /// As a key.
    Key,
    /// As a value.
    Value,
    /// As a value that has only the part before the `/`.
    Vendor,
}

/// Where the memory request of Spark's container comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum ContainerMemory {
    /// Spark adds it up.
    Computed(Memory),
    /// A pod template says it: the pods that Spark does not build.
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

    /// What is written for it: the heap, where Spark adds more.
    #[must_use]
    pub fn written(&self) -> &Sourced<Mib> {
        match self {
            Self::Computed(memory) => &memory.heap,
            Self::Given(memory) => memory,
        }
    }

    /// The parts, where Spark added them up.
    #[must_use]
    pub fn computed(&self) -> Option<&Memory> {
        match self {
            Self::Computed(memory) => Some(memory),
            Self::Given(_) => None,
        }
    }
}

/// A container beside Spark's.
#[derive(Clone)]
pub struct Container<'d> {
    /// The container.
    pub node: Node<'d>,
    /// What it asks for and how much it may use.
    pub resources: Resources,
    /// The volumes that it mounts.
    pub mounts: Vec<Mount>,
    /// Quantities in it that the API server refuses, or that are still to be filled in.
    pub unreadable: Vec<Unjudged>,
    /// GPUs.
    pub gpus: Vec<Gpus>,
    /// True when only the operator's webhook puts it into the pod.
    pub by_webhook: bool,
}

/// Requests and limits; a limit without a request is the request, too, as in Kubernetes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// CPU that is asked for.
    pub cpu_request: Option<Sourced<MilliCpu>>,
    /// The most CPU.
    pub cpu_limit: Option<Sourced<MilliCpu>>,
    /// Memory that is asked for.
    pub memory_request: Option<Sourced<Mib>>,
    /// The most memory.
    pub memory_limit: Option<Sourced<Mib>>,
}

impl Container<'_> {
    /// The value of an environment variable, where it is written as one.
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

/// A field of a pod.
#[derive(Clone, Copy)]
pub struct Field<'d> {
    /// The value.
    pub node: Node<'d>,
    /// Where its key stands.
    pub key_span: Span,
    /// True when only the operator's webhook puts it into the pod: where that is off, it is lost.
    pub by_webhook: bool,
}

/// A volume of a pod.
#[derive(Clone)]
pub struct Volume<'d> {
    /// Its name.
    pub name: String,
    /// What it is: `emptyDir`, `hostPath`, `persistentVolumeClaim`, …
    pub kind: String,
    /// Where it stands.
    pub span: Span,
    /// `medium` of an `emptyDir`: `Memory`, `LocalRaid0`.
    pub medium: Option<Cow<'d, str>>,
    /// `sizeLimit` of an `emptyDir`.
    pub size_limit: Option<Cow<'d, str>>,
    /// The storage class of a claim that is made for the pod.
    pub storage_class: Option<StorageClass<'d>>,
    /// The driver of a `csi` or `flexVolume`.
    pub driver: Option<Cow<'d, str>>,
    /// True when only the operator's webhook puts it into the pod.
    pub by_webhook: bool,
}

/// The storage class of a volume.
#[derive(Clone)]
pub struct StorageClass<'d> {
    /// Its name.
    pub name: Cow<'d, str>,
    /// Where that stands.
    pub span: Span,
}

/// Volumes that are written nowhere, because Spark or the operator adds them for some purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddedVolumes {
    /// What they hold.
    pub purpose: &'static str,
    /// How many.
    pub number: usize,
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

    /// All settings because of which there is no such pod or its size is not known.
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

    /// The GPUs that its containers ask for, each container by itself.
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
    /// True when only the operator's webhook puts it into the pod.
    pub by_webhook: bool,
}

impl Pair<'_> {
    /// True when key or value are still to be filled in.
    #[must_use]
    pub fn has_placeholder(&self) -> bool {
        is_placeholder(&self.value) || is_placeholder(&self.key)
    }
}

/// A toleration, and how it reaches the pod.
#[derive(Clone, Copy)]
pub struct Toleration<'d> {
    /// What it says.
    pub fields: kube::Toleration<'d>,
    /// True when only the operator's webhook puts it into the pod.
    pub by_webhook: bool,
}
