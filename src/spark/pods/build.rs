//! The part that all kinds of applications share: builds a pod from Spark's settings, a pod template and, last, the
//! fields that the operator's webhook adds.

use super::{
    added_volumes::{by_mounts, by_spark, by_webhook},
    container::{from_template, memory_limit},
    image, mounts,
    pieces::{Place, below, conf_ports, conf_volumes, field_of, merge},
    spark_container::{spark_container, start_refusal},
    template::{of_template, template_container},
    webhook::{add_webhook_fields, local_dirs},
};
use crate::{
    source::Span,
    spark::{
        Count, Field, Language, Paths, Pod, Port, Role, SparkContainer, SparkVersion, SubmitSpark,
        Unjudged, arithmetic::RoleConf, conf::Conf, count, known_settings::is_read,
    },
    yaml::{Entry, Node},
};

/// The input for a pod that Spark builds.
pub(super) struct Blueprint<'c, 'd> {
    pub(super) conf: &'c Conf<'d>,
    /// The Spark version of the application, which builds executors.
    pub(super) version: SparkVersion,
    /// The Spark version inside the operator, which validates settings and builds the driver.
    pub(super) submit: SubmitSpark,
    pub(super) language: Language,
    pub(super) role: Role,
    pub(super) place: Place,
    pub(super) paths: Paths,
    /// The pod template, a `PodTemplateSpec`.
    pub(super) template: Option<Node<'d>>,
    /// The spec with the default image of all roles.
    pub(super) image_of_all: Option<Node<'d>>,
    /// The fields of the role; Spark receives some of them as settings.
    pub(super) role_fields: Option<Node<'d>>,
    /// The fields that the operator's webhook adds to the pod.
    pub(super) webhook: Option<Node<'d>>,
    /// The volumes that a role can mount.
    pub(super) spec_volumes: Option<Node<'d>>,
    /// The spec of the application, from which the webhook mounts config maps.
    pub(super) webhook_spec: Option<Node<'d>>,
    /// True if the executors have a pod template, which the driver mounts.
    pub(super) has_executor_template: bool,
    /// `batchScheduler`, which overrides every other scheduler.
    pub(super) batch_scheduler: Option<&'c Entry<'d>>,
}

/// Builds the pod like Spark.
pub(super) fn pod<'d>(blueprint: &Blueprint<'_, 'd>) -> Pod<'d> {
    let Blueprint {
        conf,
        version,
        submit,
        language,
        role,
        place,
        paths,
        template,
        image_of_all,
        role_fields,
        webhook,
        spec_volumes,
        webhook_spec,
        has_executor_template,
        batch_scheduler,
    } = *blueprint;
    let count = match role {
        Role::Executor => count::executors(conf),
        _ => Ok(Count::fixed(1)),
    };
    let mut pod = of_template(
        role,
        place,
        paths,
        language,
        count,
        template,
        spark_name(role),
    );
    if role == Role::Executor {
        pod.count_settings = count::settings_of_executors(conf);
    }
    let version = if role == Role::Executor {
        version
    } else {
        submit.version
    };
    let role_conf = RoleConf {
        conf,
        version,
        submit,
        language,
        role,
    };
    let own = template_container(template, spark_name(role));
    // Spark 3.4 is the first version that keeps the ports of a template's executor container.
    if let Some(own) = own.filter(|_| role == Role::Executor && version < SparkVersion::new(3, 4)) {
        leave_out_ports(&mut pod.ports, own.span());
    }
    pod.container = SparkContainer {
        memory_limit: memory_limit(webhook),
        ..spark_container(role_conf, own, webhook)
    };
    pod.image = image::image(conf, role, image_of_all, role_fields, own);
    pod.start_refusal = start_refusal(role_conf);
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
    let of_role = format!("spark.kubernetes.{role}.node.selector.");
    let selectors = below(conf, &of_role);
    if !selectors.is_empty() && is_read(&of_role, version) {
        merge(selector, selectors);
    }
    pod.volumes.extend(conf_volumes(conf, role));
    pod.volumes.extend(local_dirs(role_fields, spec_volumes));
    pod.ports.extend(conf_ports(conf, role));
    pod.scheduler = scheduler(conf, role, version).or(pod.scheduler);
    let mounts = &mut pod.container.mounts;
    let handed_on = role_fields.map(|fields| mounts::of_submission(fields, spec_volumes));
    mounts.extend(mounts::of_settings(
        conf,
        role,
        handed_on.unwrap_or_default(),
    ));
    pod.local_dirs_in_memory = mounts::local_dirs_in_memory(conf, version, mounts);
    if let Some(fields) = webhook {
        mounts.extend(mounts::of_webhook(fields, webhook_spec, spec_volumes));
        pod.skipped_mounts = mounts::skipped(fields, spec_volumes);
        add_webhook_fields(&mut pod, fields, spec_volumes);
    }
    let (mounts, volumes) = (&pod.container.mounts, &pod.volumes);
    pod.added_volumes = [
        by_spark(role_conf, volumes, has_executor_template),
        by_mounts(mounts, volumes),
        webhook_spec.map_or_else(Vec::new, |spec| by_webhook(spec, role)),
    ]
    .concat();
    if let Some(entry) = batch_scheduler {
        pod.scheduler = Some(field_of(entry, true));
    }
    pod
}

fn scheduler<'d>(conf: &Conf<'d>, role: Role, version: SparkVersion) -> Option<Field<'d>> {
    let setting = conf
        .get_of(&format!("spark.kubernetes.{role}.scheduler.name"), version)
        .or_else(|| conf.get_of("spark.kubernetes.scheduler.name", version))?;
    Some(Field {
        node: setting.node?,
        key_span: setting.key_span,
        by_webhook: false,
    })
}

fn leave_out_ports(ports: &mut Vec<Port>, container: Span) {
    ports.retain(|port| port.span.start < container.start || container.end < port.span.end);
}

/// A pod that consists of its template only.
pub(super) fn template_pod<'d>(
    role: Role,
    place: Place,
    paths: Paths,
    template: Option<Node<'d>>,
    container: &str,
    count: Result<Count, Unjudged>,
) -> Pod<'d> {
    let mut pod = of_template(
        role,
        place,
        paths,
        Language::Jvm,
        count,
        template,
        container,
    );
    let own = template_container(template, container);
    pod.container = from_template(own);
    pod.image = own.and_then(image::of_container);
    pod
}

fn spark_name(role: Role) -> &'static str {
    match role {
        Role::Executor => "spark-kubernetes-executor",
        _ => "spark-kubernetes-driver",
    }
}
