//! What all kinds of applications share: Spark's settings, a pod template and, last, the fields
//! that the operator's webhook adds become a pod.

use super::container::{given, gpus, memory_limit, other, template_cpu_limit};
use crate::{
    source::Span,
    spark::{
        Container, ContainerMemory, Count, Field, Language, Memory, Pair, Pod, Role, Sourced,
        SparkContainer, SparkVersion, Stage, Toleration, Unjudged, Volume,
        arithmetic::Context,
        conf::{Conf, Setting},
        count,
    },
    units::{Mib, MilliCpu, cpu_quantity},
    yaml::{Entry, Node},
};

/// The least heap with which Spark starts, in bytes: `RESERVED_SYSTEM_MEMORY_BYTES` times 1.5 in
/// `UnifiedMemoryManager`.
const LEAST_HEAP: u64 = 471_859_200;

/// Where a role stands in the file.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Its key, or the spec's where the role is not written.
    pub(super) key: Span,
    /// From there to the end of its value.
    pub(super) extent: Span,
}

impl Place {
    /// The place of a field of the spec.
    pub(super) fn of(spec: &Entry<'_>, field: &str) -> Self {
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

/// What a pod that Spark builds is made of.
pub(super) struct Blueprint<'c, 'd> {
    pub(super) conf: &'c Conf<'d>,
    /// The Spark of the application, which builds executors.
    pub(super) version: SparkVersion,
    /// The Spark inside the operator, which checks settings and builds the driver.
    pub(super) submit_version: SparkVersion,
    pub(super) language: Language,
    pub(super) role: Role,
    pub(super) place: Place,
    /// The pod template, a `PodTemplateSpec`.
    pub(super) template: Option<Node<'d>>,
    /// The fields that the operator's webhook puts into the pod.
    pub(super) webhook: Option<Node<'d>>,
    /// The volumes that a role can mount.
    pub(super) spec_volumes: Option<Node<'d>>,
    /// `batchScheduler`, which takes the place of every other scheduler.
    pub(super) batch_scheduler: Option<&'c Entry<'d>>,
}

pub(super) fn text<'d>(node: Node<'d>, field: &str) -> Option<&'d str> {
    node.get(field).and_then(Node::scalar_text)
}

pub(super) fn version_of(text: Option<&str>) -> SparkVersion {
    text.and_then(SparkVersion::parse)
        .unwrap_or(SparkVersion::ASSUMED)
}

/// The pod that Spark builds.
pub(super) fn pod<'d>(blueprint: &Blueprint<'_, 'd>) -> Pod<'d> {
    let Blueprint {
        conf,
        version,
        submit_version,
        language,
        role,
        place,
        template,
        webhook,
        spec_volumes,
        batch_scheduler,
    } = *blueprint;
    let count = match role {
        Role::Executor => count::executors(conf),
        _ => Ok(Count::fixed(1)),
    };
    let mut pod = of_template(role, place, language, count, template, spark_name(role));
    let version = if role == Role::Executor {
        version
    } else {
        submit_version
    };
    let context = Context {
        conf,
        version,
        submit_version,
        language,
        role,
    };
    let own = spark_container(template, spark_name(role));
    pod.container = SparkContainer {
        memory_limit: memory_limit(webhook),
        ..container(context, own, webhook)
    };
    pod.start_refusal = start_refusal(context, &pod.container);
    merge(
        &mut pod.labels,
        below(conf, &format!("spark.kubernetes.{role}.label.")),
    );
    merge(
        &mut pod.annotations,
        below(conf, &format!("spark.kubernetes.{role}.annotation.")),
    );
    let selector = &mut pod.node_selector;
    merge(selector, below(conf, "spark.kubernetes.node.selector."));
    if version >= SparkVersion::new(3, 3) {
        merge(
            selector,
            below(conf, &format!("spark.kubernetes.{role}.node.selector.")),
        );
    }
    pod.volumes.extend(conf_volumes(conf, role));
    let scheduler = conf
        .get(&format!("spark.kubernetes.{role}.scheduler.name"))
        .or_else(|| conf.get("spark.kubernetes.scheduler.name"));
    if let Some((setting, node)) = scheduler.and_then(|setting| Some((setting, setting.node?))) {
        pod.scheduler = Some(Field {
            node,
            key_span: setting.key_span,
            by_webhook: false,
        });
    }
    if let Some(fields) = webhook {
        add_webhook_fields(&mut pod, fields, spec_volumes);
    }
    if let Some(entry) = batch_scheduler {
        pod.scheduler = Some(field_of(entry, true));
    }
    pod
}

/// A pod that is its template and nothing else.
pub(super) fn template_pod<'d>(
    role: Role,
    place: Place,
    template: Option<Node<'d>>,
    container: &str,
    count: Result<Count, Unjudged>,
) -> Pod<'d> {
    let mut pod = of_template(role, place, Language::Jvm, count, template, container);
    pod.container = given(spark_container(template, container));
    pod
}

fn spark_name(role: Role) -> &'static str {
    match role {
        Role::Executor => "spark-kubernetes-executor",
        _ => "spark-kubernetes-driver",
    }
}

/// All that a pod template says, but for Spark's own container.
fn of_template<'d>(
    role: Role,
    place: Place,
    language: Language,
    count: Result<Count, Unjudged>,
    template: Option<Node<'d>>,
    container: &str,
) -> Pod<'d> {
    let metadata = |map: &str| template.and_then(|template| template.get("metadata")?.get(map));
    let spec = template.and_then(|template| template.get("spec"));
    let entry = |name: &str| spec.and_then(|spec| spec.entry(name));
    let field = |name: &str| entry(name).map(|entry| field_of(&entry, false));
    let items = |name: &str| {
        entry(name)
            .into_iter()
            .flat_map(|entry| entry.value.items())
    };
    let own = spark_container(template, container).map(Node::span);
    Pod {
        role,
        span: place.key,
        extent: place.extent,
        language,
        count,
        container: given(None),
        sidecars: items("containers")
            .filter(|container| Some(container.span()) != own)
            .map(|container| other(container, false))
            .collect(),
        init_containers: items("initContainers")
            .map(|container| other(container, false))
            .collect(),
        start_refusal: None,
        labels: pairs(metadata("labels"), false),
        annotations: pairs(metadata("annotations"), false),
        node_selector: pairs(entry("nodeSelector").map(|entry| entry.value), false),
        tolerations: items("tolerations")
            .map(|node| Toleration {
                node,
                by_webhook: false,
            })
            .collect(),
        node_name: field("nodeName"),
        affinity: field("affinity"),
        priority_class: field("priorityClassName"),
        scheduler: field("schedulerName"),
        host_network: field("hostNetwork"),
        security_context: field("securityContext"),
        container_security_context: spark_container(template, container)
            .and_then(|container| container.entry("securityContext"))
            .map(|entry| field_of(&entry, false)),
        volumes: items("volumes")
            .filter_map(|node| volume(node, false))
            .collect(),
    }
}

/// What the operator's webhook does to a pod, in its order.
fn add_webhook_fields<'d>(pod: &mut Pod<'d>, fields: Node<'d>, spec_volumes: Option<Node<'d>>) {
    let items = |name: &str| fields.get(name).into_iter().flat_map(Node::items);
    let mounted: Vec<_> = items("volumeMounts")
        .filter_map(|mount| text(mount, "name"))
        .collect();
    let volumes = spec_volumes.into_iter().flat_map(Node::items);
    let volumes =
        volumes.filter(|volume| text(*volume, "name").is_some_and(|name| mounted.contains(&name)));
    pod.volumes.extend(volumes.filter_map(|node| {
        // The operator hands these on as Spark settings.
        let is_local = text(node, "name").is_some_and(|name| name.starts_with("spark-local-dir-"));
        volume(node, !is_local)
    }));
    let add = |containers: &mut Vec<Container<'d>>, name: &str| {
        for node in items(name) {
            let is_there = containers.iter().any(|known| {
                text(known.node, "name") == text(node, "name")
                    && text(known.node, "image") == text(node, "image")
            });
            if !is_there {
                containers.push(other(node, true));
            }
        }
    };
    add(&mut pod.sidecars, "sidecars");
    add(&mut pod.init_containers, "initContainers");
    merge(
        &mut pod.node_selector,
        pairs(fields.get("nodeSelector"), true),
    );
    pod.tolerations
        .extend(items("tolerations").map(|node| Toleration {
            node,
            by_webhook: true,
        }));
    let field = |name: &str| fields.entry(name).map(|entry| field_of(&entry, true));
    for (ours, name) in [
        (&mut pod.affinity, "affinity"),
        (&mut pod.priority_class, "priorityClassName"),
        (&mut pod.scheduler, "schedulerName"),
        (&mut pod.host_network, "hostNetwork"),
        (&mut pod.security_context, "podSecurityContext"),
        (&mut pod.container_security_context, "securityContext"),
    ] {
        if let Some(field) = field(name) {
            *ours = Some(field);
        }
    }
}

/// A volume is its name and one more key, which says what it is.
fn volume(node: Node<'_>, by_webhook: bool) -> Option<Volume> {
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
fn conf_volumes(conf: &Conf<'_>, role: Role) -> Vec<Volume> {
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

fn field_of<'d>(entry: &Entry<'d>, by_webhook: bool) -> Field<'d> {
    Field {
        node: entry.value,
        key_span: entry.key_span,
        by_webhook,
    }
}

/// The template's container that becomes Spark's: the one of its name, else the first.
fn spark_container<'d>(template: Option<Node<'d>>, name: &str) -> Option<Node<'d>> {
    let containers = || {
        let spec = template.and_then(|template| template.get("spec"));
        let list = spec.and_then(|spec| spec.get("containers"));
        list.into_iter().flat_map(Node::items)
    };
    containers()
        .find(|container| text(*container, "name") == Some(name))
        .or_else(|| containers().next())
}

/// Spark's container, as Spark sets it up.
fn container(
    context: Context<'_, '_>,
    own: Option<Node<'_>>,
    webhook: Option<Node<'_>>,
) -> SparkContainer {
    let Context { conf, role, .. } = context;
    let cpu_limit = match conf.get(&format!("spark.kubernetes.{role}.limit.cores")) {
        Some(setting) => cpu(setting).map(Some),
        // The template's limit survives, unlike its request.
        None => template_cpu_limit(own),
    };
    let checked = check_executor(context, cpu_limit.as_ref().ok().and_then(Option::as_ref));
    SparkContainer {
        cpu_request: checked.and_then(|()| cpu_request(context)).map(Some),
        cpu_limit,
        memory: context
            .memory()
            .map(|memory| Some(ContainerMemory::Computed(memory))),
        memory_limit: Ok(None),
        gpus: gpus_of(context, own, webhook),
        ephemeral_storage: own
            .and_then(|own| super::container::resource(own, "requests", "ephemeral-storage"))
            .and_then(Node::scalar_text)
            .map(str::to_owned),
    }
}

fn gpus_of(
    context: Context<'_, '_>,
    own: Option<Node<'_>>,
    webhook: Option<Node<'_>>,
) -> Option<(String, String)> {
    let Context { conf, role, .. } = context;
    let of_spec = webhook
        .and_then(|fields| fields.get("gpu"))
        .and_then(|gpu| {
            Some((
                text(gpu, "name")?.to_owned(),
                text(gpu, "quantity")?.to_owned(),
            ))
        });
    let setting = |name: &str| conf.get(&format!("spark.{role}.resource.gpu.{name}"));
    let of_conf = || {
        let (amount, vendor) = (setting("amount")?, setting("vendor")?);
        Some((
            format!("{}/gpu", vendor.value),
            amount.value.clone().into_owned(),
        ))
    };
    of_spec.or_else(of_conf).or_else(|| own.and_then(gpus))
}

fn cpu_request(context: Context<'_, '_>) -> Result<Sourced<MilliCpu>, Unjudged> {
    let Context {
        conf,
        submit_version,
        role,
        ..
    } = context;
    let cores = conf.get(&format!("spark.{role}.cores"));
    if let Some(cores) = cores {
        // spark-submit checks the driver's cores since 3.2.
        let is_checked = role == Role::Executor || submit_version >= SparkVersion::new(3, 2);
        let is_positive = cores
            .value
            .trim()
            .parse::<i32>()
            .is_ok_and(|cores| cores > 0);
        if is_checked && !is_positive {
            let reason = "Spark wants a whole number above 0";
            return Err(cores.refused(Stage::SparkSubmit, reason));
        }
    }
    let request = conf.get(&format!("spark.kubernetes.{role}.request.cores"));
    match request.or(cores) {
        Some(setting) => cpu(setting),
        None => Ok(Sourced {
            value: MilliCpu::from_cores(1),
            origin: conf.default_origin("cores", role),
        }),
    }
}

fn cpu(setting: &Setting<'_>) -> Result<Sourced<MilliCpu>, Unjudged> {
    cpu_quantity(&setting.value)
        .map(|value| setting.sourced(value))
        .ok_or_else(|| {
            let reason = "not a Kubernetes quantity such as `2` or `1500m`";
            setting.refused(Stage::ApiServer, reason)
        })
}

/// What Spark itself checks of executors before it builds their pods.
fn check_executor(
    context: Context<'_, '_>,
    limit: Option<&Sourced<MilliCpu>>,
) -> Result<(), Unjudged> {
    let Context {
        conf,
        version,
        role,
        ..
    } = context;
    if role != Role::Executor {
        return Ok(());
    }
    let gpu = |name: &str| conf.get(&format!("spark.executor.resource.gpu.{name}"));
    if let (Some(amount), None) = (gpu("amount"), gpu("vendor")) {
        let reason = "it needs `spark.executor.resource.gpu.vendor`";
        return Err(amount.refused(Stage::ExecutorPod, reason));
    }
    let setting = conf.get("spark.kubernetes.executor.limit.cores");
    let (Some(limit), Some(setting), Ok(request)) = (limit, setting, cpu_request(context)) else {
        return Ok(());
    };
    // SPARK-52933; before, only the API server refused such a pod.
    if version >= SparkVersion::new(4, 1) && request.value > limit.value {
        let reason = format!("it is less than the request of {} CPU", request.value);
        return Err(setting.refused(Stage::ExecutorPod, &reason));
    }
    Ok(())
}

/// What makes the driver stop as soon as it starts.
fn start_refusal(context: Context<'_, '_>, container: &SparkContainer) -> Option<Unjudged> {
    let Context { conf, role, .. } = context;
    let memory = container.memory.as_ref().ok()?.as_ref()?.computed()?;
    let setting = conf.get(&format!("spark.{role}.memory"))?;
    let Memory { heap, .. } = memory;
    let too_small = match role {
        // Here Spark reads a number without a unit as bytes; the JVM does so with the driver's.
        _ if setting.value.trim().parse::<u64>().is_ok() => setting
            .value
            .trim()
            .parse()
            .is_ok_and(|bytes: u64| bytes < LEAST_HEAP),
        _ => heap.value < Mib(LEAST_HEAP >> 20),
    };
    if too_small {
        let reason = "less than 450 MiB, with which Spark does not start";
        return Some(setting.refused(Stage::DriverStart, reason));
    }
    let enabled = conf.get("spark.memory.offHeap.enabled")?;
    let size = conf.get("spark.memory.offHeap.size");
    if role == Role::Driver && enabled.is_true() && size.is_none() {
        let reason = "it needs `spark.memory.offHeap.size`";
        return Some(enabled.refused(Stage::DriverStart, reason));
    }
    None
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

fn below<'d>(conf: &Conf<'d>, prefix: &str) -> Vec<Pair<'d>> {
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
fn merge<'d>(pairs: &mut Vec<Pair<'d>>, over: Vec<Pair<'d>>) {
    for pair in over {
        match pairs.iter_mut().find(|known| known.key == pair.key) {
            Some(known) => *known = pair,
            None => pairs.push(pair),
        }
    }
}
