/// The labels by which nodes say what processors they have, the current one first.
pub const ARCH_LABELS: [&str; 2] = ["kubernetes.io/arch", "beta.kubernetes.io/arch"];

/// True for a label that says what processors a node has.
#[must_use]
pub fn is_arch_label(key: &str) -> bool {
    ARCH_LABELS.contains(&key)
}
