use super::{Spec, table::Table};
use crate::{
    kube::{Mib, MilliCpu},
    yaml::Node,
};

/// What ECI allows in a pod: `rules/catalog/limits.yaml`, with the overrides of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The instance of a pod without any requests.
    pub default_instance: Spec,
    /// The maximum number of containers in a pod.
    pub max_containers: usize,
    /// The maximum number of volumes of a pod.
    pub max_volumes: usize,
    /// Ports that ECI itself uses.
    pub reserved_ports: Vec<u16>,
    /// The free temporary storage of every instance.
    pub free_ephemeral_storage: Mib,
    /// The capabilities that a container may add.
    pub capabilities: Vec<String>,
    /// Prefixes of the kernel settings that a pod may set.
    pub sysctl_prefixes: Vec<String>,
    /// Those of them that must be enabled by a ticket.
    pub capabilities_by_ticket: Vec<String>,
    /// Kernel settings that are not allowed despite their prefix.
    pub excluded_sysctls: Vec<String>,
    /// Kernel settings about which the vendor's pages contradict each other.
    pub doubtful_sysctls: Vec<String>,
    /// The vCPU of the largest instance of the compute category `economy`.
    pub economy_max_vcpu: MilliCpu,
    /// The vCPU of the smallest instance of the compute category `general`.
    pub general_min_vcpu: MilliCpu,
    /// The environment variable that excludes a container from the size of the pod.
    pub ignored_container_variable: String,
    /// The medium of an `emptyDir` on the local disks of an instance type.
    pub local_disk_medium: String,
    /// The resource name of GPUs.
    pub gpu_resource: String,
    /// The maximum number of disks of a pod.
    pub max_disks: usize,
    /// The prefix of the storage classes of disks.
    pub disk_class_prefix: String,
    /// The drivers of disk volumes.
    pub disk_drivers: Vec<String>,
    /// The storage classes of disks that are created only when a pod is waiting for them.
    pub late_binding_classes: Vec<String>,
    /// How many instances can be created at once.
    pub creation_burst: u64,
    /// How many instances can be created per second after that.
    pub creation_rate: u64,
}

/// The type of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitKind {
    /// A whole number.
    Number,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A list of whole numbers.
    Numbers,
    /// A size: `vcpu` and `memory-gib`.
    Size,
}

/// All limits: name, type and description.
pub const LIMITS: [(&str, LimitKind, &str); 21] = [
    (
        "default-instance",
        LimitKind::Size,
        "the instance of a pod that asks for nothing",
    ),
    (
        "max-containers",
        LimitKind::Number,
        "the maximum number of containers in a pod",
    ),
    (
        "max-volumes",
        LimitKind::Number,
        "the maximum number of volumes of a pod",
    ),
    (
        "reserved-ports",
        LimitKind::Numbers,
        "ports on which ECI listens itself",
    ),
    (
        "free-ephemeral-storage-gib",
        LimitKind::Number,
        "temporary storage of every instance, in GiB",
    ),
    (
        "capabilities",
        LimitKind::Texts,
        "capabilities that a container may add",
    ),
    (
        "sysctl-prefixes",
        LimitKind::Texts,
        "how the names of allowed kernel settings start",
    ),
    (
        "capabilities-by-ticket",
        LimitKind::Texts,
        "capabilities among them that a ticket must switch on",
    ),
    (
        "excluded-sysctls",
        LimitKind::Texts,
        "kernel settings that are not allowed although their names start so",
    ),
    (
        "doubtful-sysctls",
        LimitKind::Texts,
        "kernel settings about which the documentation contradicts itself",
    ),
    (
        "economy-max-vcpu",
        LimitKind::Number,
        "vCPU of the largest instance of the category `economy`",
    ),
    (
        "general-min-vcpu",
        LimitKind::Number,
        "vCPU of the smallest instance of the category `general`",
    ),
    (
        "ignored-container-variable",
        LimitKind::Text,
        "the variable with which ECI leaves a container out of the pod's size",
    ),
    (
        "local-disk-medium",
        LimitKind::Text,
        "the medium of an `emptyDir` on local disks",
    ),
    (
        "gpu-resource",
        LimitKind::Text,
        "the name of the GPUs that a container can ask for",
    ),
    (
        "max-disks",
        LimitKind::Number,
        "the maximum number of disks of a pod",
    ),
    (
        "disk-class-prefix",
        LimitKind::Text,
        "how the names of the storage classes of disks start",
    ),
    (
        "disk-drivers",
        LimitKind::Texts,
        "drivers of volumes that are disks",
    ),
    (
        "late-binding-classes",
        LimitKind::Texts,
        "storage classes of disks that wait for their first pod",
    ),
    (
        "creation-burst",
        LimitKind::Number,
        "how many instances can be created at once",
    ),
    (
        "creation-rate",
        LimitKind::Number,
        "how many instances can be created in a second, after those",
    ),
];

impl Limits {
    pub(super) fn from_table(limits: Table<'_>) -> Self {
        let mut found = Self {
            default_instance: Spec {
                vcpu: MilliCpu(0),
                memory: Mib(0),
            },
            max_containers: 0,
            max_volumes: 0,
            reserved_ports: Vec::new(),
            free_ephemeral_storage: Mib(0),
            capabilities: Vec::new(),
            sysctl_prefixes: Vec::new(),
            capabilities_by_ticket: Vec::new(),
            excluded_sysctls: Vec::new(),
            doubtful_sysctls: Vec::new(),
            economy_max_vcpu: MilliCpu(0),
            general_min_vcpu: MilliCpu(0),
            ignored_container_variable: String::new(),
            local_disk_medium: String::new(),
            gpu_resource: String::new(),
            max_disks: 0,
            disk_class_prefix: String::new(),
            disk_drivers: Vec::new(),
            late_binding_classes: Vec::new(),
            creation_burst: 0,
            creation_rate: 0,
        };
        for limit in limits.0.entries() {
            let known = found.set(&limit.key, limit.value);
            known.unwrap_or_else(|| panic!("{} of the catalogue", limit.key));
        }
        found
    }

    /// Sets a limit by its name in the catalogue. `None` if there is no such limit, or if the value has the wrong type.
    pub fn set(&mut self, name: &str, value: Node<'_>) -> Option<()> {
        let number = Node::as_u64;
        let count = |node| usize::try_from(number(node)?).ok();
        let text = |node: Node<'_>| node.scalar_text().map(str::to_owned);
        let texts = || value.items().map(text).collect::<Option<Vec<_>>>();
        match name {
            "default-instance" => {
                self.default_instance = Spec {
                    vcpu: MilliCpu::from_cores(number(value.get("vcpu")?)?),
                    memory: Mib::from_gib(number(value.get("memory-gib")?)?),
                };
            }
            "max-containers" => self.max_containers = count(value)?,
            "max-volumes" => self.max_volumes = count(value)?,
            "reserved-ports" => {
                let ports = value.items().map(|port| u16::try_from(number(port)?).ok());
                self.reserved_ports = ports.collect::<Option<_>>()?;
            }
            "free-ephemeral-storage-gib" => {
                self.free_ephemeral_storage = Mib::from_gib(number(value)?);
            }
            "capabilities" => self.capabilities = texts()?,
            "sysctl-prefixes" => self.sysctl_prefixes = texts()?,
            "capabilities-by-ticket" => self.capabilities_by_ticket = texts()?,
            "excluded-sysctls" => self.excluded_sysctls = texts()?,
            "doubtful-sysctls" => self.doubtful_sysctls = texts()?,
            "economy-max-vcpu" => self.economy_max_vcpu = MilliCpu::from_cores(number(value)?),
            "general-min-vcpu" => self.general_min_vcpu = MilliCpu::from_cores(number(value)?),
            "ignored-container-variable" => self.ignored_container_variable = text(value)?,
            "local-disk-medium" => self.local_disk_medium = text(value)?,
            "gpu-resource" => self.gpu_resource = text(value)?,
            "max-disks" => self.max_disks = count(value)?,
            "disk-class-prefix" => self.disk_class_prefix = text(value)?,
            "disk-drivers" => self.disk_drivers = texts()?,
            "late-binding-classes" => self.late_binding_classes = texts()?,
            "creation-burst" => self.creation_burst = number(value)?,
            "creation-rate" => self.creation_rate = number(value)?,
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::eci::table::parse;

    #[test]
    fn the_catalogue_has_every_limit_once() {
        let document = parse(include_str!("../../rules/catalog/limits.yaml"));
        let limits = document.root().entries().into_iter();
        let names: Vec<String> = limits.map(|limit| limit.key.into_owned()).collect();
        let all: BTreeSet<String> = LIMITS.iter().map(|(name, ..)| (*name).to_owned()).collect();
        assert_eq!(names.len(), all.len());
        assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), all);
    }
}
