//! The volumes that nobody writes as one: Spark and the operator add them.
//!
//! Sources: what `KubernetesDriverBuilder` and `KubernetesExecutorBuilder` of Spark 3.0 to 4.3 build, and the
//! `Client` that adds the driver's settings; of kubeflow/spark-operator v2.5.2
//! `internal/webhook/sparkpod_defaulter.go`, `internal/controller/sparkapplication/submission.go` and
//! `internal/controller/sparkconnect/reconciler.go`.

use std::collections::HashSet;

use crate::{
    spark::{
        AddedVolumes, Role, SparkVersion, Volume, arithmetic::RoleConf, conf::Conf, trim::trim,
    },
    yaml::Node,
};

/// Volumes of that name are the local directories.
const LOCAL_DIR: &str = "spark-local-dir-";
const EXECUTOR_TEMPLATE: &str = "the executors' pod template";

/// What Spark adds to a role's pod, beside the volumes that are written.
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
    let secrets = conf
        .below(&format!("spark.kubernetes.{role}.secrets."))
        .count();
    // SPARK-30985; that it can be switched off came with 3.2.
    let is_off = version >= SparkVersion::new(3, 2)
        && conf.is_true("spark.kubernetes.executor.disableConfigMap");
    let has_settings = role != Role::Executor || version >= SparkVersion::new(3, 1) && !is_off;
    let mut added = vec![
        ("Spark's settings", usize::from(has_settings)),
        (
            "local directories",
            if written
                .iter()
                .any(|volume| volume.name.starts_with(LOCAL_DIR))
            {
                0
            } else {
                conf.get("spark.local.dir")
                    .map_or(1, |setting| local_dirs(&setting.value))
            },
        ),
        ("secrets", secrets),
    ];
    if role != Role::Executor {
        let has_template =
            has_executor_template || has("spark.kubernetes.executor.podTemplateFile");
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

/// How many directories a list has: Java drops empty ones at its end.
fn local_dirs(list: &str) -> usize {
    let list = list.trim_end_matches(',');
    list.split(',').count()
}

/// What the operator adds, for these fields of a role.
pub(super) fn by_operator(
    spec: Node<'_>,
    fields: Option<Node<'_>>,
    conf: &Conf<'_>,
    role: Role,
) -> Vec<AddedVolumes> {
    let items = |name: &str| {
        let list = fields.and_then(|fields| fields.get(name));
        list.into_iter().flat_map(Node::items)
    };
    let has_text = |name: &str| spec.get(name).and_then(Node::scalar_text).is_some();
    // It hands secrets on as settings of Spark, by their names.
    let is_setting = |name: &str| {
        conf.get(&format!("spark.kubernetes.{role}.secrets.{name}"))
            .is_some()
    };
    let secrets = items("secrets").filter_map(|secret| secret.get("name")?.scalar_text());
    let secrets: HashSet<_> = secrets.filter(|name| !is_setting(name)).collect();
    counted(vec![
        ("secrets", secrets.len()),
        ("config maps", items("configMaps").count()),
        ("Spark's own files", usize::from(has_text("sparkConfigMap"))),
        ("Hadoop's files", usize::from(has_text("hadoopConfigMap"))),
        ("Prometheus", usize::from(has_prometheus(spec, role))),
    ])
}

/// What the operator adds to the server of a `SparkConnect`: a pod template for its executors, always.
pub(super) fn by_connect() -> Vec<AddedVolumes> {
    counted(vec![(EXECUTOR_TEMPLATE, 1)])
}

/// The operator mounts its own settings of Prometheus unless the image has both files.
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
