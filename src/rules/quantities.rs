//! What to write instead of an invalid quantity.

pub(super) const OF_CPU: &str =
    "write a number of cores, such as `2` or `0.5`, or of thousandths of a core, such as `500m`";

pub(super) const OF_MEMORY: &str =
    "write a number and a unit as Kubernetes has them, such as `4Gi` or `512Mi`";
