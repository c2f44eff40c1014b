//! Labels, fields and volumes, from wherever they come.

use super::build::text;
use crate::{
    spark::{Field, Pair, Role, Volume, conf::Conf},
    yaml::{Entry, Node},
};

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

/// Adds pairs; one with a key that is there already takes its place.
pub(super) fn merge<'d>(pairs: &mut Vec<Pair<'d>>, over: Vec<Pair<'d>>) {
    for pair in over {
        match pairs.iter_mut().find(|known| known.key == pair.key) {
            Some(known) => *known = pair,
            None => pairs.push(pair),
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

/// A volume is its name and one more key, which says what it is.
pub(super) fn volume(node: Node<'_>, by_webhook: bool) -> Option<Volume> {
    let entries = node.entries();
    let kind = entries.into_iter().find(|entry| entry.key != "name")?;
    Some(Volume {
        name: text(node, "name")?.to_owned(),
        kind: kind.key.into_owned(),
        span: kind.key_span,
        by_webhook,
    })
}

/// The volumes of Spark settings: `spark.kubernetes.driver.volumes.hostPath.NAME.mount.path`.
pub(super) fn conf_volumes(conf: &Conf<'_>, role: Role) -> Vec<Volume> {
    let mut found: Vec<Volume> = Vec::new();
    for (key, setting) in conf.below(&format!("spark.kubernetes.{role}.volumes.")) {
        let mut parts = key.splitn(3, '.');
        let (Some(kind), Some(name)) = (parts.next(), parts.next()) else {
            continue;
        };
        if !found
            .iter()
            .any(|known| known.name == name && known.kind == kind)
        {
            found.push(Volume {
                name: name.to_owned(),
                kind: kind.to_owned(),
                span: setting.key_span,
                by_webhook: false,
            });
        }
    }
    found
}
