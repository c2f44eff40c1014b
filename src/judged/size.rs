//! What a pod requests, all containers together.

use std::fmt;

use crate::{
    eci::Limits,
    kube::{Mib, MilliCpu},
    spark::{Container, ContainerMemory, Memory, Pod, Resources, Sourced},
};

/// What a pod requests, as the scheduler and ECI add it up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodSize {
    /// The CPU that all containers together request, or the most that one init container does; `None`
    /// where Spark's own part is unknown.
    pub cpu: Option<MilliCpu>,
    /// The memory, counted like the CPU.
    pub memory: Option<Mib>,
    /// The parts of the memory; `None` where Spark's own is unknown or nothing requests any.
    pub memory_sum: Option<MemorySum>,
    /// The memory that the containers beside Spark's request.
    pub sidecar_memory: Mib,
    /// The most memory that Spark's container may use, where a limit of its own says so, beside what the others
    /// request. A spec that is proposed has to have it.
    pub most_memory: Option<Mib>,
    /// The size from which ECI derives an instance where no spec is requested: of each container the
    /// limit, else the request. `None` where Spark's own part is unknown.
    pub sizing: Option<(MilliCpu, Mib)>,
}

/// The memory that a pod requests, part by part: `4096 + 409 = 4505 MiB`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemorySum {
    /// The parts, the heap first.
    pub parts: Vec<MemoryPart>,
    /// Their sum.
    pub total: Mib,
}

/// A part of the memory that a pod requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryPart {
    /// Which one.
    pub name: PartName,
    /// Its size in MiB: an explicit overhead may be negative.
    pub mib: i64,
}

/// The name of a part of the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartName {
    /// What a pod template requests, for Spark's container.
    Request,
    /// The JVM's heap.
    Heap,
    /// What Spark adds to the heap.
    Overhead,
    /// Off-heap memory.
    OffHeap,
    /// Memory of Python workers.
    PySpark,
    /// What the other containers request.
    OtherContainers,
}

impl PodSize {
    pub(super) fn new(pod: &Pod<'_>, limits: &Limits) -> Self {
        let counts = |container: &&Container<'_>| {
            let ignored = container.env(&limits.ignored_container_variable);
            !ignored.is_some_and(|value| value.eq_ignore_ascii_case("true"))
        };
        let sidecars = || {
            pod.sidecars
                .iter()
                .filter(counts)
                .map(|sidecar| &sidecar.resources)
        };
        let inits = || {
            pod.init_containers
                .iter()
                .filter(counts)
                .map(|init| &init.resources)
        };
        let sidecar_cpu = sidecars().filter_map(|resources| value(resources.cpu_request.as_ref()));
        let sidecar_cpu = sidecar_cpu.fold(0, |sum: u64, cpu| sum.saturating_add(cpu.0));
        let sidecar_memory =
            sidecars().filter_map(|resources| value(resources.memory_request.as_ref()));
        let sidecar_memory =
            sidecar_memory.fold(0, |sum: u64, memory| sum.saturating_add(memory.0));
        let largest_cpu = inits()
            .filter_map(|resources| value(resources.cpu_request.as_ref()))
            .max();
        let largest_memory = inits()
            .filter_map(|resources| value(resources.memory_request.as_ref()))
            .max();
        let cpu = pod.container.cpu_request.as_ref().ok().map(|own| {
            let own = own.as_ref().map_or(0, |own| own.value.0);
            MilliCpu(own.saturating_add(sidecar_cpu)).max(largest_cpu.unwrap_or_default())
        });
        let own_memory = pod.container.memory.as_ref().ok();
        let memory = own_memory.map(|own| {
            let own = own.as_ref().map_or(0, |own| own.total().0);
            Mib(own.saturating_add(sidecar_memory)).max(largest_memory.unwrap_or_default())
        });
        Self {
            cpu,
            memory,
            memory_sum: own_memory
                .and_then(Option::as_ref)
                .map(|own| MemorySum::new(own, Mib(sidecar_memory))),
            sidecar_memory: Mib(sidecar_memory),
            most_memory: most_memory(pod, sidecar_memory),
            sizing: sizing(pod, sidecars()),
        }
    }

    /// A size of memory that a spec has to have, raised to the limit where that is more.
    #[must_use]
    pub fn with_limit(&self, memory: Mib) -> Mib {
        memory.max(self.most_memory.unwrap_or_default())
    }

    /// CPU and memory, where both are known.
    #[must_use]
    pub fn requests(&self) -> Option<(MilliCpu, Mib)> {
        Some((self.cpu?, self.memory?))
    }
}

fn most_memory(pod: &Pod<'_>, others: u64) -> Option<Mib> {
    let limit = pod.container.memory_limit.as_ref().ok()?.as_ref()?;
    Some(Mib(limit.value.0.saturating_add(others)))
}

fn value<T: Copy>(quantity: Option<&Sourced<T>>) -> Option<T> {
    quantity.map(|quantity| quantity.value)
}

fn sizing<'r>(
    pod: &Pod<'_>,
    sidecars: impl Iterator<Item = &'r Resources>,
) -> Option<(MilliCpu, Mib)> {
    let container = &pod.container;
    let request = container.cpu_request.as_ref().ok()?.as_ref();
    let limit = container.cpu_limit.as_ref().ok()?.as_ref();
    let memory = container.memory.as_ref().ok()?.as_ref();
    let memory_limit = container.memory_limit.as_ref().ok()?.as_ref();
    let mut cpu = limit.or(request).map_or(0, |cpu| cpu.value.0);
    let mut mib = memory_limit.map_or_else(
        || memory.map_or(0, |memory| memory.total().0),
        |limit| limit.value.0,
    );
    for resources in sidecars {
        let most_cpu =
            value(resources.cpu_limit.as_ref()).or(value(resources.cpu_request.as_ref()));
        let most_memory =
            value(resources.memory_limit.as_ref()).or(value(resources.memory_request.as_ref()));
        cpu = cpu.saturating_add(most_cpu.unwrap_or_default().0);
        mib = mib.saturating_add(most_memory.unwrap_or_default().0);
    }
    Some((MilliCpu(cpu), Mib(mib)))
}

impl MemorySum {
    fn new(own: &ContainerMemory, sidecars: Mib) -> Self {
        let part = |name, memory: Mib| MemoryPart {
            name,
            mib: i64::try_from(memory.0).unwrap_or(i64::MAX),
        };
        let mut parts = match own {
            ContainerMemory::Given(memory) => vec![part(PartName::Request, memory.value)],
            ContainerMemory::Computed(Memory {
                heap,
                overhead,
                off_heap,
                pyspark,
            }) => {
                let more = [(PartName::OffHeap, off_heap), (PartName::PySpark, pyspark)];
                let more = more
                    .into_iter()
                    .filter_map(|(name, memory)| Some(part(name, memory.as_ref()?.value)));
                let overhead = MemoryPart {
                    name: PartName::Overhead,
                    mib: overhead.mib,
                };
                [part(PartName::Heap, heap.value), overhead]
                    .into_iter()
                    .chain(more)
                    .collect()
            }
        };
        if sidecars > Mib(0) {
            parts.push(part(PartName::OtherContainers, sidecars));
        }
        Self {
            parts,
            total: Mib(own.total().0.saturating_add(sidecars.0)),
        }
    }

    /// The size of a part, where there is one.
    #[must_use]
    pub fn part(&self, name: PartName) -> Option<i64> {
        let mut parts = self.parts.iter();
        parts.find(|part| part.name == name).map(|part| part.mib)
    }
}

impl fmt::Display for MemorySum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.parts.len() > 1 {
            let parts: Vec<_> = self.parts.iter().map(|part| part.mib.to_string()).collect();
            write!(f, "{} = ", parts.join(" + "))?;
        }
        self.total.fmt(f)
    }
}

impl PartName {
    /// The name that people read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Heap => "heap",
            Self::Overhead => "overhead",
            Self::OffHeap => "off-heap",
            Self::PySpark => "PySpark",
            Self::OtherContainers => "other containers",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{eci::Catalog, source::Span, spark, yaml};

    /// The size of the executor in a spec.
    fn size(executor: &str) -> PodSize {
        let text = format!(
            "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {{name: a}}\n\
             spec:\n  sparkVersion: 3.5.0\n  mainApplicationFile: local:///opt/app.py\n  executor: {executor}\n"
        );
        let end = u32::try_from(text.len()).expect("a short text");
        let document = yaml::parse(&text, Span::new(0, end))
            .expect("YAML")
            .expect("a document");
        let application = spark::application(document.root(), None).expect("an application");
        let submission = spark::submission(&application, spark::PodOptions::default());
        PodSize::new(&submission.pods[1], &Catalog::built_in().limits)
    }

    #[test]
    fn containers_add_up() {
        let size = size(
            "{memory: 2g, memoryLimit: 4g, cores: 1, coreLimit: 1500m, sidecars: [\
             {name: proxy, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 2Gi}}}, \
             {name: agent, resources: {limits: {cpu: 250m, memory: 128Mi}}}]}",
        );
        // 2048 + 819 (0.4 of it, Python) + 1024 + 128 MiB; 1 + 1 + 0.25 CPU.
        assert_eq!(size.requests(), Some((MilliCpu(2250), Mib(4019))));
        let sum = size.memory_sum.expect("a sum");
        assert_eq!(sum.to_string(), "2048 + 819 + 1152 = 4019 MiB");
        assert_eq!(sum.part(PartName::OtherContainers), Some(1152));
        assert_eq!(size.sidecar_memory, Mib(1152));
        // For the size of an instance ECI takes limits: 4096 + 2048 + 128 MiB, 1.5 + 1 + 0.25 CPU.
        assert_eq!(size.sizing, Some((MilliCpu(2750), Mib(6272))));
    }

    #[test]
    fn a_sum_is_shown_with_its_parts_where_there_are_several() {
        let part = |name, mib| MemoryPart { name, mib };
        let request = part(PartName::Request, 4096);
        let sum = |parts: Vec<MemoryPart>| {
            let total = parts.iter().map(|part| part.mib.unsigned_abs()).sum();
            let total = Mib(total);
            MemorySum { parts, total }.to_string()
        };
        assert_eq!(sum(vec![request]), "4096 MiB");
        let others = part(PartName::OtherContainers, 512);
        assert_eq!(sum(vec![request, others]), "4096 + 512 = 4608 MiB");
    }

    #[test]
    fn an_init_container_counts_where_it_asks_for_more() {
        let with_init = |memory: &str| {
            size(&format!(
                "{{memory: 2g, initContainers: [{{name: i, resources: {{requests: {{cpu: 4, memory: {memory}}}}}}}]}}"
            ))
        };
        assert_eq!(
            with_init("4Gi").requests(),
            Some((MilliCpu(4000), Mib(4096)))
        );
        // 2048 + 819 of Spark's container are more.
        assert_eq!(
            with_init("1Gi").requests(),
            Some((MilliCpu(4000), Mib(2867)))
        );
    }

    #[test]
    fn a_container_that_eci_ignores_does_not_count() {
        let with_value = |value: &str| {
            size(&format!(
                "{{memory: 2g, sidecars: [{{name: s, env: [{{name: __ECI_RESOURCE_IGNORE__, value: '{value}'}}], \
                 resources: {{limits: {{cpu: 4, memory: 4Gi}}}}}}]}}"
            ))
        };
        assert_eq!(
            with_value("TRUE").requests(),
            Some((MilliCpu(1000), Mib(2867)))
        );
        assert_eq!(with_value("TRUE").sizing, Some((MilliCpu(1000), Mib(2867))));
        assert_eq!(
            with_value("FALSE").requests(),
            Some((MilliCpu(5000), Mib(6963)))
        );
    }
}
