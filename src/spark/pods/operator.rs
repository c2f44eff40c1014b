//! `SparkApplication` of `sparkoperator.k8s.io`.

use super::{
    Manifest, Submission,
    added_volumes::by_operator,
    build::{Blueprint, pod},
    pieces::{Place, text},
};
use crate::spark::{
    Language, Operator, Role, SparkVersion,
    conf::{Conf, Master},
};

pub(in crate::spark) fn submission<'d>(manifest: &Manifest<'_, 'd>) -> Submission<'d> {
    let (spec_entry, roles) = (manifest.spec, manifest.roles);
    let spec = spec_entry.value;
    let place = |field| Place::from_field(spec_entry, field);
    let role_spans = [roles[0], roles[1]].map(|role| place(role.field).key);
    let conf = Conf::from_operator(spec, manifest.metadata, role_spans);
    let said = text(spec, "sparkVersion").and_then(SparkVersion::parse);
    let version = said.unwrap_or(SparkVersion::ASSUMED);
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
            let executor = spec.get(roles[1].field);
            let mut pod = pod(&Blueprint {
                conf: &conf,
                version,
                submit_version: manifest.options.operator_spark.unwrap_or(version),
                language,
                role: role.role,
                place: place(role.field),
                paths: role.paths,
                template: fields.and_then(|fields| fields.get("template")),
                webhook: fields,
                spec_volumes: spec.get("volumes"),
                has_executor_template: executor
                    .is_some_and(|fields| fields.get("template").is_some()),
                batch_scheduler: batch_scheduler.as_ref(),
            });
            pod.added_volumes
                .extend(by_operator(spec, fields, &conf, role.role));
            pod
        })
        .collect();
    Submission {
        conf,
        version,
        is_version_known: said.is_some(),
        pods,
    }
}
