//! Rules about requested specs.

pub(super) mod gpu_resource_name;
pub(super) mod instance_type_requirement;
pub(super) mod malformed_spec;
pub(super) mod mixed_spec_kinds;
pub(super) mod no_spec;
pub(super) mod obsolete_spec_annotation;
pub(super) mod regional_spec;
pub(super) mod retired_instance_type;
pub(super) mod single_spec;
pub(super) mod spot_spec;
pub(super) mod too_many_gpus;
pub(super) mod too_many_specs;
pub(super) mod unknown_instance_type;
pub(super) mod unsupported_spec;
