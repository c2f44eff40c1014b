//! What Kubernetes itself means by a manifest, whoever's: quantities, taints and tolerations,
//! selectors and affinity.

mod affinity;
mod gpu;
mod node_label;
mod quantity;
mod toleration;

pub use affinity::{NodeAffinity, Operator, Requirement, Term};
pub use gpu::is_gpu;
pub use node_label::{ARCH_LABELS, is_arch_label};
pub use quantity::{Mib, MilliCpu, cpu_quantity, memory_quantity};
pub use toleration::{Mismatch, Taint, Toleration};
