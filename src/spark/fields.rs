//! Fields that the operator does not have, and where what they say belongs.
//!
//! Source: `api/v1beta2/sparkapplication_types.go` and `scheduledsparkapplication_types.go` of
//! kubeflow/spark-operator v2.5.2. The API server drops unknown fields without a word; only
//! `kubectl` with strict validation refuses them.

use super::{Application, Kind, Role};
use crate::yaml::Entry;

/// A field that the operator does not have, although it was probably meant.
#[derive(Clone)]
pub struct UnknownField<'d> {
    /// The field.
    pub entry: Entry<'d>,
    /// Below what it stands: `spec`, `driver`, …
    pub owner: &'static str,
    /// The role below which it stands; `None` for the spec.
    pub role: Option<Role>,
    /// The operator's field that was meant; empty where there is none.
    pub meant: &'static str,
    /// Where that belongs.
    pub place: String,
    /// True when the field stands where it belongs, and only its name has a slip.
    pub is_slip: bool,
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

/// The fields of an application that are lost, each with where it belongs. Only for the operator of
/// `sparkoperator.k8s.io`, and only where it is clear what was meant.
#[must_use]
pub fn unknown_fields<'d>(application: &Application<'d>) -> Vec<UnknownField<'d>> {
    let mut found = Vec::new();
    let is_scheduled = match application.kind {
        Kind::SparkApplication => false,
        Kind::ScheduledSparkApplication => true,
        _ => return found,
    };
    if is_scheduled && let Some(outer) = application.object.get("spec") {
        for entry in outer.entries() {
            let name = OF_SPEC.iter().find(|known| **known == entry.key);
            if let Some(meant) = name.filter(|name| !OF_SCHEDULE.contains(name)) {
                let place = format!("`spec.template.{meant}`");
                found.push(UnknownField {
                    entry,
                    owner: "the schedule's `spec`",
                    role: None,
                    is_slip: place == format!("`{meant}`"),
                    meant,
                    place,
                });
            }
        }
    }
    let Some(spec) = &application.spec else {
        return found;
    };
    for entry in spec.value.entries() {
        if OF_SPEC.contains(&&*entry.key) || entry.value.is_null() {
            continue;
        }
        if let Some((meant, place)) = belongs(&entry.key, None) {
            found.push(UnknownField {
                entry,
                owner: "the application's spec",
                role: None,
                is_slip: place == format!("`{meant}`"),
                meant,
                place,
            });
        }
    }
    for (role, owner, own) in [
        (Role::Driver, "`driver`", OF_DRIVER),
        (Role::Executor, "`executor`", OF_EXECUTOR),
    ] {
        let fields = spec.value.get(role.field()).into_iter();
        for entry in fields.flat_map(crate::yaml::Node::entries) {
            let is_known = OF_ROLES.contains(&&*entry.key) || own.contains(&&*entry.key);
            if is_known || entry.value.is_null() {
                continue;
            }
            if let Some((meant, place)) = belongs(&entry.key, Some(role)) {
                found.push(UnknownField {
                    entry,
                    owner,
                    role: Some(role),
                    is_slip: place == format!("`{meant}`"),
                    meant,
                    place,
                });
            }
        }
    }
    found
}

/// The field that a key stands for, and where it belongs.
fn belongs(key: &str, role: Option<Role>) -> Option<(&'static str, String)> {
    let exact = |fields: &[&'static str]| fields.iter().find(|known| **known == key).copied();
    let both = |meant: &str| format!("`driver.{meant}` and `executor.{meant}`");
    let elsewhere = if role.is_none() {
        exact(OF_ROLES)
            .map(|meant| (meant, both(meant)))
            .or_else(|| exact(OF_DRIVER).map(|meant| (meant, format!("`driver.{meant}`"))))
            .or_else(|| exact(OF_EXECUTOR).map(|meant| (meant, format!("`executor.{meant}`"))))
    } else {
        exact(OF_SPEC)
            .map(|meant| (meant, format!("`{meant}` of the application's spec")))
            .or_else(|| exact(OF_DRIVER).map(|meant| (meant, format!("`driver.{meant}`"))))
            .or_else(|| exact(OF_EXECUTOR).map(|meant| (meant, format!("`executor.{meant}`"))))
    };
    let of_pod = || {
        let (_, meant, place) = OF_PODS.iter().find(|(name, _, _)| *name == key)?;
        let place = match role {
            Some(role) => format!("{place} of `{role}`"),
            None => format!("{place} of `driver` and `executor`"),
        };
        Some((*meant, place))
    };
    elsewhere.or_else(of_pod).or_else(|| {
        let known: &[&[&'static str]] = match role {
            None => &[OF_SPEC],
            Some(Role::Driver) => &[OF_ROLES, OF_DRIVER],
            Some(_) => &[OF_ROLES, OF_EXECUTOR],
        };
        let mut known = known.iter().flat_map(|fields| fields.iter()).copied();
        let meant = known.find(|known| is_slip(known, key))?;
        Some((meant, format!("`{meant}`")))
    })
}

/// True for a key that differs from a field only in case, or in one letter.
fn is_slip(known: &str, key: &str) -> bool {
    known.eq_ignore_ascii_case(key) || strsim::damerau_levenshtein(known, key) == 1
}
