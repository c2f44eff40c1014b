//! What an expression may cost. It may come from somebody whom nobody trusts.

/// The longest expression, in bytes.
pub(super) const LENGTH: usize = 2048;
/// The longest template, in bytes.
pub(super) const TEMPLATE_LENGTH: usize = 8192;
/// Brackets in brackets.
pub(super) const BRACKETS: usize = 32;
/// The depth of the syntax tree: what walks it must do with the stack of any thread.
pub(super) const DEPTH: usize = 64;
/// The nodes of the syntax tree.
pub(super) const NODES: usize = 512;
/// Patterns: each takes memory, and time to compile.
pub(super) const PATTERNS: usize = 8;
/// Comprehensions in comprehensions.
pub(super) const LOOPS: usize = 2;
/// The budget that Kubernetes gives an expression of an admission policy
/// (`PerCallLimit` in k8s.io/apiserver/pkg/apis/cel/config.go), in the units of its cost model: one for a
/// step, one for ten bytes of a text that is looked at.
pub(super) const COST: u64 = 1_000_000;
/// The longest text that an expression may make.
pub(super) const TEXT: usize = 64 << 10;

/// Sizes for which the cost is estimated before anything is evaluated: those of an ordinary pod, of which a rule
/// may look at all variables of all containers. What is larger costs more when it is evaluated, from the same
/// budget, so that these are no bounds.
pub(super) mod assumed {
    /// Items of a list, keys of a map.
    pub(in crate::cel) const LIST: u64 = 64;
    /// Bytes of a text.
    pub(in crate::cel) const TEXT: u64 = 128;
}
