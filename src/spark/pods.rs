//! From Spark settings and pod templates to pods.

use super::{
    Application, Language, Origin, Pair, Pod, Refusal, Role, Sourced, SparkVersion, Stage,
    Toleration,
    arithmetic::Context,
    conf::{Conf, Setting},
};
use crate::{
    source::Span,
    units::{MilliCpu, cpu_quantity},
    yaml::Node,
};

/// The pods of an application: the driver's, unless it runs elsewhere, then the executors'.
#[must_use]
pub fn pods<'d>(application: &Application<'d>) -> Vec<Pod<'d>> {
    let Some(spec_entry) = &application.spec else {
        return Vec::new();
    };
    let spec = spec_entry.value;
    let roles = [Role::Driver, Role::Executor];
    let role_spans = roles.map(|role| {
        spec.entry(role.field())
            .map_or(spec_entry.key_span, |entry| entry.key_span)
    });
    let conf = Conf::of(spec, application.metadata, role_spans);
    let version = text(spec, "sparkVersion")
        .and_then(SparkVersion::parse)
        .unwrap_or(SparkVersion::ASSUMED);
    let language = Language::of_main_file(text(spec, "mainApplicationFile").unwrap_or_default());
    roles
        .into_iter()
        // In client mode the driver runs inside the operator's own pod.
        .filter(|role| *role != Role::Driver || text(spec, "mode") != Some("client"))
        .map(|role| {
            let context = Context {
                conf: &conf,
                version,
                language,
                role,
            };
            pod(spec, context, role_spans[role as usize])
        })
        .collect()
}

fn text<'d>(node: Node<'d>, field: &str) -> Option<&'d str> {
    node.get(field).and_then(Node::scalar_text)
}

fn pod<'d>(spec: Node<'d>, context: Context<'_, 'd>, span: Span) -> Pod<'d> {
    let Context {
        conf,
        version,
        role,
        ..
    } = context;
    let fields = spec.get(role.field());
    let template = fields.and_then(|fields| fields.get("template"));
    let template_spec = template.and_then(|template| template.get("spec"));
    let template_metadata = template.and_then(|template| template.get("metadata"));
    let of_template = |map: &str| pairs(template_metadata.and_then(|metadata| metadata.get(map)));

    let mut labels = of_template("labels");
    merge(
        &mut labels,
        below(conf, &format!("spark.kubernetes.{role}.label.")),
    );
    let mut annotations = of_template("annotations");
    merge(
        &mut annotations,
        below(conf, &format!("spark.kubernetes.{role}.annotation.")),
    );
    let mut node_selector = pairs(template_spec.and_then(|spec| spec.get("nodeSelector")));
    merge(
        &mut node_selector,
        below(conf, "spark.kubernetes.node.selector."),
    );
    if version >= SparkVersion::new(3, 3) {
        merge(
            &mut node_selector,
            below(conf, &format!("spark.kubernetes.{role}.node.selector.")),
        );
    }
    // From here on the operator's webhook.
    merge(
        &mut node_selector,
        pairs(fields.and_then(|fields| fields.get("nodeSelector"))),
    );
    let tolerations = [template_spec, fields]
        .into_iter()
        .flatten()
        .filter_map(|owner| owner.get("tolerations"));
    let affinity = [fields, template_spec]
        .into_iter()
        .flatten()
        .find_map(|owner| owner.get("affinity"));

    let cpu_limit = cpu_limit(context, template_spec);
    Pod {
        role,
        span,
        language: context.language,
        cpu_request: check_executor(context, cpu_limit.as_ref().ok().and_then(Option::as_ref))
            .and_then(|()| cpu_request(context)),
        cpu_limit,
        memory: context.memory(),
        labels,
        annotations,
        node_selector,
        tolerations: tolerations
            .flat_map(Node::items)
            .map(|node| Toleration { node })
            .collect(),
        affinity,
    }
}

fn cpu_request(context: Context<'_, '_>) -> Result<Sourced<MilliCpu>, Refusal> {
    let Context {
        conf,
        version,
        role,
        ..
    } = context;
    let cores = conf.get(&format!("spark.{role}.cores"));
    if let Some(cores) = cores {
        // spark-submit checks the driver's cores since 3.2.
        let is_checked = role == Role::Executor || version >= SparkVersion::new(3, 2);
        let is_positive = cores
            .value
            .trim()
            .parse::<i32>()
            .is_ok_and(|cores| cores > 0);
        if is_checked && !is_positive {
            return Err(cores.refused(Stage::SparkSubmit, "Spark wants a whole number above 0"));
        }
    }
    let Some(setting) = conf
        .get(&format!("spark.kubernetes.{role}.request.cores"))
        .or(cores)
    else {
        let origin: Origin = conf.default_origin("cores", role);
        return Ok(Sourced {
            value: MilliCpu::from_cores(1),
            origin,
        });
    };
    cpu(setting)
}

/// The setting, else the template's: it survives Spark, unlike the template's request.
fn cpu_limit<'d>(
    context: Context<'_, 'd>,
    template_spec: Option<Node<'d>>,
) -> Result<Option<Sourced<MilliCpu>>, Refusal> {
    let Context { conf, role, .. } = context;
    if let Some(setting) = conf.get(&format!("spark.kubernetes.{role}.limit.cores")) {
        return cpu(setting).map(Some);
    }
    let container = template_spec.and_then(|spec| spark_container(spec, role));
    let limit =
        container.and_then(|container| container.get("resources")?.get("limits")?.entry("cpu"));
    limit
        .and_then(|entry| Setting::written("resources.limits.cpu", entry.key_span, entry.value))
        .map(|setting| cpu(&setting))
        .transpose()
}

/// The template's container that becomes Spark's: the one of its name, else the first.
fn spark_container(template_spec: Node<'_>, role: Role) -> Option<Node<'_>> {
    let containers = || {
        template_spec
            .get("containers")
            .into_iter()
            .flat_map(Node::items)
    };
    let name = format!("spark-kubernetes-{role}");
    containers()
        .find(|container| text(*container, "name") == Some(&name))
        .or_else(|| containers().next())
}

fn cpu(setting: &Setting<'_>) -> Result<Sourced<MilliCpu>, Refusal> {
    cpu_quantity(&setting.value)
        .map(|value| setting.sourced(value))
        .ok_or_else(|| {
            setting.refused(
                Stage::ApiServer,
                "not a Kubernetes quantity such as `2` or `1500m`",
            )
        })
}

/// What Spark itself checks of executors before it builds their pods.
fn check_executor(
    context: Context<'_, '_>,
    limit: Option<&Sourced<MilliCpu>>,
) -> Result<(), Refusal> {
    let Context {
        conf,
        version,
        role,
        ..
    } = context;
    if role != Role::Executor {
        return Ok(());
    }
    if let (Some(gpus), None) = (
        conf.get("spark.executor.resource.gpu.amount"),
        conf.get("spark.executor.resource.gpu.vendor"),
    ) {
        return Err(gpus.refused(
            Stage::ExecutorPod,
            "it needs `spark.executor.resource.gpu.vendor`",
        ));
    }
    // SPARK-52933; before, the API server refused such a pod.
    let (Some(limit), Ok(request)) = (limit, cpu_request(context)) else {
        return Ok(());
    };
    if version >= SparkVersion::new(4, 1)
        && limit.origin.setting != "resources.limits.cpu"
        && request.value > limit.value
    {
        return Err(Refusal {
            stage: Stage::ExecutorPod,
            message: format!(
                "the executor's CPU request {} is more than its limit {}",
                request.value, limit.value
            ),
            origin: limit.origin.clone(),
        });
    }
    Ok(())
}

fn pairs(map: Option<Node<'_>>) -> Vec<Pair<'_>> {
    let entries = map.into_iter().flat_map(Node::entries);
    entries
        .filter_map(|entry| {
            Some(Pair {
                value: entry.value.json_text()?.into(),
                key: entry.key,
                node: entry.value,
                key_span: entry.key_span,
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
