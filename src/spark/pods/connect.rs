//! `SparkConnect` of `sparkoperator.k8s.io`: a server built from its template alone, and executors
//! that Spark builds.

use super::{
    Submission,
    build::{Blueprint, Place, pod, template_pod, text, version_of},
};
use crate::{
    spark::{Count, Language, Paths, Role, conf::Conf},
    yaml::Entry,
};

pub(super) fn submission<'d>(spec_entry: &Entry<'d>) -> Submission<'d> {
    let spec = spec_entry.value;
    let roles = [Role::Server, Role::Executor];
    let places = roles.map(|role| Place::of(spec_entry, role.field()));
    let template = |role: Role| {
        spec.get(role.field())
            .and_then(|fields| fields.get("template"))
    };
    let conf = Conf::of_connect(spec, places.map(|place| place.key));
    let version = version_of(text(spec, "sparkVersion"));
    let [server, executor] = places;
    let pods = vec![
        template_pod(
            Role::Server,
            server,
            Paths {
                metadata: "server.template.metadata",
                placement: "server.template.spec",
            },
            template(Role::Server),
            "spark-kubernetes-driver",
            Ok(Count::fixed(1)),
        ),
        pod(&Blueprint {
            conf: &conf,
            version,
            submit_version: version,
            // The server is a JVM application, whatever its clients are written in.
            language: Language::Jvm,
            role: Role::Executor,
            place: executor,
            paths: Paths {
                metadata: "executor.template.metadata",
                placement: "executor.template.spec",
            },
            template: template(Role::Executor),
            webhook: None,
            spec_volumes: None,
            batch_scheduler: None,
        }),
    ];
    Submission {
        conf,
        version,
        pods,
    }
}
