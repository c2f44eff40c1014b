//! Rules about pods that are larger than the spec they ask for.

pub(super) mod cores_exceed_spec;
pub(super) mod memory_exceeds_spec;
pub(super) mod memory_overhead_exceeds_spec;
