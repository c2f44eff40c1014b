use std::{borrow::Cow, fmt};

use super::{Count, Language, Memory, Setting, Sourced, Unjudged};
use crate::{
    kube::{Mib, MilliCpu},
    source::Span,
    yaml::Node,
};

/// What a pod does in an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Runs the application and asks for executors.
    Driver,
    /// Runs tasks.
    Executor,
    /// The driver of a `SparkConnect`.
    Server,
    /// The master of a standalone cluster.
    Master,
    /// A worker of a standalone cluster.
    Worker,
}

impl Role {
    /// The name, which is also the field of `driver`, `executor` and `server`.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Driver => "driver",
            Self::Executor => "executor",
            Self::Server => "server",
            Self::Master => "master",
            Self::Worker => "worker",
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
    /// From the role's key to the end of its value; the same as `span` where it is not written.
    pub extent: Span,
    /// Where the role's labels, annotations and placement are written.
    pub paths: Paths,
    /// The language of the application's main file.
    pub language: Language,
    /// How many of these pods there will be.
    pub count: Result<Count, Unjudged>,
    /// Spark's own container.
    pub container: SparkContainer,
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
    /// `priorityClassName`, where it is given.
    pub priority_class: Option<Field<'d>>,
    /// `schedulerName`, where it is given.
    pub scheduler: Option<Field<'d>>,
    /// `hostNetwork`, where it is given.
    pub host_network: Option<Field<'d>>,
    /// The pod's `securityContext`, where there is one.
    pub security_context: Option<Field<'d>>,
    /// The `securityContext` of Spark's container, where there is one.
    pub container_security_context: Option<Field<'d>>,
    /// Volumes: of the pod template, of the spec where the role mounts them, and of Spark settings.
    pub volumes: Vec<Volume<'d>>,
    /// Ports on which its containers and Spark itself listen, where they are written.
    pub ports: Vec<Port>,
}

/// A port on which something in a pod listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its number.
    pub number: u16,
    /// Where it stands.
    pub span: Span,
}

/// Where a role's settings are written, below the application's spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paths {
    /// `labels` and `annotations`.
    pub metadata: &'static str,
    /// `nodeSelector`, `tolerations` and `affinity`.
    pub placement: &'static str,
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
    pub gpus: Option<Gpus>,
    /// `ephemeral-storage` that the pod template asks for.
    pub ephemeral_storage: Option<String>,
}

/// GPUs that a container asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gpus {
    /// The resource's name: `nvidia.com/gpu`.
    pub resource: String,
    /// How many.
    pub number: String,
    /// Where that stands.
    pub span: Span,
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
    /// Quantities in it that the API server refuses, or that are still to be filled in.
    pub unreadable: Vec<Unjudged>,
    /// True when only the operator's webhook puts it into the pod.
    pub by_webhook: bool,
}

/// Requests and limits; a limit without a request is the request, too, as in Kubernetes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// CPU that is asked for.
    pub cpu_request: Option<MilliCpu>,
    /// The most CPU.
    pub cpu_limit: Option<MilliCpu>,
    /// Memory that is asked for.
    pub memory_request: Option<Mib>,
    /// The most memory.
    pub memory_limit: Option<Mib>,
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
    /// True when only the operator's webhook puts it into the pod.
    pub by_webhook: bool,
}

impl<'d> Volume<'d> {
    /// A volume that is made of Spark settings.
    pub(super) fn of_setting(kind: &str, name: &str, setting: &Setting<'d>) -> Self {
        Self {
            name: name.to_owned(),
            kind: kind.to_owned(),
            span: setting.key_span,
            medium: None,
            size_limit: None,
            by_webhook: false,
        }
    }
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
        .chain(self.containers_beside().flat_map(|other| &other.unreadable))
    }

    /// Sidecars and init containers.
    pub fn containers_beside(&self) -> impl Iterator<Item = &Container<'d>> {
        self.sidecars.iter().chain(&self.init_containers)
    }

    /// The CPU that all containers together ask for, or the most that one init container does, as
    /// the scheduler counts; `None` where Spark's own part is not known.
    #[must_use]
    pub fn cpu_request(&self) -> Option<MilliCpu> {
        let own = self.container.cpu_request.as_ref().ok()?.as_ref();
        let (others, _) = self.sidecar_requests();
        let init = self.init_containers.iter();
        let init = init.filter_map(|init| init.resources.cpu_request).max();
        let together = own.map_or(0, |own| own.value.0).saturating_add(others.0);
        Some(MilliCpu(together).max(init.unwrap_or_default()))
    }

    /// The memory that all containers together ask for, counted like the CPU.
    #[must_use]
    pub fn memory_request(&self) -> Option<Mib> {
        let own = self.container.memory.as_ref().ok()?.as_ref();
        let (_, others) = self.sidecar_requests();
        let init = self.init_containers.iter();
        let init = init.filter_map(|init| init.resources.memory_request).max();
        let together = own.map_or(0, |own| own.total().0).saturating_add(others.0);
        Some(Mib(together).max(init.unwrap_or_default()))
    }

    /// Both, where both are known.
    #[must_use]
    pub fn requests(&self) -> Option<(MilliCpu, Mib)> {
        Some((self.cpu_request()?, self.memory_request()?))
    }

    /// True for a place inside the role's own part of the file.
    #[must_use]
    pub fn covers(&self, place: Span) -> bool {
        self.extent.start <= place.start && place.end <= self.extent.end
    }

    /// What the containers beside Spark's ask for.
    #[must_use]
    pub fn sidecar_requests(&self) -> (MilliCpu, Mib) {
        let resources = || self.sidecars.iter().map(|container| container.resources);
        let cpu = resources().filter_map(|resources| resources.cpu_request);
        let memory = resources().filter_map(|resources| resources.memory_request);
        (
            MilliCpu(cpu.fold(0, |sum, cpu| sum.saturating_add(cpu.0))),
            Mib(memory.fold(0, |sum, memory| sum.saturating_add(memory.0))),
        )
    }

    /// The size from which ECI derives an instance where no spec is asked for: of each container
    /// the limit, else the request. `None` where Spark's own part is not known.
    #[must_use]
    pub fn sizing(&self) -> Option<(MilliCpu, Mib)> {
        let container = &self.container;
        let request = container.cpu_request.as_ref().ok()?.as_ref();
        let limit = container.cpu_limit.as_ref().ok()?.as_ref();
        let memory = container.memory.as_ref().ok()?.as_ref();
        let memory_limit = container.memory_limit.as_ref().ok()?.as_ref();
        let mut cpu = limit.or(request).map_or(0, |cpu| cpu.value.0);
        let mut mib = memory_limit.map_or_else(
            || memory.map_or(0, |memory| memory.total().0),
            |limit| limit.value.0,
        );
        for Resources {
            cpu_request,
            cpu_limit,
            memory_request,
            memory_limit,
        } in self.sidecars.iter().map(|sidecar| sidecar.resources)
        {
            cpu = cpu.saturating_add(cpu_limit.or(cpu_request).unwrap_or_default().0);
            mib = mib.saturating_add(memory_limit.or(memory_request).unwrap_or_default().0);
        }
        Some((MilliCpu(cpu), Mib(mib)))
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

/// A toleration.
#[derive(Clone)]
pub struct Toleration<'d> {
    /// The whole entry.
    pub node: Node<'d>,
    /// True when only the operator's webhook puts it into the pod.
    pub by_webhook: bool,
}

impl<'d> Toleration<'d> {
    /// A field's text.
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
