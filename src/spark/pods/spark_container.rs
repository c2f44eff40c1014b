//! Spark's own container as configured by Spark, and what makes it stop at once.

use std::collections::BTreeMap;

use super::{
    container::{NOT_A_QUANTITY, asked, ephemeral_storage, gpus, template_cpu_limit},
    mounts::of_container,
    pieces::text,
};
use crate::{
    kube::{self, Mib, MilliCpu, cpu_quantity},
    spark::{
        ContainerMemory, Gpus, Problem, Role, Sourced, SparkContainer, SparkVersion, Stage,
        Unjudged, WrittenName,
        arithmetic::{RoleConf, off_heap_without_size},
        conf::Setting,
        trim::trim,
    },
    yaml::Node,
};

/// The minimum heap, in bytes: `RESERVED_SYSTEM_MEMORY_BYTES` times 1.5 in
/// `UnifiedMemoryManager`.
const MINIMUM_HEAP_BYTES: u64 = 471_859_200;

/// Builds Spark's own container.
pub(super) fn spark_container(
    role_conf: RoleConf<'_, '_>,
    own: Option<Node<'_>>,
    webhook: Option<Node<'_>>,
) -> SparkContainer {
    let RoleConf { conf, role, .. } = role_conf;
    let cpu_limit = match conf.get(&format!("spark.kubernetes.{role}.limit.cores")) {
        Some(setting) => cpu(setting).map(Some),
        // The template's limit is kept, unlike its request.
        None => template_cpu_limit(own),
    };
    let checked = check(role_conf, &cpu_limit);
    let cpu_request = checked.and_then(|()| cpu_request(role_conf));
    let memory = role_conf.memory();
    let mut also_refused = without_vendor(role_conf);
    if let Err(first) = &memory {
        also_refused.extend(role_conf.refused_beside(first));
    }
    // If `cores` is rejected, the request has not been checked yet.
    let request = conf.get(&format!("spark.kubernetes.{role}.request.cores"));
    let request = request.and_then(|setting| cpu(setting).err());
    also_refused.extend(request.filter(|refused| Some(refused) != cpu_request.as_ref().err()));
    SparkContainer {
        cpu_request: cpu_request.map(Some),
        cpu_limit,
        memory: memory.map(|memory| Some(ContainerMemory::Computed(memory))),
        memory_limit: Ok(None),
        gpus: gpus_of(role_conf, own, webhook),
        also_refused,
        ephemeral_storage: own.and_then(ephemeral_storage),
        mounts: own.map(of_container).unwrap_or_default(),
    }
}

/// Spark merges the resources of its settings with those of the template, and the webhook merges those of the role: if
/// a resource occurs twice, the last one wins.
fn gpus_of(
    role_conf: RoleConf<'_, '_>,
    own: Option<Node<'_>>,
    webhook: Option<Node<'_>>,
) -> Vec<Gpus> {
    let RoleConf { conf, role, .. } = role_conf;
    let of_template = own.map(gpus).unwrap_or_default();
    let prefix = format!("spark.{role}.resource.");
    let of_conf = conf.below(&prefix).filter_map(|(key, amount)| {
        let name = key.strip_suffix(".amount")?;
        let vendor = conf.get(&format!("{prefix}{name}.vendor"))?;
        let resource = format!("{}/{name}", trim(&vendor.value));
        kube::is_gpu(&resource).then_some(())?;
        Some(Gpus {
            resource,
            number: asked(&amount.value)?,
            span: amount.key_span,
            name_span: vendor.span,
            written: WrittenName::Vendor,
        })
    });
    let of_role = webhook.and_then(|fields| fields.entry("gpu"));
    let of_role = of_role.and_then(|gpu| {
        let name = gpu.value.get("name")?;
        let resource = name.scalar_text()?;
        // The webhook skips a GPU without a name.
        (!resource.is_empty()).then_some(())?;
        Some(Gpus {
            resource: resource.to_owned(),
            number: asked(text(gpu.value, "quantity")?)?,
            span: gpu.key_span,
            name_span: name.span(),
            written: WrittenName::Value,
        })
    });
    let all = of_template.into_iter().chain(of_conf).chain(of_role);
    let by_name: BTreeMap<_, _> = all.map(|gpus| (gpus.resource.clone(), gpus)).collect();
    by_name.into_values().collect()
}

fn cpu_request(role_conf: RoleConf<'_, '_>) -> Result<Sourced<MilliCpu>, Unjudged> {
    let RoleConf {
        conf, submit, role, ..
    } = role_conf;
    let cores = conf.get(&format!("spark.{role}.cores"));
    if let Some(cores) = cores {
        // spark-submit checks the driver's cores since 3.2.
        let is_checked = role == Role::Executor || submit.oldest >= SparkVersion::new(3, 2);
        let is_positive = trim(&cores.value)
            .parse::<i32>()
            .is_ok_and(|cores| cores > 0);
        if is_checked && !is_positive {
            let reason = "must be a whole number above 0";
            return Err(cores.refused(Stage::SparkSubmit, Problem::Quantity, reason));
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
        .ok_or_else(|| setting.refused(Stage::ApiServer, Problem::Quantity, NOT_A_QUANTITY))
}

fn pod_stage(role: Role) -> Stage {
    match role {
        Role::Executor => Stage::ExecutorPod,
        _ => Stage::DriverPod,
    }
}

/// The custom resources without a vendor.
fn without_vendor(role_conf: RoleConf<'_, '_>) -> Vec<Unjudged> {
    let RoleConf { conf, role, .. } = role_conf;
    let prefix = format!("spark.{role}.resource.");
    let amounts = conf.below(&prefix).filter_map(|(key, amount)| {
        let vendor = format!("{prefix}{}.vendor", key.strip_suffix(".amount")?);
        let is_missing = trim(&amount.value) != "0" && conf.get(&vendor).is_none();
        let reason = format!("it needs `{vendor}`");
        is_missing.then(|| amount.refused(pod_stage(role), Problem::Vendor, &reason))
    });
    amounts.collect()
}

/// Spark's own checks before it builds a pod.
fn check(
    role_conf: RoleConf<'_, '_>,
    limit: &Result<Option<Sourced<MilliCpu>>, Unjudged>,
) -> Result<(), Unjudged> {
    let RoleConf {
        conf,
        version,
        role,
        ..
    } = role_conf;
    let stage = pod_stage(role);
    // SPARK-52933; before, only the API server rejected such pods.
    let setting = conf.get("spark.kubernetes.executor.limit.cores");
    let Some(setting) =
        setting.filter(|_| role == Role::Executor && version >= SparkVersion::new(4, 1))
    else {
        return Ok(());
    };
    // Spark parses both here, so it rejects an invalid quantity before the API server does.
    let by_spark = |unjudged: &Unjudged| Unjudged {
        refused_by: unjudged.refused_by.map(|refused_by| refused_by.min(stage)),
        ..unjudged.clone()
    };
    let request = cpu_request(role_conf).map_err(|unjudged| by_spark(&unjudged))?;
    let limit = limit.as_ref().map_err(by_spark)?;
    match limit {
        Some(limit) if request.value > limit.value => {
            let reason = format!("it is less than the request of {} CPU", request.value);
            let because = request.origin.written.then(|| Sourced {
                value: request.value.to_string(),
                origin: request.origin,
            });
            let refused = setting.refused(stage, Problem::CoreLimit, &reason);
            Err(refused.because_of(because))
        }
        _ => Ok(()),
    }
}

/// True for a size that `java -Xmx` accepts.
fn is_jvm_size(text: &str) -> bool {
    let number = text.strip_suffix(|unit: char| "kKmMgGtT".contains(unit));
    let number = number.unwrap_or(text);
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The setting that makes the driver stop as soon as it starts.
pub(super) fn start_refusal(role_conf: RoleConf<'_, '_>) -> Option<Unjudged> {
    let RoleConf { conf, role, .. } = role_conf;
    let setting = conf.get(&format!("spark.{role}.memory"))?;
    let heap = role_conf.heap().ok()?;
    let too_small = match role {
        // Spark reads a number without a unit as bytes here; for the driver, the JVM does.
        _ if trim(&setting.value).parse::<u64>().is_ok() => trim(&setting.value)
            .parse()
            .is_ok_and(|bytes: u64| bytes < MINIMUM_HEAP_BYTES),
        _ => heap.value < Mib(MINIMUM_HEAP_BYTES >> 20),
    };
    if too_small {
        let reason = if trim(&setting.value).parse::<u64>().is_ok() {
            "a number without a unit counts bytes here, and Spark's minimum heap is 450 MiB"
        } else {
            "below Spark's minimum heap of 450 MiB"
        };
        return Some(setting.refused(Stage::DriverStart, Problem::SmallHeap, reason));
    }
    // The launcher passes the driver's value to the JVM verbatim.
    if role == Role::Driver && !is_jvm_size(&setting.value) {
        let reason = "Java takes only a whole number and one of k, m, g and t for the driver";
        return Some(setting.refused(Stage::DriverJvm, Problem::Memory, reason));
    }
    (role == Role::Driver)
        .then(|| off_heap_without_size(conf, Stage::DriverStart))
        .flatten()
}
