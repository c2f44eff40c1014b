use std::borrow::Cow;

use super::{
    container::{Contained, sourced},
    fact::{Fact, Shape},
    notes::Notes,
    object::Object,
    verdict::{self, Verdicts},
};
use crate::{
    judged::{Environment, JudgedApplication, JudgedPod, PodSize, SizedEntry},
    source::Span,
    spark::{
        Application, Conf, ContainerMemory, Count, Field, Memory, Origin, OverheadReason, Pair, Pod, Role, Sourced,
        Unjudged,
    },
    yaml::Node,
};

/// A pod, with the application that it belongs to.
#[derive(Clone, Copy)]
pub(super) struct PodOf<'v> {
    pub(super) pod: &'v Pod<'v>,
    pub(super) entries: &'v [SizedEntry],
    pub(super) environment: &'v Environment,
    pub(super) verdicts: &'v (dyn Verdicts + 'v),
    application: &'v Application<'v>,
    conf: &'v Conf<'v>,
    size: &'v PodSize,
}

/// What Spark takes for no bound.
const WITHOUT_BOUND: u32 = i32::MAX.unsigned_abs();

pub(super) fn most(count: &Count) -> u32 {
    count.max.unwrap_or(WITHOUT_BOUND)
}

/// What may be refused or still to be filled in.
pub(super) fn quantity<'v, T>(
    read: &'v Result<Option<T>, Unjudged>,
    make: impl FnOnce(&'v T) -> Fact<'v>,
) -> Option<Fact<'v>> {
    match read {
        Ok(value) => Some(make(value.as_ref()?)),
        Err(unjudged) => Some(refused(unjudged)),
    }
}

fn refused<'v>(unjudged: &Unjudged) -> Fact<'v> {
    Fact::new(Shape::Unknown(unjudged.message().into())).at(place(&unjudged.origin))
}

fn place(origin: &Origin) -> Option<Span> {
    origin.written.then_some(origin.span)
}

impl<'v> PodOf<'v> {
    pub(super) fn new(of: &'v JudgedApplication<'_, '_>, judged: &'v JudgedPod<'_, '_>) -> Self {
        Self {
            pod: judged.pod,
            entries: &judged.entries,
            environment: judged.environment,
            verdicts: judged,
            application: of.application,
            conf: of.conf,
            size: &judged.size,
        }
    }

    /// The name of Spark's own container.
    pub(super) fn container_name(self) -> &'static str {
        match self.pod.role {
            Role::Driver | Role::Server => "spark-kubernetes-driver",
            Role::Executor => "spark-kubernetes-executor",
            role @ (Role::Master | Role::Worker) => role.name(),
        }
    }

    pub(super) fn field(self, field: Option<&Field<'v>>) -> Option<Fact<'v>> {
        let field = field?;
        Some(Fact::node(field.node, field.key_span))
    }

    fn flag(self, field: Option<&Field<'v>>) -> Fact<'v> {
        self.field(field).unwrap_or_else(|| Fact::bool(false))
    }

    pub(super) fn get(self, name: &str, notes: &Notes<'v>) -> Option<Fact<'v>> {
        let pod = self.pod;
        let owner = std::ptr::from_ref(pod).addr();
        let once = |name, make: &dyn Fn() -> Fact<'v>| Some(notes.field(owner, name, make));
        match name {
            "role" => Some(Fact::text(pod.role.name())),
            "pods" => Some(Fact::object(Object::Pods(self))),
            "cpu" => Some(Fact::object(Object::Cpu(Contained::Spark(self)))),
            "memory" => Some(Fact::object(Object::Memory(self))),
            "total" => Some(Fact::object(Object::Total(self))),
            "labels" => once("labels", &|| pairs(&pod.labels)),
            "annotations" => once("annotations", &|| pairs(&pod.annotations)),
            "nodeSelector" => once("nodeSelector", &|| pairs(&pod.node_selector)),
            "tolerations" => once("tolerations", &|| {
                let tolerations = pod.tolerations.iter();
                Fact::list(tolerations.map(|toleration| {
                    let fields = toleration.fields;
                    Fact::object(Object::Toleration(fields)).at(fields.node.span())
                }))
            }),
            "affinity" => self.field(pod.affinity.as_ref()),
            "topologySpreadConstraints" => self.field(pod.topology_spread.as_ref()),
            "nodeName" => self.field(pod.node_name.as_ref()),
            "priorityClassName" => self.field(pod.priority_class.as_ref()),
            "schedulerName" => self.field(pod.scheduler.as_ref()),
            "hostNetwork" => Some(self.flag(pod.host_network.as_ref())),
            "hostPID" => Some(self.flag(pod.host_pid.as_ref())),
            "hostIPC" => Some(self.flag(pod.host_ipc.as_ref())),
            "securityContext" => self.field(pod.security_context.as_ref()),
            "volumes" => once("volumes", &|| {
                let volumes = pod.volumes.iter();
                Fact::list(
                    volumes.map(|volume| Fact::object(Object::Volume(volume)).at(volume.span)),
                )
            }),
            "containers" => once("containers", &|| {
                let spark = Fact::object(Object::Container(Contained::Spark(self)));
                let beside = pod.sidecars.iter().map(Contained::Beside);
                Fact::list(std::iter::once(spark).chain(beside.map(container)))
            }),
            "initContainers" => once("initContainers", &|| {
                let containers = pod.init_containers.iter().map(Contained::Beside);
                Fact::list(containers.map(container))
            }),
            "gpus" => once("gpus", &|| {
                Fact::list(pod.gpus().map(|gpus| Fact::object(Object::Gpu(gpus)).at(gpus.span)))
            }),
            "specs" => once("specs", &|| {
                let entries = self.entries.iter();
                Fact::list(entries.map(|entry| Fact::object(Object::Spec(entry)).at(entry.span)))
            }),
            "isSpot" => {
                let spot = self.verdicts.spot();
                Some(Fact::bool(spot.is_some()).at(spot))
            }
            "placement" => Some(Fact::text(verdict::placement(self))),
            "isMeantForEci" => Some(Fact::bool(self.verdicts.is_meant_for_eci())),
            "given" => verdict::is_given(self, notes).then(|| Fact::object(Object::Given(self))),
            "price" => verdict::is_priced(self, notes).then(|| Fact::object(Object::Price(self))),
            _ => None,
        }
    }

    /// How many pods there will be.
    pub(super) fn number(self, name: &str) -> Option<Fact<'v>> {
        quantity_of(&self.pod.count, |count| {
            let number = match name {
                "min" => count.min,
                "initial" => count.initial,
                "max" => most(count),
                _ => return None,
            };
            Some(Fact::int(number).at(self.origin_of_number(name, number)))
        })
    }

    /// Where a number of executors or workers is written, or what makes it endless.
    fn origin_of_number(self, name: &str, number: u32) -> Option<Span> {
        if self.pod.role == Role::Worker {
            return self.origin_of_workers(name);
        }
        if self.pod.role != Role::Executor {
            return None;
        }
        let conf = self.conf;
        let written = |key: &str| {
            let setting = conf.get(key)?;
            setting.node.is_some().then_some(setting)
        };
        let says_it = |key: &&str| {
            written(key).is_some_and(|setting| setting.value.trim() == number.to_string())
        };
        const INSTANCES: &str = "spark.executor.instances";
        const MIN: &str = "spark.dynamicAllocation.minExecutors";
        const INITIAL: &str = "spark.dynamicAllocation.initialExecutors";
        const ENABLED: &str = "spark.dynamicAllocation.enabled";
        let key = if !conf.is_true(ENABLED) {
            INSTANCES
        } else {
            match name {
                "min" => MIN,
                // The largest of the three counts.
                "initial" => [INITIAL, MIN, INSTANCES].into_iter().find(|key| says_it(&key))?,
                _ if number == WITHOUT_BOUND => ENABLED,
                _ => "spark.dynamicAllocation.maxExecutors",
            }
        };
        Some(written(key)?.span)
    }

    fn origin_of_workers(self, name: &str) -> Option<Span> {
        let spec = self.application.spec.as_ref()?.value;
        let instances = spec.get("clusterTolerations")?.get("instanceConfig")?;
        let field = match name {
            "min" => "minWorkers",
            "initial" => "initWorkers",
            _ => "maxWorkers",
        };
        let field = instances.get(field).or_else(|| instances.get("initWorkers"));
        field.map(Node::span)
    }

    /// Memory of Spark's container.
    pub(super) fn memory(self, name: &str) -> Option<Fact<'v>> {
        let container = &self.pod.container;
        let own_limit = container.memory_limit.as_ref();
        if name == "limitMib" && !matches!(own_limit, Ok(None)) {
            return quantity(&container.memory_limit, |limit| sourced(limit, limit.value.0));
        }
        quantity_of(&container.memory, |memory| {
            let memory = memory.as_ref()?;
            match name {
                "requestMib" => Some(sourced(memory.written(), memory.total().0)),
                // Spark writes its request as the limit, too.
                "limitMib" => {
                    let parts = memory.computed()?;
                    Some(sourced(&parts.heap, parts.total().0))
                }
                _ => part(memory.computed()?, name),
            }
        })
    }

    /// What all containers together ask for.
    pub(super) fn total(self, name: &str) -> Option<Fact<'v>> {
        let (cpu, memory) = (self.size.cpu, self.size.memory);
        let container = &self.pod.container;
        let number = match name {
            "cpuMillis" => cpu.map(|cpu| cpu.0),
            "memoryMib" => memory.map(|memory| memory.0),
            _ => return None,
        };
        let place = match name {
            "cpuMillis" => origin(&container.cpu_request, |cpu| Some(&cpu.origin)),
            _ => origin(&container.memory, |memory: &ContainerMemory| {
                Some(&memory.written().origin)
            }),
        };
        let Some(number) = number else {
            let unjudged = self.pod.unjudged().next();
            return unjudged.map(refused);
        };
        Some(Fact::int(number).at(place))
    }
}

fn origin<T>(
    read: &Result<Option<T>, Unjudged>,
    of: impl Fn(&T) -> Option<&Origin>,
) -> Option<Span> {
    place(of(read.as_ref().ok()?.as_ref()?)?)
}

/// What may be refused, of which only a part is asked for.
fn quantity_of<'v, T>(
    read: &'v Result<T, Unjudged>,
    make: impl FnOnce(&'v T) -> Option<Fact<'v>>,
) -> Option<Fact<'v>> {
    match read {
        Ok(value) => make(value),
        Err(unjudged) => Some(refused(unjudged)),
    }
}

/// A part of the memory that Spark adds up.
fn part<'v>(memory: &'v Memory, name: &str) -> Option<Fact<'v>> {
    let or_none = |part: &'v Option<Sourced<crate::kube::Mib>>| match part {
        Some(part) => sourced(part, part.value.0),
        None => Fact::int(0),
    };
    Some(match name {
        "heapMib" => sourced(&memory.heap, memory.heap.value.0),
        "overheadMib" => {
            let origin = match &memory.overhead.reason {
                OverheadReason::Explicit(origin) => Some(origin),
                OverheadReason::Share { factor, .. } => factor.origin.as_ref(),
            };
            Fact::int(memory.overhead.mib).at(origin.and_then(place))
        }
        "offHeapMib" => or_none(&memory.off_heap),
        "pysparkMib" => or_none(&memory.pyspark),
        _ => return None,
    })
}

fn pairs<'v>(pairs: &'v [Pair<'v>]) -> Fact<'v> {
    Fact::map(pairs.iter().map(|pair| {
        let fact = Fact::text(&*pair.value).at(pair.node.span());
        (Cow::Borrowed(&*pair.key), fact)
    }))
}

fn container<'v>(contained: Contained<'v>) -> Fact<'v> {
    let place = match contained {
        Contained::Spark(_) => None,
        Contained::Beside(container) => Some(super::notes::start(container.node)),
    };
    Fact::object(Object::Container(contained)).at(place)
}
