//! `SparkApplication` of `sparkoperator.k8s.io`.

use super::{
    Manifest, Submission,
    build::{Blueprint, pod},
    pieces::{Place, text},
    webhook::lost_fields,
};
use crate::spark::{
    Language, Operator, Paths, Role, RoleSpec, SparkVersion, SubmitSpark, Webhook,
    conf::{Conf, Master},
};

pub(in crate::spark) fn submission<'d>(manifest: &Manifest<'_, 'd>) -> Submission<'d> {
    let (spec_entry, roles) = (manifest.spec, manifest.roles);
    let spec = spec_entry.value;
    let place = |field| Place::from_field(spec_entry, field);
    let role_spans = [roles[0], roles[1]].map(|role| place(role.field).key);
    let is_webhook_off = manifest.options.webhook == Webhook::Off;
    let conf = Conf::from_operator(spec, manifest.metadata, role_spans, !is_webhook_off);
    let said = text(spec, "sparkVersion").and_then(SparkVersion::parse);
    let version = said.unwrap_or(SparkVersion::ASSUMED);
    let submit = SubmitSpark::of_operator(manifest.options.operator_spark, version);
    let language = Language::from_main_file(text(spec, "mainApplicationFile").unwrap_or_default());
    let has_executors = matches!(conf.master(Operator::Kubeflow), Master::Kubernetes);
    let batch_scheduler = spec.entry("batchScheduler");
    let pods = roles
        .iter()
        // In client mode the driver runs inside the operator's own pod.
        .filter(|role| role.role != Role::Driver || text(spec, "mode") != Some("client"))
        .filter(|role| role.role != Role::Executor || has_executors)
        .map(|role| {
            let fields = spec.get(role.field);
            let mut pod = pod(&Blueprint {
                conf: &conf,
                version,
                submit,
                language,
                role: role.role,
                place: place(role.field),
                paths: if is_webhook_off {
                    without_webhook(*role)
                } else {
                    role.paths
                },
                template: fields.and_then(|fields| fields.get("template")),
                image_of_all: Some(spec),
                role_fields: fields,
                webhook: fields.filter(|_| !is_webhook_off),
                spec_volumes: spec.get("volumes"),
                webhook_spec: Some(spec).filter(|_| !is_webhook_off),
                // Since 2.4 the operator writes an empty one if the application has none: `executorPodTemplateOption`.
                has_executor_template: true,
                batch_scheduler: batch_scheduler.as_ref().filter(|_| !is_webhook_off),
            });
            if is_webhook_off {
                pod.lost_to_webhook = lost_fields(spec, fields);
            }
            pod
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

/// The paths for placement that work without the webhook.
fn without_webhook(role: RoleSpec) -> Paths {
    Paths {
        placement: match role.role {
            Role::Driver => "driver.template.spec",
            _ => "executor.template.spec",
        },
        ..role.paths
    }
}
