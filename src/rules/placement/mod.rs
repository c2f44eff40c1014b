//! Rules about where pods are scheduled.

pub(super) mod acs_pod;
pub(super) mod affinity_excludes_eci;
pub(super) mod deprecated_eci_label;
pub(super) mod driver_elsewhere;
pub(super) mod eci_label_overrides;
pub(super) mod missing_node_selector;
pub(super) mod missing_toleration;
pub(super) mod node_selector_conflict;
pub(super) mod node_selector_mismatch;
pub(super) mod toleration_mismatch;
pub(super) mod toleration_only;
pub(super) mod unavailable_topology;
pub(super) mod vnode_mismatch;
pub(super) mod webhook_only_placement;
