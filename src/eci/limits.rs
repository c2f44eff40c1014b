use super::{Spec, table::Table};
use crate::kube::{Mib, MilliCpu};

/// What ECI grants a pod and what it refuses: `rules/catalog/limits.yaml`, and what a configuration
/// says instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The instance of a pod that asks for nothing at all.
    pub default_instance: Spec,
    /// The maximum number of containers in a pod.
    pub max_containers: usize,
    /// The maximum number of volumes of a pod.
    pub max_volumes: usize,
    /// Ports on which ECI listens itself.
    pub reserved_ports: Vec<u16>,
    /// The temporary storage that every instance has.
    pub free_ephemeral_storage: Mib,
    /// The capabilities that a container may add.
    pub capabilities: Vec<String>,
    /// How the names of the kernel settings start that a pod may set.
    pub sysctl_prefixes: Vec<String>,
    /// The vCPU of the largest instance of the compute category `economy`.
    pub economy_max_vcpu: MilliCpu,
    /// The vCPU of the smallest instance of the compute category `general`.
    pub general_min_vcpu: MilliCpu,
    /// The variable with which ECI leaves a container out when it adds up what a pod asks for.
    pub ignored_container_variable: String,
    /// The medium of an `emptyDir` on the local disks of an instance type.
    pub local_disk_medium: String,
}

impl Limits {
    pub(super) fn from_table(limits: Table<'_>) -> Self {
        let limit = |name: &str| limits.table(name);
        let number = |name: &str| limit(name).number("value");
        let count = |name: &str| usize::try_from(number(name)).expect("a small number");
        let cores = |name: &str| MilliCpu::from_cores(number(name));
        let texts = |name: &str| {
            let items = limit(name).list("value");
            items
                .map(|item| item.0.scalar_text().expect("a text").to_owned())
                .collect::<Vec<_>>()
        };
        let default_instance = limit("default-instance").table("value");
        Self {
            default_instance: Spec {
                vcpu: MilliCpu::from_cores(default_instance.number("vcpu")),
                memory: Mib::from_gib(default_instance.number("memory-gib")),
            },
            max_containers: count("max-containers"),
            max_volumes: count("max-volumes"),
            reserved_ports: texts("reserved-ports")
                .iter()
                .map(|port| port.parse().expect("a port"))
                .collect(),
            free_ephemeral_storage: Mib::from_gib(number("free-ephemeral-storage-gib")),
            capabilities: texts("capabilities"),
            sysctl_prefixes: texts("sysctl-prefixes"),
            economy_max_vcpu: cores("economy-max-vcpu"),
            general_min_vcpu: cores("general-min-vcpu"),
            ignored_container_variable: limit("ignored-container-variable")
                .text("value")
                .to_owned(),
            local_disk_medium: limit("local-disk-medium").text("value").to_owned(),
        }
    }
}
