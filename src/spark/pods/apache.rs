//! `SparkApplication` and `SparkCluster` of `spark.apache.org`, Apache's own operator.

use super::{
    Manifest, Submission,
    build::{Blueprint, pod, template_pod},
    pieces::{Place, text},
};
use crate::spark::{
    Count, Language, Operator, Origin, Role, Sourced, SparkVersion, SubmitSpark,
    conf::{Conf, Master},
};

pub(in crate::spark) fn application<'d>(manifest: &Manifest<'_, 'd>) -> Submission<'d> {
    let (spec_entry, roles) = (manifest.spec, manifest.roles);
    let spec = spec_entry.value;
    let place = |field| Place::from_field(spec_entry, field);
    let conf = Conf::from_apache(spec, [roles[0], roles[1]].map(|role| place(role.field).key));
    let versions = spec.get("runtimeVersions");
    let said = versions
        .and_then(|versions| text(versions, "sparkVersion"))
        .and_then(SparkVersion::parse);
    let version = said.unwrap_or(SparkVersion::ASSUMED);
    let submit = SubmitSpark::of_operator(manifest.options.operator_spark, version);
    // The operator uses the first of these that is set, regardless of the file's extension.
    let language = if spec.get("jars").is_some() {
        Language::Jvm
    } else if spec.get("pyFiles").is_some() {
        Language::Python
    } else if spec.get("sparkRFiles").is_some() {
        Language::R
    } else {
        Language::Jvm
    };
    let is_client = text(spec, "deploymentMode") == Some("ClientMode");
    let has_executors = matches!(conf.master(Operator::Apache), Master::Kubernetes);
    let pods = roles
        .iter()
        .filter(|role| role.role != Role::Driver || !is_client)
        .filter(|role| role.role != Role::Executor || has_executors)
        .map(|role| {
            let template = |field| spec.get(field)?.get("podTemplateSpec");
            pod(&Blueprint {
                conf: &conf,
                version,
                submit,
                language,
                role: role.role,
                place: place(role.field),
                paths: role.paths,
                template: template(role.field),
                image_of_all: None,
                role_fields: None,
                webhook: None,
                spec_volumes: None,
                webhook_spec: None,
                has_executor_template: template(roles[1].field).is_some(),
                batch_scheduler: None,
            })
        })
        .collect();
    Submission {
        conf,
        version,
        is_version_known: said.is_some(),
        submit,
        pods,
    }
}

pub(in crate::spark) fn cluster<'d>(manifest: &Manifest<'_, 'd>) -> Submission<'d> {
    let spec_entry = manifest.spec;
    let spec = spec_entry.value;
    let instances = spec
        .get("clusterTolerations")
        .and_then(|tolerations| tolerations.get("instanceConfig"));
    let number = |field: &str| {
        let text = instances.and_then(|instances| text(instances, field));
        text.and_then(|text| text.parse::<u32>().ok())
    };
    let initial = number("initWorkers").unwrap_or_default();
    let min = number("minWorkers").unwrap_or(initial).min(initial);
    let workers = Count {
        min,
        initial,
        max: Some(number("maxWorkers").unwrap_or(initial).max(initial)),
    };
    let worker_settings = ["initWorkers", "minWorkers", "maxWorkers"].into_iter();
    let worker_settings = worker_settings.filter_map(|field| {
        let node = instances?.get(field)?;
        Some(Sourced {
            value: node.scalar_text()?.to_owned(),
            origin: Origin {
                setting: field.to_owned(),
                span: node.span(),
                written: true,
            },
        })
    });
    let worker_settings: Vec<_> = worker_settings.collect();
    let roles = manifest.roles.iter();
    let pods = roles
        .map(|role| {
            let template = spec
                .get(role.field)
                .and_then(|fields| fields.get("statefulSetSpec"))
                .and_then(|set| set.get("template"));
            let mut pod = template_pod(
                role.role,
                Place::from_field(spec_entry, role.field),
                role.paths,
                template,
                role.role.name(),
                Ok(if role.role == Role::Worker {
                    workers
                } else {
                    Count::fixed(1)
                }),
            );
            if role.role == Role::Worker {
                pod.count_settings.clone_from(&worker_settings);
            }
            pod
        })
        .collect();
    // The processes of a standalone cluster read their settings themselves; no pod depends on them.
    Submission {
        conf: Conf::new([spec_entry.key_span; 2]),
        version: SparkVersion::ASSUMED,
        is_version_known: false,
        submit: SubmitSpark::of(SparkVersion::ASSUMED),
        pods,
    }
}
