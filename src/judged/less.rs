//! Fixes that lower what a pod requests, so that it fits its specs.

use super::JudgedPod;
use crate::{
    finding::Fix,
    kube::{Mib, MilliCpu},
    spark::ContainerMemory,
    text,
};

/// With a smaller heap Spark does not start: `UnifiedMemoryManager` of Apache Spark requires 1.5 times its reserved 300 MiB.
const LEAST_HEAP: Mib = Mib(450);

impl JudgedPod<'_, '_> {
    /// The largest heap with which the pod requests no more memory than an instance has.
    #[must_use]
    pub fn largest_heap(&self, instance: Mib) -> Option<Mib> {
        let memory = self.pod.container.memory.as_ref().ok()?.as_ref()?;
        let room = Mib(instance.0.saturating_sub(self.size.sidecar_memory.0));
        memory.computed()?.largest_heap_in(room)
    }

    /// Writes that heap. `None` where the heap is not written, where a memory limit is too low for it, or where Spark
    /// would not start with it.
    #[must_use]
    pub fn write_largest_heap(&self, instance: Mib) -> Option<Fix> {
        let heap = self.largest_heap(instance)?;
        let memory = self.pod.container.memory.as_ref().ok()?.as_ref()?;
        let ContainerMemory::Computed(memory) = memory else {
            return None;
        };
        let place = &memory.heap.origin;
        // A limit that stays where it is would be less than the request.
        let limit = self.pod.container.memory_limit.as_ref().ok()?;
        let is_limited = (limit.as_ref()).is_some_and(|limit| limit.value < instance);
        if !place.written || heap < LEAST_HEAP || is_limited {
            return None;
        }
        let text = format!("{}m", heap.0);
        let title = text!("Write `{value}`, the largest heap that fits", value = text);
        let edit = self.fixer.write(place.span, &text);
        self.fixer.choice(title, edit)
    }

    /// Writes the most CPU with which the pod requests no more than an instance has. `None` where it is not written.
    #[must_use]
    pub fn write_most_cpu(&self, instance: MilliCpu) -> Option<Fix> {
        let own = self.pod.container.cpu_request.as_ref().ok()?.as_ref()?;
        let others = self.size.cpu?.0.checked_sub(own.value.0)?;
        let most = instance.0.checked_sub(others)?;
        if !own.origin.written || most == 0 {
            return None;
        }
        // Only a request may be a fraction of a core.
        let takes_parts = own.origin.setting.to_ascii_lowercase().contains("request");
        let is_whole = most.is_multiple_of(1000) || !takes_parts;
        let cores = most / 1000;
        let (text, edit) = if is_whole {
            let text = cores.to_string();
            let edit = self.fixer.write_literal(own.origin.span, &text);
            (text, edit.filter(|_| cores > 0))
        } else {
            let text = format!("{most}m");
            let edit = self.fixer.write(own.origin.span, &text);
            (text, edit)
        };
        let title = text!("Write `{value}`, the most CPU that fits", value = text);
        self.fixer.choice(title, edit)
    }
}
