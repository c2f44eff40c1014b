/// The labels of nodes for the processor architecture, the current one first.
pub const ARCH_LABELS: [&str; 2] = ["kubernetes.io/arch", "beta.kubernetes.io/arch"];

/// True for a label for the processor architecture.
#[must_use]
pub fn is_arch_label(key: &str) -> bool {
    ARCH_LABELS.contains(&key)
}
