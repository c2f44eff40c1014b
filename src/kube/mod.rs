//! What Kubernetes itself means by a manifest, whoever's: quantities, taints and tolerations,
//! selectors and affinity.

mod quantity;
mod toleration;

pub use quantity::{Mib, MilliCpu, cpu_quantity, memory_quantity};
pub use toleration::{Mismatch, Taint, TolerationFields};
