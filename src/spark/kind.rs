//! The kinds of Spark applications. A new kind needs an entry in [`KINDS`], a variant of [`Kind`], and the code that
//! builds its pods.

use super::{
    Operator, Paths, Role, RoleSpec,
    pods::{self, Manifest, Submission},
};
use crate::kube::schema::{self, Part};

/// A kind of Spark application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Runs once.
    SparkApplication,
    /// Runs a `SparkApplication` on a schedule.
    ScheduledSparkApplication,
    /// A server to which clients connect.
    SparkConnect,
    /// An application of Apache's own operator: the same name with another spec.
    ApacheSparkApplication,
    /// A standalone cluster of Apache's own operator.
    ApacheSparkCluster,
}

/// The description of a kind.
pub struct KindSpec {
    pub kind: Kind,
    /// The operator that runs it.
    pub operator: Operator,
    /// The value of `kind:`.
    pub name: &'static str,
    /// The API versions that a current operator serves, the preferred one first.
    pub served_versions: &'static [&'static str],
    /// Those of them that are deprecated.
    pub deprecated_versions: &'static [&'static str],
    /// The path to the spec that describes the pods.
    pub spec_path: &'static [&'static str],
    /// The fields that a complete spec has; of each inner list, one is enough.
    pub required: &'static [&'static [&'static str]],
    /// The roles that the spec describes, in the order of their pods.
    pub roles: &'static [RoleSpec],
    /// The maximum length of a name, if the operator or Kubernetes limits it.
    pub name_limit: Option<NameLimit>,
    /// The paths below the spec to the type of the driver's services. `[]` marks a list.
    pub service_types: &'static [&'static str],
    /// True if roles have fields of their own (`driver.cores`, `driver.nodeSelector`), which the operator's webhook
    /// validates and adds to pods.
    pub has_role_fields: bool,
    /// Builds the settings and pods.
    pub(super) submission: for<'d> fn(&Manifest<'_, 'd>) -> Submission<'d>,
}

/// The maximum length of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameLimit {
    /// In characters.
    pub length: usize,
    pub reason: &'static str,
}

impl KindSpec {
    #[must_use]
    pub fn group(&self) -> &'static str {
        match self.operator {
            Operator::Kubeflow => "sparkoperator.k8s.io",
            Operator::Apache => "spark.apache.org",
        }
    }

    /// The schema of the spec.
    #[must_use]
    pub fn spec_part(&self) -> Option<&'static Part> {
        schema::schema(self.group(), self.name)?.at(&self.spec_path.join("."))
    }
}

const fn role_fields(role: Role, field: &'static str) -> RoleSpec {
    RoleSpec {
        role,
        field,
        paths: Paths {
            metadata: field,
            placement: field,
        },
    }
}

const KUBEFLOW_SERVICE_TYPES: &[&str] = &[
    "sparkUIOptions.serviceType",
    "driverIngressOptions[].serviceType",
];

const DRIVER_AND_EXECUTOR: &[RoleSpec] = &[
    role_fields(Role::Driver, "driver"),
    role_fields(Role::Executor, "executor"),
];

/// Versions 0.3 to 0.9 of the operator also served `v1alpha1`; 1.0.0 dropped it (SPARK-56851).
const APACHE_VERSIONS: &[&str] = &["v1", "v1beta1"];

/// Since version 1.1.0 of the operator.
const APACHE_DEPRECATED: &[&str] = &["v1beta1"];

/// The required fields in the custom resource definitions of all versions of kubeflow/spark-operator. Since v2.1.0 they
/// also require `mainApplicationFile`, but older operators create an application without it.
///
/// Source: `required` in `config/crd/bases/sparkoperator.k8s.io_sparkapplications.yaml` of v2.5.2 and v2.0.0, and in
/// `charts/spark-operator-chart/crds/` of v1beta2-1.3.8-3.1.1 and v1beta2-1.6.1-3.5.0.
const WHOLE_APPLICATION: &[&[&str]] = &[&["type"], &["sparkVersion"], &["driver"], &["executor"]];

/// All kinds, in the order of [`Kind`].
///
/// Sources: `api/` and `internal/webhook/` of kubeflow/spark-operator v2.5.2, the custom resource
/// definitions of apache/spark-kubernetes-operator 0.1 to 1.1.0.
pub static KINDS: [KindSpec; 5] = [
    KindSpec {
        kind: Kind::SparkApplication,
        operator: Operator::Kubeflow,
        name: "SparkApplication",
        served_versions: &["v1beta2"],
        deprecated_versions: &[],
        spec_path: &["spec"],
        required: WHOLE_APPLICATION,
        roles: DRIVER_AND_EXECUTOR,
        name_limit: Some(NameLimit {
            length: 63,
            reason: "names have at most 63 characters",
        }),
        service_types: KUBEFLOW_SERVICE_TYPES,
        has_role_fields: true,
        submission: pods::operator,
    },
    KindSpec {
        kind: Kind::ScheduledSparkApplication,
        operator: Operator::Kubeflow,
        name: "ScheduledSparkApplication",
        served_versions: &["v1beta2"],
        deprecated_versions: &[],
        spec_path: &["spec", "template"],
        required: WHOLE_APPLICATION,
        roles: DRIVER_AND_EXECUTOR,
        name_limit: Some(NameLimit {
            length: 43,
            reason: "the operator adds 20 characters for each run, and names have at most 63",
        }),
        service_types: KUBEFLOW_SERVICE_TYPES,
        has_role_fields: true,
        // A schedule passes its labels on to the applications that it creates.
        submission: pods::operator,
    },
    KindSpec {
        kind: Kind::SparkConnect,
        operator: Operator::Kubeflow,
        name: "SparkConnect",
        served_versions: &["v1alpha1"],
        deprecated_versions: &[],
        spec_path: &["spec"],
        // `required` in `config/crd/bases/sparkoperator.k8s.io_sparkconnects.yaml` of v2.5.2.
        required: &[&["sparkVersion"], &["server"], &["executor"]],
        roles: &[
            RoleSpec {
                role: Role::Server,
                field: "server",
                paths: Paths {
                    metadata: "server.template.metadata",
                    placement: "server.template.spec",
                },
            },
            RoleSpec {
                role: Role::Executor,
                field: "executor",
                paths: Paths {
                    metadata: "executor.template.metadata",
                    placement: "executor.template.spec",
                },
            },
        ],
        name_limit: Some(NameLimit {
            length: 56,
            reason: "names of a SparkConnect have at most 56 characters",
        }),
        service_types: &["server.service.spec.type"],
        has_role_fields: false,
        submission: pods::connect,
    },
    KindSpec {
        kind: Kind::ApacheSparkApplication,
        operator: Operator::Apache,
        name: "SparkApplication",
        served_versions: APACHE_VERSIONS,
        deprecated_versions: APACHE_DEPRECATED,
        spec_path: &["spec"],
        // The definitions of 0.5.0 to 1.0.0 require only `runtimeVersions`, which patches have as well. Without one of
        // the others, the driver has nothing to run.
        required: &[
            &["runtimeVersions"],
            &["mainClass", "jars", "pyFiles", "sparkRFiles"],
        ],
        roles: &[
            RoleSpec {
                role: Role::Driver,
                field: "driverSpec",
                paths: Paths {
                    metadata: "driverSpec.podTemplateSpec.metadata",
                    placement: "driverSpec.podTemplateSpec.spec",
                },
            },
            RoleSpec {
                role: Role::Executor,
                field: "executorSpec",
                paths: Paths {
                    metadata: "executorSpec.podTemplateSpec.metadata",
                    placement: "executorSpec.podTemplateSpec.spec",
                },
            },
        ],
        name_limit: None,
        service_types: &[],
        has_role_fields: false,
        submission: pods::apache_application,
    },
    KindSpec {
        kind: Kind::ApacheSparkCluster,
        operator: Operator::Apache,
        name: "SparkCluster",
        served_versions: APACHE_VERSIONS,
        deprecated_versions: APACHE_DEPRECATED,
        spec_path: &["spec"],
        // `required` in the definitions of 0.5.0 to 1.0.0.
        required: &[&["runtimeVersions"], &["clusterTolerations"]],
        roles: &[
            RoleSpec {
                role: Role::Master,
                field: "masterSpec",
                paths: Paths {
                    metadata: "masterSpec.statefulSetSpec.template.metadata",
                    placement: "masterSpec.statefulSetSpec.template.spec",
                },
            },
            RoleSpec {
                role: Role::Worker,
                field: "workerSpec",
                paths: Paths {
                    metadata: "workerSpec.statefulSetSpec.template.metadata",
                    placement: "workerSpec.statefulSetSpec.template.spec",
                },
            },
        ],
        name_limit: None,
        service_types: &[],
        has_role_fields: false,
        submission: pods::apache_cluster,
    },
];

impl Kind {
    pub(super) fn find(group: &str, name: &str) -> Option<Self> {
        let mut specs = KINDS.iter();
        let found = specs.find(|spec| spec.group() == group && spec.name == name);
        found.map(|spec| spec.kind)
    }

    #[must_use]
    pub fn spec(self) -> &'static KindSpec {
        &KINDS[self as usize]
    }

    /// The value of `kind:`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_order_of_the_kinds() {
        for spec in &KINDS {
            assert_eq!(spec.kind.spec().kind, spec.kind);
            assert!(!spec.served_versions.is_empty(), "{:?}", spec.kind);
        }
    }
}
