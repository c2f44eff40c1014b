//! Volumes that are not in the manifest: Spark and the operator add them.
//!
//! Sources: what `KubernetesDriverBuilder` and `KubernetesExecutorBuilder` of Spark 3.0 to 4.3 build, and the
//! `Client` that adds the driver's settings; of kubeflow/spark-operator v2.5.2
//! `internal/webhook/sparkpod_defaulter.go`, `internal/controller/sparkapplication/submission.go` and
//! `internal/controller/sparkconnect/reconciler.go`.

use std::collections::HashSet;

use super::pieces::is_local_dir;
use crate::{
    spark::{
        AddedVolumes, Mount, MountedBy, Role, Setting, SparkVersion, Volume, arithmetic::RoleConf,
        known_settings::is_read, trim::trim,
    },
    yaml::Node,
};

const EXECUTOR_TEMPLATE: &str = "the executors' pod template";

/// The volumes that Spark adds to a role's pod.
pub(super) fn by_spark(
    role_conf: RoleConf<'_, '_>,
    written: &[Volume<'_>],
    has_executor_template: bool,
) -> Vec<AddedVolumes> {
    let RoleConf {
        conf,
        version,
        role,
        ..
    } = role_conf;
    let has = |key: &str| conf.get(key).is_some();
    // The setting was added by SPARK-30985.
    let disabled = conf.get_of("spark.kubernetes.executor.disableConfigMap", version);
    let has_settings = role != Role::Executor
        || version >= SparkVersion::new(3, 1) && !disabled.is_some_and(Setting::is_true);
    let has_local_dir = written.iter().any(|volume| is_local_dir(&volume.name));
    let local_dirs = conf.get("spark.local.dir");
    let local_dirs = local_dirs.map_or(1, |setting| count_dirs(&setting.value));
    let mut added = vec![
        ("Spark's settings", usize::from(has_settings)),
        (
            "local directories",
            if has_local_dir { 0 } else { local_dirs },
        ),
    ];
    if role != Role::Executor {
        // `PodTemplateConfigMapStep` exists since Spark 3.0.
        let template = "spark.kubernetes.executor.podTemplateFile";
        let has_template = (has_executor_template || has(template)) && is_read(template, version);
        let keytab = conf.get("spark.kerberos.keytab");
        let has_keytab = keytab.is_some_and(|keytab| !trim(&keytab.value).starts_with("local:"));
        let has_krb5 = has("spark.kubernetes.kerberos.krb5.path")
            || has("spark.kubernetes.kerberos.krb5.configMapName");
        let has_token = has("spark.kubernetes.kerberos.tokenSecret.name");
        added.extend([
            (EXECUTOR_TEMPLATE, usize::from(has_template)),
            (
                "Hadoop's configuration",
                usize::from(has("spark.kubernetes.hadoop.configMapName")),
            ),
            (
                "Kerberos",
                usize::from(has_krb5) + usize::from(has_keytab || has_token),
            ),
        ]);
    }
    counted(added)
}

/// The number of directories in a list. Java drops empty ones at its end.
fn count_dirs(list: &str) -> usize {
    let list = list.trim_end_matches(',');
    list.split(',').count()
}

/// The volumes of secrets and config maps that mounts create.
pub(super) fn by_mounts(mounts: &[Mount], written: &[Volume<'_>]) -> Vec<AddedVolumes> {
    let written: HashSet<&str> = written.iter().map(|volume| &*volume.name).collect();
    let number = |by: MountedBy| {
        let mounts = mounts.iter().filter(|mount| mount.by == by);
        let names: HashSet<&str> = mounts.map(|mount| &*mount.volume).collect();
        names.difference(&written).count()
    };
    counted(vec![
        ("secrets", number(MountedBy::Setting)),
        ("config maps", number(MountedBy::ConfigMap)),
    ])
}

/// The volumes that the operator's webhook adds for the whole application.
pub(super) fn by_webhook(spec: Node<'_>, role: Role) -> Vec<AddedVolumes> {
    counted(vec![(
        "Prometheus",
        usize::from(has_prometheus(spec, role)),
    )])
}

/// The volumes that the operator adds to the server of a `SparkConnect`: always a pod template for its executors.
pub(super) fn by_connect() -> Vec<AddedVolumes> {
    counted(vec![(EXECUTOR_TEMPLATE, 1)])
}

/// The operator mounts its own Prometheus configuration unless the image has both files.
fn has_prometheus(spec: Node<'_>, role: Role) -> bool {
    let Some(monitoring) = spec.get("monitoring") else {
        return false;
    };
    let Some(prometheus) = monitoring.get("prometheus") else {
        return false;
    };
    let exposes = match role {
        Role::Executor => "exposeExecutorMetrics",
        _ => "exposeDriverMetrics",
    };
    let is_exposed = monitoring.get(exposes).and_then(Node::as_bool) == Some(true);
    let has_both =
        monitoring.get("metricsPropertiesFile").is_some() && prometheus.get("configFile").is_some();
    is_exposed && !has_both
}

fn counted(all: Vec<(&'static str, usize)>) -> Vec<AddedVolumes> {
    let some = all.into_iter().filter(|(_, number)| *number > 0);
    some.map(|(purpose, number)| AddedVolumes { purpose, number })
        .collect()
}
