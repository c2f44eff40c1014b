//! Kubernetes concepts that are independent of Spark and ECI: quantities, taints and tolerations, selectors and
//! affinity, and the schemas of custom resources and pod templates.

mod affinity;
mod gpu;
mod label_selector;
mod names;
mod node_label;
mod quantity;
pub mod schema;
mod toleration;

pub use affinity::{NodeAffinity, Operator, Requirement, Term};
pub use gpu::is_gpu;
pub use label_selector::selects_labels;
pub use names::{wrong_key, wrong_label_value, wrong_name, wrong_name_prefix};
pub use node_label::{ARCH_LABELS, is_arch_label};
pub use quantity::{Mib, MilliCpu, cpu_quantity, memory_quantity, quantity};
pub use toleration::{Mismatch, Taint, Toleration};
