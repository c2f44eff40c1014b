//! What Kubernetes itself means by a manifest, whoever's: quantities, taints and tolerations,
//! selectors and affinity.

mod affinity;
mod label_selector;
mod node_label;
mod quantity;
mod toleration;

pub use affinity::{NodeAffinity, Operator, Requirement, Term};
pub use label_selector::selects_labels;
pub use node_label::{ARCH_LABELS, is_arch_label};
pub use quantity::{Mib, MilliCpu, cpu_quantity, memory_quantity};
pub use toleration::{Mismatch, Taint, Toleration};
