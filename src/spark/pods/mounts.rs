//! Volume mounts of containers.

use std::collections::HashSet;

use super::pieces::{is_local_dir, text};
use crate::{
    source::Span,
    spark::{Mount, MountedBy, Role, SparkVersion, conf::Conf},
    yaml::Node,
};

/// The mounts in a container's manifest.
pub(super) fn of_container(container: Node<'_>) -> Vec<Mount> {
    let mounts = container.get("volumeMounts").into_iter();
    mounts.flat_map(Node::items).filter_map(mount).collect()
}

fn mount(node: Node<'_>) -> Option<Mount> {
    let (name, path) = (node.get("name")?, node.get("mountPath"));
    Some(Mount {
        volume: name.json_text()?.to_owned(),
        span: name.span(),
        path: path
            .and_then(Node::json_text)
            .unwrap_or_default()
            .to_owned(),
        path_span: path.map_or(name.span(), Node::span),
        by: MountedBy::Container,
    })
}

/// The mounts of Spark settings, including those that the operator passes on as settings: these come last, and of two
/// settings with the same name the last one wins.
pub(super) fn of_settings(conf: &Conf<'_>, role: Role, handed_on: Vec<Mount>) -> Vec<Mount> {
    let replaced = handed_on
        .iter()
        .filter(|mount| mount.by == MountedBy::Setting);
    let replaced: HashSet<&str> = replaced.map(|mount| &*mount.volume).collect();
    let mut mounts = of_conf(conf, role);
    mounts.retain(|mount| !replaced.contains(&*mount.volume));
    mounts.extend(handed_on);
    mounts
}

/// The mounts of Spark settings, for volumes and secrets.
fn of_conf(conf: &Conf<'_>, role: Role) -> Vec<Mount> {
    let of_role = |kind: &str| format!("spark.kubernetes.{role}.{kind}.");
    let (volumes, secrets) = (of_role("volumes"), of_role("secrets"));
    let volumes = conf.below(&volumes).filter_map(|(key, setting)| {
        let (_, name) = key.strip_suffix(".mount.path")?.split_once('.')?;
        Some((name.to_owned(), setting))
    });
    // The name of the volume comes from Spark's `MountSecretsFeatureStep`.
    let secrets = conf
        .below(&secrets)
        .map(|(name, setting)| (format!("{name}-volume"), setting));
    let mounts: Vec<_> = volumes.chain(secrets).collect();
    mounts
        .into_iter()
        .map(|(volume, setting)| Mount {
            volume,
            span: setting.key_span,
            path: setting.value.clone().into_owned(),
            path_span: setting.span,
            by: MountedBy::Setting,
        })
        .collect()
}

/// The mounts of a role's fields that the operator passes on as Spark settings.
pub(super) fn of_submission(fields: Node<'_>, volumes: Option<Node<'_>>) -> Vec<Mount> {
    let known = names(volumes);
    let local = of_container(fields).into_iter();
    let local = local.filter(|mount| is_local_dir(&mount.volume) && known.contains(&*mount.volume));
    local
        .map(of_role)
        .chain(named_paths(
            fields,
            "secrets",
            "-volume",
            MountedBy::Setting,
        ))
        .collect()
}

/// The mounts that the webhook adds, in its order.
pub(super) fn of_webhook(
    fields: Node<'_>,
    spec: Option<Node<'_>>,
    volumes: Option<Node<'_>>,
) -> Vec<Mount> {
    let known = names(volumes);
    let of_spec = [
        (
            "hadoopConfigMap",
            "hadoop-configmap-volume",
            "/etc/hadoop/conf",
        ),
        (
            "sparkConfigMap",
            "spark-configmap-volume",
            "/etc/spark/conf",
        ),
    ];
    let of_spec = of_spec.into_iter().filter_map(|(field, volume, path)| {
        let span = spec?.entry(field)?.key_span;
        Some(Mount {
            volume: volume.to_owned(),
            span,
            path: path.to_owned(),
            path_span: span,
            by: MountedBy::ConfigMap,
        })
    });
    let mounted = of_container(fields).into_iter();
    let mounted =
        mounted.filter(|mount| !is_local_dir(&mount.volume) && known.contains(&*mount.volume));
    of_spec
        .chain(named_paths(
            fields,
            "configMaps",
            "-vol",
            MountedBy::ConfigMap,
        ))
        .chain(mounted.map(of_role))
        .collect()
}

/// The mounts of a role whose volume the application does not have; the operator skips them.
pub(super) fn skipped(fields: Node<'_>, volumes: Option<Node<'_>>) -> Vec<Mount> {
    let known = names(volumes);
    let mounts = of_container(fields).into_iter();
    mounts
        .filter(|mount| !known.contains(&*mount.volume))
        .collect()
}

fn of_role(mount: Mount) -> Mount {
    Mount {
        by: MountedBy::Role,
        ..mount
    }
}

fn names(volumes: Option<Node<'_>>) -> HashSet<&str> {
    let volumes = volumes.into_iter().flat_map(Node::items);
    volumes.filter_map(|volume| text(volume, "name")).collect()
}

/// A list of names with their mount paths.
fn named_paths(fields: Node<'_>, field: &str, suffix: &str, by: MountedBy) -> Vec<Mount> {
    let items = fields.get(field).into_iter().flat_map(Node::items);
    let mounts = items.filter_map(|item| {
        let (name, path) = (item.get("name")?, item.get("path")?);
        Some(Mount {
            volume: format!("{}{suffix}", name.scalar_text()?),
            span: name.span(),
            path: path.scalar_text()?.to_owned(),
            path_span: path.span(),
            by,
        })
    });
    mounts.collect()
}

/// The setting that puts Spark's local directories in memory, unless they are volumes in the manifest.
///
/// Source: Spark's `LocalDirsFeatureStep`.
pub(super) fn local_dirs_in_memory(
    conf: &Conf<'_>,
    version: SparkVersion,
    mounts: &[Mount],
) -> Option<Span> {
    let setting = conf.get_of("spark.kubernetes.local.dirs.tmpfs", version)?;
    (setting.is_true() && !mounts.iter().any(|mount| is_local_dir(&mount.volume)))
        .then_some(setting.key_span)
}
