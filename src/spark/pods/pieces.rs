//! Places, labels, fields and volumes from all sources.

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map},
};

use crate::{
    source::Span,
    spark::{
        Field, HostPort, Pair, Port, Role, Setting, StorageClass, Volume, conf::Conf, trim::trim,
    },
    yaml::{Entry, Node},
};

/// The place of a role in the file.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Its key, or the spec's key if the role is not written.
    pub(super) key: Span,
    /// From the key to the end of the value.
    pub(super) extent: Span,
}

impl Place {
    /// The place of a field of the spec.
    pub(super) fn from_field(spec: &Entry<'_>, field: &str) -> Self {
        match spec.value.entry(field) {
            Some(entry) => {
                let (start, end) = (entry.key_span.start, entry.value.span().end);
                Self {
                    key: entry.key_span,
                    extent: Span::new(start, end.max(entry.key_span.end)),
                }
            }
            None => Self {
                key: spec.key_span,
                extent: spec.key_span,
            },
        }
    }
}

pub(super) fn text<'d>(node: Node<'d>, field: &str) -> Option<&'d str> {
    node.get(field).and_then(Node::scalar_text)
}

pub(super) fn pairs(map: Option<Node<'_>>, by_webhook: bool) -> Vec<Pair<'_>> {
    let entries = map.into_iter().flat_map(Node::entries);
    entries
        .filter_map(|entry| {
            Some(Pair {
                value: entry.value.json_text()?.into(),
                key: entry.key,
                node: entry.value,
                key_span: entry.key_span,
                by_webhook,
            })
        })
        .collect()
}

pub(super) fn below<'d>(conf: &Conf<'d>, prefix: &str) -> Vec<Pair<'d>> {
    conf.below(prefix)
        .filter_map(|(key, setting)| {
            Some(Pair {
                key: key.to_owned().into(),
                value: setting.value.clone(),
                node: setting.node?,
                key_span: setting.key_span,
                by_webhook: false,
            })
        })
        .collect()
}

/// Adds pairs; a new pair replaces one with the same key.
pub(super) fn merge<'d>(pairs: &mut Vec<Pair<'d>>, over: Vec<Pair<'d>>) {
    let mut index: HashMap<Cow<'d, str>, usize> = HashMap::new();
    // Of duplicate keys, the first one counts.
    for (at, pair) in pairs.iter().enumerate().rev() {
        index.insert(pair.key.clone(), at);
    }
    for pair in over {
        match index.entry(pair.key.clone()) {
            hash_map::Entry::Occupied(known) => pairs[*known.get()] = pair,
            hash_map::Entry::Vacant(new) => {
                new.insert(pairs.len());
                pairs.push(pair);
            }
        }
    }
}

pub(super) fn field_of<'d>(entry: &Entry<'d>, by_webhook: bool) -> Field<'d> {
    Field {
        node: entry.value,
        key_span: entry.key_span,
        by_webhook,
    }
}

/// True for the name of a volume that Spark uses for shuffle data.
#[must_use]
pub fn is_local_dir(name: &str) -> bool {
    name.starts_with("spark-local-dir-")
}

/// Parses a volume: its name and one more key, which is its type.
pub(super) fn volume(node: Node<'_>, by_webhook: bool) -> Option<Volume<'_>> {
    let entries = node.entries();
    let kind = entries.into_iter().find(|entry| entry.key != "name")?;
    Some(Volume {
        name: text(node, "name")?.to_owned(),
        medium: text(kind.value, "medium").map(Cow::Borrowed),
        size_limit: text(kind.value, "sizeLimit").map(Cow::Borrowed),
        storage_class: template_class(kind.value),
        driver: text(kind.value, "driver").map(Cow::Borrowed),
        kind: kind.key.into_owned(),
        span: kind.key_span,
        by_webhook,
    })
}

/// The storage class of an `ephemeral` volume.
fn template_class(source: Node<'_>) -> Option<StorageClass<'_>> {
    let claim = source.get("volumeClaimTemplate")?.get("spec")?;
    let class = claim.get("storageClassName")?;
    Some(StorageClass {
        name: Cow::Borrowed(class.scalar_text()?),
        span: class.span(),
    })
}

/// The volumes in Spark settings: `spark.kubernetes.driver.volumes.hostPath.NAME.mount.path`.
pub(super) fn conf_volumes<'d>(conf: &Conf<'d>, role: Role) -> Vec<Volume<'d>> {
    let mut found: Vec<Volume<'d>> = Vec::new();
    let mut index = HashMap::new();
    for (key, setting) in conf.below(&format!("spark.kubernetes.{role}.volumes.")) {
        let mut parts = key.splitn(3, '.');
        let (Some(kind), Some(name)) = (parts.next(), parts.next()) else {
            continue;
        };
        let at = *index.entry((kind, name)).or_insert_with(|| {
            found.push(volume_of_setting(kind, name, setting));
            found.len() - 1
        });
        match parts.next() {
            Some("options.medium") => found[at].medium = Some(setting.value.clone()),
            Some("options.sizeLimit") => found[at].size_limit = Some(setting.value.clone()),
            Some("options.storageClass") => {
                found[at].storage_class = Some(StorageClass {
                    name: setting.value.clone(),
                    span: setting.span,
                });
            }
            _ => {}
        }
    }
    found
}

fn volume_of_setting<'d>(kind: &str, name: &str, setting: &Setting<'d>) -> Volume<'d> {
    Volume {
        name: name.to_owned(),
        kind: kind.to_owned(),
        span: setting.key_span,
        medium: None,
        size_limit: None,
        storage_class: None,
        driver: None,
        by_webhook: false,
    }
}

/// The ports that Spark settings open in a role's pods.
pub(super) fn conf_ports(conf: &Conf<'_>, role: Role) -> Vec<Port> {
    let of_driver: &[&str] = match role {
        Role::Executor => &[],
        _ => &[
            "spark.driver.port",
            "spark.driver.blockManager.port",
            "spark.ui.port",
        ],
    };
    let keys = of_driver.iter().chain(&["spark.blockManager.port"]);
    keys.filter_map(|key| {
        let setting = conf.get(key)?;
        Some(Port {
            number: trim(&setting.value).parse().ok()?,
            span: setting.span,
            host: None,
        })
    })
    .collect()
}

/// The list of ports of a container or of a role.
pub(super) fn ports(owner: Node<'_>) -> impl Iterator<Item = Port> {
    let list = owner.get("ports").into_iter().flat_map(Node::items);
    list.filter_map(|port| {
        let number = port.get("containerPort")?;
        let host = port.entry("hostPort").and_then(|host| {
            Some(HostPort {
                number: host.value.scalar_text()?.parse().ok()?,
                key_span: host.key_span,
            })
        });
        Some(Port {
            number: number.scalar_text()?.parse().ok()?,
            span: number.span(),
            host: host.filter(|host| host.number != 0),
        })
    })
}
