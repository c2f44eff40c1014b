use std::borrow::Cow;

use super::{
    container::Contained,
    fact::{Fact, Object, place, pod_field, start},
    number::Number,
    parts::{GpusOf, SpecOf, Toleration, VolumeOf},
    resources::{SparkCpu, SparkMemory},
    schema,
    verdict::{GivenTo, PriceOf, Verdicts},
};
use crate::{
    cel::Field,
    judged::{JudgedApplication, JudgedPod, PodSize, SizedEntry},
    spark::{self, Pair, Pod},
};

/// A pod, and what it needs from its application.
pub(super) struct PodOf<'v> {
    pod: &'v Pod<'v>,
    size: &'v PodSize,
    entries: &'v [SizedEntry],
    verdicts: &'v (dyn Verdicts + 'v),
    number: Number<'v>,
}

struct Total<'v> {
    pod: &'v Pod<'v>,
    size: &'v PodSize,
}

impl<'v> PodOf<'v> {
    pub(super) fn new(of: &'v JudgedApplication<'_, '_>, judged: &'v JudgedPod<'_, '_>) -> Self {
        Self {
            pod: judged.pod,
            size: &judged.size,
            entries: &judged.entries,
            verdicts: judged,
            number: Number {
                pod: judged.pod,
                application: of.application,
                conf: of.conf,
            },
        }
    }
}

impl<'v> Object<'v> for PodOf<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::POD
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let pod = self.pod;
        let containers = |containers: &'v [spark::Container<'v>]| {
            containers.iter().map(|container| {
                Fact::object(Contained::Beside(container)).at(start(container.node))
            })
        };
        Some(match name {
            "role" => Fact::text(pod.role.name()),
            "pods" => Fact::object(self.number),
            "cpu" => Fact::object(SparkCpu(&pod.container)),
            "memory" => Fact::object(SparkMemory(&pod.container)),
            "total" => Fact::object(Total {
                pod,
                size: self.size,
            }),
            "labels" => pairs(&pod.labels),
            "annotations" => pairs(&pod.annotations),
            "nodeSelector" => pairs(&pod.node_selector),
            "tolerations" => {
                let tolerations = pod.tolerations.iter().map(|toleration| toleration.fields);
                Fact::list(tolerations.map(|toleration| {
                    Fact::object(Toleration(toleration)).at(toleration.node.span())
                }))
            }
            "affinity" => pod_field(pod.affinity.as_ref())?,
            "topologySpreadConstraints" => pod_field(pod.topology_spread.as_ref())?,
            "nodeName" => pod_field(pod.node_name.as_ref())?,
            "priorityClassName" => pod_field(pod.priority_class.as_ref())?,
            "schedulerName" => pod_field(pod.scheduler.as_ref())?,
            "hostNetwork" => flag(pod.host_network.as_ref()),
            "hostPID" => flag(pod.host_pid.as_ref()),
            "hostIPC" => flag(pod.host_ipc.as_ref()),
            "securityContext" => pod_field(pod.security_context.as_ref())?,
            "volumes" => {
                let volumes = pod.volumes.iter();
                Fact::list(volumes.map(|volume| Fact::object(VolumeOf(volume)).at(volume.span)))
            }
            "containers" => {
                let spark = Fact::object(Contained::Spark(pod)).at(pod.span);
                Fact::list(std::iter::once(spark).chain(containers(&pod.sidecars)))
            }
            "initContainers" => Fact::list(containers(&pod.init_containers)),
            "gpus" => Fact::list(
                pod.gpus()
                    .map(|gpus| Fact::object(GpusOf(gpus)).at(gpus.span)),
            ),
            "specs" => {
                let entries = self.entries.iter();
                Fact::list(entries.map(|entry| Fact::object(SpecOf(entry)).at(entry.span)))
            }
            "isSpot" => {
                let spot = self.verdicts.spot();
                Fact::bool(spot.is_some()).at(spot)
            }
            "placement" => Fact::text(self.verdicts.landing().name()),
            "isMeantForEci" => Fact::bool(self.verdicts.is_meant_for_eci()),
            "given" => GivenTo::fact(self.verdicts),
            "price" => PriceOf::fact(self.verdicts, self.number),
            _ => return None,
        })
    }
}

impl<'v> Object<'v> for Total<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::TOTAL
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let container = &self.pod.container;
        let (number, origin) = match name {
            "cpuMillis" => {
                let cpu = container.cpu_request.as_ref().ok();
                let origin = cpu.and_then(|cpu| Some(&cpu.as_ref()?.origin));
                (self.size.cpu.map(|cpu| cpu.0), origin)
            }
            "memoryMib" => {
                let memory = container.memory.as_ref().ok();
                let origin = memory.and_then(|memory| Some(&memory.as_ref()?.written().origin));
                (self.size.memory.map(|memory| memory.0), origin)
            }
            _ => return None,
        };
        match number {
            Some(number) => Some(Fact::int(number).at(origin.and_then(place))),
            None => self.pod.unjudged().next().map(Fact::refused),
        }
    }
}

fn flag<'v>(field: Option<&spark::Field<'v>>) -> Fact<'v> {
    pod_field(field).unwrap_or_else(|| Fact::bool(false))
}

fn pairs<'v>(pairs: &'v [Pair<'v>]) -> Fact<'v> {
    Fact::map(pairs.iter().map(|pair| {
        let fact = Fact::text(&*pair.value).at(pair.node.span());
        (Cow::Borrowed(&*pair.key), fact)
    }))
}
