//! `extend`: what a configuration adds to the built-in tables of ECI.

use super::values::texts;
use crate::{
    eci::{Catalog, EntryKind, LIMITS, Limits, Spec, TypeRow, parse_spec_list},
    finding::Diagnostic,
    kube::{Mib, MilliCpu},
    yaml::{Entry, Node},
};

#[derive(Default)]
pub(super) struct Extend {
    specs: Vec<Spec>,
    instance_types: Vec<(String, TypeRow)>,
    annotations: Vec<String>,
    regions: Vec<String>,
    /// All limits, including those that do not differ.
    limits: Option<Limits>,
    pub(super) shown: Vec<ShownList>,
}

/// A list for `config show`.
pub(super) struct ShownList {
    pub(super) name: &'static str,
    pub(super) items: String,
    pub(super) line: usize,
}

impl Extend {
    /// The mapping must be checked before.
    pub(super) fn read(node: Node<'_>, line: &dyn Fn(Node<'_>) -> usize) -> Self {
        let specs = texts(node, "specs");
        let annotations = texts(node, "annotations");
        let regions = texts(node, "regions");
        let types = node.get("instance-types").into_iter().flat_map(Node::items);
        let types: Vec<_> = types.filter_map(instance_type).collect();
        let names: Vec<&str> = types.iter().map(|(name, _)| name.as_str()).collect();
        let limits = limits(node);
        let limit_names: Vec<&str> = limits.iter().map(|limit| &*limit.key).collect();
        let shown = [
            ("specs", specs.join(", ")),
            ("instance-types", names.join(", ")),
            ("annotations", annotations.join(", ")),
            ("regions", regions.join(", ")),
            ("limits", limit_names.join(", ")),
        ];
        let shown = shown.into_iter().filter(|(_, items)| !items.is_empty());
        let shown = shown.filter_map(|(name, items)| {
            let line = line(node.get(name)?);
            Some(ShownList { name, items, line })
        });
        Self {
            shown: shown.collect(),
            specs: specs.iter().filter_map(|text| spec(text)).collect(),
            limits: (!limits.is_empty()).then(|| {
                let mut all = Catalog::built_in().limits.clone();
                for limit in limits {
                    all.set(&limit.key, limit.value);
                }
                all
            }),
            instance_types: types,
            annotations,
            regions,
        }
    }

    pub(super) fn apply(&self, catalog: &mut Catalog) {
        catalog.extend(
            self.specs.clone(),
            self.instance_types.clone(),
            self.annotations.clone(),
            self.regions.clone(),
        );
        if let Some(limits) = &self.limits {
            catalog.limits = limits.clone();
        }
    }
}

/// Checks values of the right type.
pub(super) fn check(extend: Node<'_>, errors: &mut Vec<Diagnostic>) {
    let list = |name: &str| extend.get(name).into_iter().flat_map(Node::items);
    for item in list("specs") {
        if spec(item.scalar_text().unwrap_or_default()).is_none() {
            let message = "a spec consists of vCPU and memory, such as `2-5Gi`";
            errors.push(Diagnostic::at(item.span(), "invalid spec", message));
        }
    }
    for item in list("instance-types") {
        let name = item.get("name").and_then(Node::scalar_text);
        if !name.is_some_and(|name| name.starts_with("ecs.") && name.matches('.').count() == 2) {
            let message =
                "an instance type has the form `ecs.FAMILY.SIZE`, such as `ecs.c10i.large`";
            errors.push(Diagnostic::at(
                item.span(),
                "invalid instance type",
                message,
            ));
        }
    }
    let mut all = Catalog::built_in().limits.clone();
    for limit in limits(extend) {
        let is_known = LIMITS.iter().any(|(name, ..)| *name == limit.key);
        if is_known && all.set(&limit.key, limit.value).is_none() {
            let message = format!("invalid value for `{}`", limit.key);
            errors.push(Diagnostic::at(limit.value.span(), "out of range", message));
        }
    }
}

fn limits(extend: Node<'_>) -> Vec<Entry<'_>> {
    let limits = extend.get("limits").into_iter().flat_map(Node::entries);
    limits.filter(|limit| !limit.value.is_null()).collect()
}

fn instance_type(item: Node<'_>) -> Option<(String, TypeRow)> {
    let number = |name: &str| item.get(name)?.as_u64();
    let size = Spec {
        vcpu: MilliCpu::from_cores(number("vcpu")?),
        memory: Mib::from_gib(number("memory-gib")?),
    };
    let gpus = number("gpus");
    Some((
        item.get("name")?.as_str()?.to_owned(),
        TypeRow { size, gpus },
    ))
}

fn spec(text: &str) -> Option<Spec> {
    match &parse_spec_list(text)[..] {
        [entry] => match entry.kind {
            EntryKind::CpuMemory(spec) => Some(spec),
            _ => None,
        },
        _ => None,
    }
}
