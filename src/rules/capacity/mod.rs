//! Rules about pods and the size of the specs they request.

pub(super) mod cores_exceed_spec;
pub(super) mod memory_exceeds_spec;
pub(super) mod memory_limit_exceeds_spec;
pub(super) mod memory_overhead_exceeds_spec;
pub(super) mod memory_used_as_disk;
pub(super) mod oversized_spec;
pub(super) mod pod_too_large;
