//! `SparkApplication` of `sparkoperator.k8s.io`.

use super::{
    PodOptions, Submission,
    build::{Blueprint, Place, pod, text, version_of},
};
use crate::{
    spark::{Language, Paths, Role, conf::Conf},
    yaml::{Entry, Node},
};

pub(super) fn submission<'d>(
    spec_entry: &Entry<'d>,
    metadata: Option<Node<'d>>,
    options: PodOptions,
) -> Submission<'d> {
    let spec = spec_entry.value;
    let roles = [Role::Driver, Role::Executor];
    let places = roles.map(|role| Place::of(spec_entry, role.field()));
    let conf = Conf::of_operator(spec, metadata, places.map(|place| place.key));
    let version = version_of(text(spec, "sparkVersion"));
    let language = Language::of_main_file(text(spec, "mainApplicationFile").unwrap_or_default());
    let batch_scheduler = spec.entry("batchScheduler");
    let pods = roles
        .into_iter()
        .zip(places)
        // In client mode the driver runs inside the operator's own pod.
        .filter(|(role, _)| *role != Role::Driver || text(spec, "mode") != Some("client"))
        .map(|(role, place)| {
            let fields = spec.get(role.field());
            pod(&Blueprint {
                conf: &conf,
                version,
                submit_version: options.operator_spark.unwrap_or(version),
                language,
                role,
                place,
                paths: Paths {
                    metadata: role.field(),
                    placement: role.field(),
                },
                template: fields.and_then(|fields| fields.get("template")),
                webhook: fields,
                spec_volumes: spec.get("volumes"),
                batch_scheduler: batch_scheduler.as_ref(),
            })
        })
        .collect();
    Submission {
        conf,
        version,
        pods,
    }
}
