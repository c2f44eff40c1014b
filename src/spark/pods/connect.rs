//! `SparkConnect` of `sparkoperator.k8s.io`: the server is built from its template only, and Spark builds the
//! executors.

use super::{
    Manifest, Submission,
    added_volumes::by_connect,
    build::{Blueprint, pod, template_pod},
    image::of_container,
    pieces::{Place, text},
};
use crate::spark::{Count, Language, RoleSpec, SparkVersion, SubmitSpark, conf::Conf};

pub(in crate::spark) fn submission<'d>(manifest: &Manifest<'_, 'd>) -> Submission<'d> {
    let spec_entry = manifest.spec;
    let spec = spec_entry.value;
    let &[server, executor] = manifest.roles else {
        unreachable!("a server and executors");
    };
    let place = |role: RoleSpec| Place::from_field(spec_entry, role.field);
    let template = |role: RoleSpec| spec.get(role.field)?.get("template");
    let conf = Conf::from_connect(spec, [server, executor].map(|role| place(role).key));
    let said = text(spec, "sparkVersion").and_then(SparkVersion::parse);
    let version = said.unwrap_or(SparkVersion::ASSUMED);
    // There is no `spark-submit` in the operator; the server plays its part.
    let submit = SubmitSpark::of(version);
    let mut server_pod = template_pod(
        server.role,
        place(server),
        server.paths,
        template(server),
        "spark-kubernetes-driver",
        Ok(Count::fixed(1)),
    );
    server_pod.added_volumes = by_connect();
    server_pod.image = server_pod.image.or_else(|| of_container(spec));
    let pods = vec![
        server_pod,
        pod(&Blueprint {
            conf: &conf,
            version,
            submit,
            // The server is a JVM application, whatever language its clients use.
            language: Language::Jvm,
            role: executor.role,
            place: place(executor),
            paths: executor.paths,
            template: template(executor),
            image_of_all: Some(spec),
            role_fields: None,
            webhook: None,
            spec_volumes: None,
            webhook_spec: None,
            has_executor_template: template(executor).is_some(),
            batch_scheduler: None,
        }),
    ];
    Submission {
        conf,
        version,
        is_version_known: said.is_some(),
        submit,
        pods,
    }
}
