//! CPU and memory of containers.

use super::{
    fact::{Fact, Object, place},
    schema,
};
use crate::{
    cel::Field,
    kube::{Mib, MilliCpu},
    spark::{Memory, OverheadReason, Resources, Sourced, SparkContainer, Unjudged},
};

/// CPU of Spark's own container.
pub(super) struct SparkCpu<'v>(pub(super) &'v SparkContainer);

/// Memory of Spark's own container.
pub(super) struct SparkMemory<'v>(pub(super) &'v SparkContainer);

/// CPU of another container.
pub(super) struct Cpu<'v>(pub(super) &'v Resources);

/// Memory of another container.
pub(super) struct MemoryOf<'v>(pub(super) &'v Resources);

/// A value that may be rejected or a placeholder.
pub(super) fn quantity<'v, T>(
    read: &'v Result<T, Unjudged>,
    make: impl FnOnce(&'v T) -> Option<Fact<'v>>,
) -> Option<Fact<'v>> {
    match read {
        Ok(value) => make(value),
        Err(unjudged) => Some(Fact::refused(unjudged)),
    }
}

fn millis<'v>(cpu: Option<&Sourced<MilliCpu>>) -> Option<Fact<'v>> {
    let cpu = cpu?;
    Some(Fact::sourced(cpu, cpu.value.0))
}

fn mib<'v>(memory: Option<&Sourced<Mib>>) -> Option<Fact<'v>> {
    let memory = memory?;
    Some(Fact::sourced(memory, memory.value.0))
}

impl<'v> Object<'v> for SparkCpu<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::CPU
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        match name {
            "requestMillis" => quantity(&self.0.cpu_request, |cpu| millis(cpu.as_ref())),
            "limitMillis" => quantity(&self.0.cpu_limit, |cpu| millis(cpu.as_ref())),
            _ => None,
        }
    }
}

impl<'v> Object<'v> for Cpu<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::CPU
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        match name {
            "requestMillis" => millis(self.0.cpu_request.as_ref()),
            "limitMillis" => millis(self.0.cpu_limit.as_ref()),
            _ => None,
        }
    }
}

impl<'v> Object<'v> for MemoryOf<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::MEMORY
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        match name {
            "requestMib" => mib(self.0.memory_request.as_ref()),
            "limitMib" => mib(self.0.memory_limit.as_ref()),
            _ => None,
        }
    }
}

impl<'v> Object<'v> for SparkMemory<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::MEMORY
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let container = self.0;
        if name == "limitMib" && !matches!(container.memory_limit, Ok(None)) {
            return quantity(&container.memory_limit, |limit| mib(limit.as_ref()));
        }
        quantity(&container.memory, |memory| {
            let memory = memory.as_ref()?;
            match name {
                "requestMib" => Some(Fact::sourced(memory.written(), memory.total().0)),
                // Spark sets its request as the limit as well.
                "limitMib" => {
                    let parts = memory.computed()?;
                    Some(Fact::sourced(&parts.heap, parts.total().0))
                }
                _ => part(memory.computed()?, name),
            }
        })
    }
}

/// A component of the memory of a Spark container.
fn part<'v>(memory: &Memory, name: &str) -> Option<Fact<'v>> {
    match name {
        "heapMib" => Some(Fact::sourced(&memory.heap, memory.heap.value.0)),
        "overheadMib" => {
            let origin = match &memory.overhead.reason {
                OverheadReason::Explicit(origin) => Some(origin),
                OverheadReason::Share { factor, .. } => factor.origin.as_ref(),
            };
            Some(Fact::int(memory.overhead.mib).at(origin.and_then(place)))
        }
        "offHeapMib" => Some(mib(memory.off_heap.as_ref()).unwrap_or_else(|| Fact::int(0))),
        "pysparkMib" => Some(mib(memory.pyspark.as_ref()).unwrap_or_else(|| Fact::int(0))),
        _ => None,
    }
}
