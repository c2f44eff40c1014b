//! Fields that the operator does not have, and where what they say belongs.
//!
//! Source: `api/v1beta2/sparkapplication_types.go` and `scheduledsparkapplication_types.go` of
//! kubeflow/spark-operator v2.5.2. The API server drops unknown fields without a word; only
//! `kubectl` with strict validation refuses them.

use super::{Application, Role};
use crate::{
    source::looks_like,
    yaml::{Entry, Node},
};

/// A field that the operator does not have, although it was probably meant.
#[derive(Clone)]
pub struct UnknownField<'d> {
    /// The field.
    pub entry: Entry<'d>,
    /// What it is written in.
    pub owner: Owner,
    /// The operator's field that was meant.
    pub meant: &'static str,
    /// In what way it is wrong.
    pub kind: UnknownKind,
}

/// A mapping of an application that has fields of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The spec of a schedule, around the application's.
    Schedule,
    /// The application's spec.
    Spec,
    /// A role.
    Role(Role),
}

/// In what way a field is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownKind {
    /// Its name differs from that of a field in case or in one letter.
    Misspelt,
    /// It is a field of another mapping.
    Misplaced(Home),
    /// It is a field of pods, which the operator writes in another way.
    OfPods {
        /// What to write: fields in backquotes.
        instead: &'static str,
    },
}

/// Where a misplaced field belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// Into the `template` of a schedule.
    ScheduleTemplate,
    /// Into the application's spec.
    Spec,
    /// Into a role.
    Role(Role),
    /// Into driver and executor, or one of them.
    AnyRole,
}

impl UnknownField<'_> {
    /// The role in which it is written; `None` outside of roles.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match self.owner {
            Owner::Role(role) => Some(role),
            Owner::Schedule | Owner::Spec => None,
        }
    }
}

const OF_SPEC: &[&str] = &[
    "type",
    "suspend",
    "sparkVersion",
    "mode",
    "proxyUser",
    "image",
    "imagePullPolicy",
    "imagePullSecrets",
    "mainClass",
    "mainApplicationFile",
    "arguments",
    "sparkConf",
    "hadoopConf",
    "sparkConfigMap",
    "hadoopConfigMap",
    "volumes",
    "driver",
    "executor",
    "deps",
    "restartPolicy",
    "nodeSelector",
    "failureRetries",
    "retryInterval",
    "pythonVersion",
    "memoryOverheadFactor",
    "monitoring",
    "batchScheduler",
    "timeToLiveSeconds",
    "batchSchedulerOptions",
    "sparkUIOptions",
    "driverIngressOptions",
    "dynamicAllocation",
    "driverPodDisruptionBudget",
];

const OF_ROLES: &[&str] = &[
    "template",
    "cores",
    "coreLimit",
    "coreRequest",
    "memory",
    "memoryOverhead",
    "memoryLimit",
    "gpu",
    "image",
    "configMaps",
    "secrets",
    "env",
    "envVars",
    "envFrom",
    "envSecretKeyRefs",
    "labels",
    "annotations",
    "volumeMounts",
    "affinity",
    "tolerations",
    "podSecurityContext",
    "securityContext",
    "schedulerName",
    "sidecars",
    "initContainers",
    "hostNetwork",
    "nodeSelector",
    "dnsConfig",
    "terminationGracePeriodSeconds",
    "serviceAccount",
    "hostAliases",
    "shareProcessNamespace",
    "javaOptions",
    "lifecycle",
    "ports",
    "priorityClassName",
];

const OF_DRIVER: &[&str] = &[
    "podName",
    "kubernetesMaster",
    "serviceAnnotations",
    "serviceLabels",
];

const OF_EXECUTOR: &[&str] = &["instances", "deleteOnTermination"];

const OF_SCHEDULE: &[&str] = &[
    "schedule",
    "template",
    "timeZone",
    "suspend",
    "concurrencyPolicy",
    "successfulRunHistoryLimit",
    "failedRunHistoryLimit",
];

/// Fields of pods and of other workloads, and what the operator has instead.
const OF_PODS: &[(&str, &str, &str)] = &[
    (
        "resources",
        "cores",
        "`cores`, `coreRequest`, `coreLimit`, `memory` and `memoryOverhead`",
    ),
    ("requests", "cores", "`cores`, `coreRequest` and `memory`"),
    ("limits", "coreLimit", "`coreLimit` and `memory`"),
    ("cpu", "cores", "`cores`"),
    ("replicas", "instances", "`instances`"),
    ("metadata", "labels", "`labels` and `annotations`"),
    (
        "nodeName",
        "template",
        "`template.spec.nodeName`, a pod template",
    ),
    (
        "topologySpreadConstraints",
        "template",
        "`template.spec.topologySpreadConstraints`, a pod template",
    ),
    (
        "runtimeClassName",
        "template",
        "`template.spec.runtimeClassName`, a pod template",
    ),
    ("serviceAccountName", "serviceAccount", "`serviceAccount`"),
    ("containers", "sidecars", "`sidecars`"),
];

/// The fields of an application that the API server drops, where it is clear what was meant. Only for
/// kinds whose roles are fields of their own.
#[must_use]
pub fn unknown_fields<'d>(application: &Application<'d>) -> Vec<UnknownField<'d>> {
    let mut found = Vec::new();
    let kind = application.kind.spec();
    if !kind.has_role_fields {
        return found;
    }
    let is_scheduled = kind.spec_path.len() > 1;
    if is_scheduled && let Some(outer) = application.object.get("spec") {
        for entry in outer.entries() {
            let name = exact(OF_SPEC, &entry.key);
            if let Some(meant) = name.filter(|name| !OF_SCHEDULE.contains(name)) {
                found.push(UnknownField {
                    entry,
                    owner: Owner::Schedule,
                    meant,
                    kind: UnknownKind::Misplaced(Home::ScheduleTemplate),
                });
            }
        }
    }
    let Some(spec) = &application.spec else {
        return found;
    };
    let mut look_at = |owner: Owner, fields: Node<'d>, known: &[&[&'static str]]| {
        for entry in fields.entries() {
            let is_known = known.iter().any(|fields| fields.contains(&&*entry.key));
            if is_known || entry.value.is_null() {
                continue;
            }
            if let Some((meant, kind)) = meant(&entry.key, owner, known) {
                found.push(UnknownField {
                    entry,
                    owner,
                    meant,
                    kind,
                });
            }
        }
    };
    // Airflow reads these labels and hands them on to both roles.
    let of_launcher: &[&str] = if application.launcher.is_some() {
        &["labels"]
    } else {
        &[]
    };
    look_at(Owner::Spec, spec.value, &[OF_SPEC, of_launcher]);
    for (role, own) in [(Role::Driver, OF_DRIVER), (Role::Executor, OF_EXECUTOR)] {
        if let Some(fields) = spec.value.get(role.name()) {
            look_at(Owner::Role(role), fields, &[OF_ROLES, own]);
        }
    }
    found
}

/// True for the name of a field of a role, such as `memory`.
#[must_use]
pub fn is_role_field(role: Role, key: &str) -> bool {
    let own: &[_] = match role {
        Role::Driver => OF_DRIVER,
        Role::Executor => OF_EXECUTOR,
        _ => &[],
    };
    [OF_ROLES, own]
        .iter()
        .any(|fields| exact(fields, key).is_some())
}

fn exact(fields: &[&'static str], key: &str) -> Option<&'static str> {
    fields.iter().find(|known| **known == key).copied()
}

/// The field that a key stands for, and in what way the key is wrong.
fn meant(
    key: &str,
    owner: Owner,
    known: &[&[&'static str]],
) -> Option<(&'static str, UnknownKind)> {
    let (others, home) = match owner {
        Owner::Role(_) => (OF_SPEC, Home::Spec),
        Owner::Spec | Owner::Schedule => (OF_ROLES, Home::AnyRole),
    };
    let elsewhere = [
        (others, home),
        (OF_DRIVER, Home::Role(Role::Driver)),
        (OF_EXECUTOR, Home::Role(Role::Executor)),
    ]
    .into_iter()
    .find_map(|(fields, home)| Some((exact(fields, key)?, UnknownKind::Misplaced(home))));
    let of_pods = || {
        let (_, meant, instead) = OF_PODS.iter().find(|(name, _, _)| *name == key)?;
        Some((*meant, UnknownKind::OfPods { instead }))
    };
    let misspelt = || {
        let mut known = known.iter().flat_map(|fields| fields.iter()).copied();
        let meant = known.find(|known| is_slip(known, key))?;
        Some((meant, UnknownKind::Misspelt))
    };
    elsewhere.or_else(of_pods).or_else(misspelt)
}

/// True for a key that differs from a field only in case, in one letter, or in letters that look alike.
fn is_slip(known: &str, key: &str) -> bool {
    known.eq_ignore_ascii_case(key)
        || strsim::damerau_levenshtein(known, key) == 1
        || looks_like(key, known)
}
