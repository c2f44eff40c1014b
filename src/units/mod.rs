//! Units that Kubernetes, Spark and ECI share.

mod quantity;

pub use quantity::{Mib, MilliCpu, cpu_quantity, memory_quantity};
