//! Containers and their resources, as a pod template or the spec writes them.

use crate::{
    kube::{Mib, MilliCpu, cpu_quantity, memory_quantity},
    source::is_placeholder,
    spark::{
        Container, ContainerMemory, Gpus, Origin, Problem, Resources, Sourced, SparkContainer,
        Stage, Unjudged, pods::build::text,
    },
    yaml::Node,
};

/// A container with this variable set to `TRUE` is left out when ECI adds up resources.
const IGNORED_BY_ECI: &str = "__ECI_RESOURCE_IGNORE__";

/// A resource of a container: `requests.cpu`.
pub(super) fn resource<'d>(container: Node<'d>, kind: &str, name: &str) -> Option<Node<'d>> {
    container.get("resources")?.get(kind)?.get(name)
}

/// A container beside Spark's. Quantities that cannot be read count as none.
pub(super) fn other(node: Node<'_>, by_webhook: bool) -> Container<'_> {
    let mut unreadable = Vec::new();
    let mut cpu = |kind| read_other(node, kind, "cpu", cpu_quantity, &mut unreadable);
    let (cpu_asked, cpu_most) = (cpu("requests"), cpu("limits"));
    let mut memory = |kind| read_other(node, kind, "memory", memory_quantity, &mut unreadable);
    let (memory_asked, memory_most) = (memory("requests"), memory("limits"));
    let resources = if is_ignored(node) {
        Resources::default()
    } else {
        Resources {
            cpu_request: cpu_asked.or(cpu_most),
            cpu_limit: cpu_most,
            memory_request: memory_asked.or(memory_most),
            memory_limit: memory_most,
        }
    };
    Container {
        node,
        resources,
        unreadable,
        by_webhook,
    }
}

fn read_other<T>(
    container: Node<'_>,
    kind: &str,
    name: &str,
    read: fn(&str) -> Option<T>,
    unreadable: &mut Vec<Unjudged>,
) -> Option<T> {
    let setting = format!("resources.{kind}.{name}");
    match quantity(resource(container, kind, name), &setting, read) {
        Ok(quantity) => quantity.map(|quantity| quantity.value),
        Err(refused) => {
            unreadable.push(refused);
            None
        }
    }
}

fn is_ignored(container: Node<'_>) -> bool {
    let mut variables = container.get("env").into_iter().flat_map(Node::items);
    variables.any(|variable| {
        text(variable, "name") == Some(IGNORED_BY_ECI)
            && variable
                .get("value")
                .and_then(Node::json_text)
                .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    })
}

/// Spark's container in a pod that Spark does not build: the template says all there is.
pub(super) fn given(container: Option<Node<'_>>) -> SparkContainer {
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
        gpus: container.and_then(gpus),
        ephemeral_storage: container.and_then(ephemeral_storage),
    }
}

/// `requests.ephemeral-storage`.
pub(super) fn ephemeral_storage(container: Node<'_>) -> Option<String> {
    let request = resource(container, "requests", "ephemeral-storage")?;
    request.scalar_text().map(str::to_owned)
}

/// A limit on a resource that is called a GPU: `nvidia.com/gpu`.
pub(super) fn gpus(container: Node<'_>) -> Option<Gpus> {
    let limits = container.get("resources")?.get("limits")?.entries();
    let gpu = limits
        .into_iter()
        .find(|limit| limit.key.ends_with("/gpu"))?;
    Some(Gpus {
        resource: gpu.key.into_owned(),
        number: gpu.value.scalar_text()?.to_owned(),
        span: gpu.key_span,
    })
}

fn quantity<T>(
    node: Option<Node<'_>>,
    setting: &str,
    read: fn(&str) -> Option<T>,
) -> Result<Option<Sourced<T>>, Unjudged> {
    let Some(node) = node else { return Ok(None) };
    let value = node.scalar_text().unwrap_or_default();
    let origin = Origin {
        setting: setting.to_owned(),
        span: node.span(),
        written: true,
    };
    match read(value) {
        Some(value) => Ok(Some(Sourced { value, origin })),
        None => Err(refused_quantity(value, origin)),
    }
}

fn refused_quantity(value: &str, origin: Origin) -> Unjudged {
    let is_known = !is_placeholder(value);
    let reason = if is_known {
        "not a Kubernetes quantity such as `2` or `1500m`"
    } else {
        "the value is still to be filled in"
    };
    Unjudged {
        problem: if is_known {
            Problem::Quantity
        } else {
            Problem::Placeholder
        },
        refused_by: is_known.then_some(Stage::ApiServer),
        message: format!("`{}: {value}`: {reason}", origin.setting),
        origin,
    }
}

/// A quantity of CPU as a template's limit, which Spark keeps.
pub(super) fn template_cpu_limit(
    container: Option<Node<'_>>,
) -> Result<Option<Sourced<MilliCpu>>, Unjudged> {
    let limit = container.and_then(|container| resource(container, "limits", "cpu"));
    quantity(limit, "resources.limits.cpu", cpu_quantity)
}

/// `memoryLimit`, which the operator's webhook writes over Spark's own limit. A size as Java writes
/// it (`8g`) or a quantity (`8Gi`).
pub(super) fn memory_limit(fields: Option<Node<'_>>) -> Result<Option<Sourced<Mib>>, Unjudged> {
    let limit = fields.and_then(|fields| fields.get("memoryLimit"));
    quantity(limit, "memoryLimit", |text| {
        let lower = text.to_ascii_lowercase();
        let java = lower.strip_suffix('b').unwrap_or(&lower);
        match java.strip_suffix(['k', 'm', 'g', 't', 'p']) {
            Some(number)
                if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                let unit = java[number.len()..].to_ascii_uppercase();
                memory_quantity(&format!("{number}{unit}i"))
            }
            _ => memory_quantity(text),
        }
    })
}
