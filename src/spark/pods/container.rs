//! Containers and their resources in a pod template or in the spec.

use super::mounts::of_container as mounts_of;
use crate::{
    kube::{self, Mib, MilliCpu, cpu_quantity, memory_quantity},
    spark::{
        Container, ContainerMemory, Gpus, Origin, Problem, Resources, Sourced, SparkContainer,
        Stage, Unjudged, WrittenName, trim::trim,
    },
    yaml::Node,
};

/// The reason why the API server rejects a quantity.
pub(super) const NOT_A_QUANTITY: &str = "not a Kubernetes quantity such as `2` or `1500m`";
const NOT_A_SIZE: &str = "not a Kubernetes quantity such as `4Gi` or `512Mi`";

/// A resource of a container: `requests.cpu`.
pub(super) fn resource<'d>(container: Node<'d>, kind: &str, name: &str) -> Option<Node<'d>> {
    container.get("resources")?.get(kind)?.get(name)
}

/// A sidecar or init container. Unreadable quantities count as missing.
pub(super) fn sidecar(node: Node<'_>, by_webhook: bool) -> Container<'_> {
    let mut unreadable = Vec::new();
    let mut cpu = |kind| read_sidecar(node, kind, "cpu", cpu_quantity, &mut unreadable);
    let (cpu_request, cpu_limit) = (cpu("requests"), cpu("limits"));
    let mut memory = |kind| read_sidecar(node, kind, "memory", memory_quantity, &mut unreadable);
    let (memory_request, memory_limit) = (memory("requests"), memory("limits"));
    Container {
        node,
        resources: Resources {
            cpu_request: cpu_request.or_else(|| cpu_limit.clone()),
            cpu_limit,
            memory_request: memory_request.or_else(|| memory_limit.clone()),
            memory_limit,
        },
        mounts: mounts_of(node),
        unreadable,
        gpus: gpus(node),
        by_webhook,
    }
}

fn read_sidecar<T>(
    container: Node<'_>,
    kind: &str,
    name: &str,
    read: fn(&str) -> Option<T>,
    unreadable: &mut Vec<Unjudged>,
) -> Option<Sourced<T>> {
    let setting = format!("resources.{kind}.{name}");
    match quantity(resource(container, kind, name), &setting, read) {
        Ok(quantity) => quantity,
        Err(refused) => {
            unreadable.push(refused);
            None
        }
    }
}

/// Spark's container in a pod that Spark does not build: everything comes from the template.
pub(super) fn from_template(container: Option<Node<'_>>) -> SparkContainer {
    let find = |kind, name| container.and_then(|container| resource(container, kind, name));
    let request = |name| find("requests", name).or_else(|| find("limits", name));
    SparkContainer {
        cpu_request: quantity(request("cpu"), "resources.requests.cpu", cpu_quantity),
        cpu_limit: quantity(find("limits", "cpu"), "resources.limits.cpu", cpu_quantity),
        memory: quantity(
            request("memory"),
            "resources.requests.memory",
            memory_quantity,
        )
        .map(|memory| memory.map(ContainerMemory::Given)),
        memory_limit: quantity(
            find("limits", "memory"),
            "resources.limits.memory",
            memory_quantity,
        ),
        gpus: container.map(gpus).unwrap_or_default(),
        also_refused: Vec::new(),
        ephemeral_storage: container.and_then(ephemeral_storage),
        mounts: container.map(mounts_of).unwrap_or_default(),
    }
}

/// `requests.ephemeral-storage`.
pub(super) fn ephemeral_storage(container: Node<'_>) -> Option<Sourced<String>> {
    const NAME: &str = "ephemeral-storage";
    // A limit without a request is also the request.
    let request = resource(container, "requests", NAME);
    let request = request.or_else(|| resource(container, "limits", NAME))?;
    Some(Sourced {
        value: request.scalar_text()?.to_owned(),
        origin: Origin {
            setting: NAME.to_owned(),
            span: request.span(),
            written: true,
        },
    })
}

/// The limits on GPU resources: `nvidia.com/gpu`.
pub(super) fn gpus(container: Node<'_>) -> Vec<Gpus> {
    let limits = container.get("resources").and_then(|all| all.get("limits"));
    let limits = limits.into_iter().flat_map(Node::entries);
    let gpus = limits.filter(|limit| kube::is_gpu(&limit.key));
    gpus.filter_map(|limit| {
        Some(Gpus {
            number: asked(limit.value.scalar_text()?)?,
            resource: limit.key.into_owned(),
            span: limit.key_span,
            name_span: limit.key_span,
            written: WrittenName::Key,
        })
    })
    .collect()
}

/// A number of devices; `None` for zero.
pub(super) fn asked(number: &str) -> Option<String> {
    let number = trim(number);
    (number != "0").then(|| number.to_owned())
}

fn quantity<T>(
    node: Option<Node<'_>>,
    setting: &str,
    read: fn(&str) -> Option<T>,
) -> Result<Option<Sourced<T>>, Unjudged> {
    let Some(node) = node else { return Ok(None) };
    let value = node.scalar_text().unwrap_or_default();
    let is_memory = setting.ends_with("memory") || setting.starts_with("memory");
    let origin = Origin {
        setting: setting.to_owned(),
        span: node.span(),
        written: true,
    };
    match read(value) {
        Some(value) => Ok(Some(Sourced { value, origin })),
        None => Err(Unjudged::new(
            value,
            origin,
            Stage::ApiServer,
            Problem::Quantity,
            if is_memory {
                NOT_A_SIZE
            } else {
                NOT_A_QUANTITY
            },
        )),
    }
}

/// The CPU limit of a template, which Spark keeps.
pub(super) fn template_cpu_limit(
    container: Option<Node<'_>>,
) -> Result<Option<Sourced<MilliCpu>>, Unjudged> {
    let limit = container.and_then(|container| resource(container, "limits", "cpu"));
    quantity(limit, "resources.limits.cpu", cpu_quantity)
}

/// `memoryLimit`, with which the operator's webhook overrides Spark's own limit. Either a size in Java's format (`8g`)
/// or a quantity (`8Gi`).
///
/// Source: `ConvertJavaMemoryStringToK8sMemoryString` in `pkg/util/util.go` of kubeflow/spark-operator v2.5.2.
pub(super) fn memory_limit(fields: Option<Node<'_>>) -> Result<Option<Sourced<Mib>>, Unjudged> {
    let limit = fields.and_then(|fields| fields.get("memoryLimit"));
    let mut read = quantity(limit, "memoryLimit", |text| {
        let java = text.strip_suffix('b').unwrap_or(text);
        match java.strip_suffix(['k', 'm', 'g', 't', 'p']) {
            Some(number) => {
                let unit = java[number.len()..].to_ascii_uppercase();
                memory_quantity(&format!("{number}{unit}i"))
            }
            // The operator turns `8G` into `8GGi`.
            None if has_upper_case_unit(text) => None,
            None => memory_quantity(text),
        }
    });
    if let Err(refused) = &mut read
        && has_upper_case_unit(&refused.value)
    {
        refused.reason = format!(
            "the operator accepts only units in lower case, up to its newest version, {NEWEST_OPERATOR}"
        );
    }
    read
}

/// The newest version of the operator whose source was checked.
const NEWEST_OPERATOR: &str = "2.5.2";

/// True for `8G` and `8Gb`, but not for `8Gi`.
fn has_upper_case_unit(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let java = lower.strip_suffix('b').unwrap_or(&lower);
    java.ends_with(['k', 'm', 'g', 't', 'p'])
        && text.chars().any(|letter| letter.is_ascii_uppercase())
}
