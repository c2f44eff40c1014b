//! Rules about the specs that are asked for.

pub(super) mod malformed_spec;
pub(super) mod unsupported_spec;
