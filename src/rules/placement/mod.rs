//! Rules about where pods land.

pub(super) mod missing_node_selector;
pub(super) mod missing_toleration;
pub(super) mod toleration_mismatch;
