//! Limits on the cost of an expression, which may come from an untrusted source.

/// The length of an expression, in bytes.
pub(super) const LENGTH: usize = 2048;
/// The length of a template, in bytes.
pub(super) const TEMPLATE_LENGTH: usize = 8192;
/// The nesting depth of brackets.
pub(super) const BRACKETS: usize = 32;
/// The depth of the syntax tree: recursion over it must fit on the stack of any thread.
pub(super) const DEPTH: usize = 64;
/// The number of nodes in the syntax tree.
pub(super) const NODES: usize = 512;
/// The number of patterns: each takes memory, and time to compile.
pub(super) const PATTERNS: usize = 8;
/// The nesting depth of comprehensions.
pub(super) const LOOPS: usize = 2;
/// The budget of Kubernetes for an expression of an admission policy (`PerCallLimit` in
/// k8s.io/apiserver/pkg/apis/cel/config.go), in the units of its cost model: one for a step, one for ten bytes of a
/// string.
pub(super) const COST: u64 = 1_000_000;
/// The length of a string that an expression makes, in bytes.
pub(super) const TEXT: usize = 64 << 10;

/// Sizes assumed when the cost is estimated before evaluation: those of an ordinary pod, in which a rule may read all
/// variables of all containers. These are no limits: larger values cost more at evaluation, from the same budget.
pub(super) mod assumed {
    /// Items of a list, or keys of a map.
    pub(in crate::cel) const LIST: u64 = 64;
    /// Bytes of a string.
    pub(in crate::cel) const TEXT: u64 = 128;
}
