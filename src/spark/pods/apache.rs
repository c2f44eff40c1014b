//! `SparkApplication` and `SparkCluster` of `spark.apache.org`, Apache's own operator.

use super::{
    PodOptions, Submission,
    build::{Blueprint, Place, pod, template_pod, text, version_of},
};
use crate::{
    spark::{Count, Language, Paths, Role, SparkVersion, conf::Conf},
    yaml::Entry,
};

pub(super) fn application<'d>(spec_entry: &Entry<'d>, options: PodOptions) -> Submission<'d> {
    let spec = spec_entry.value;
    let roles = [
        (
            Role::Driver,
            "driverSpec",
            Paths {
                metadata: "driverSpec.podTemplateSpec.metadata",
                placement: "driverSpec.podTemplateSpec.spec",
            },
        ),
        (
            Role::Executor,
            "executorSpec",
            Paths {
                metadata: "executorSpec.podTemplateSpec.metadata",
                placement: "executorSpec.podTemplateSpec.spec",
            },
        ),
    ];
    let places = roles.map(|(_, field, _)| Place::of(spec_entry, field));
    let conf = Conf::of_apache(spec, places.map(|place| place.key));
    let versions = spec.get("runtimeVersions");
    let version = version_of(versions.and_then(|versions| text(versions, "sparkVersion")));
    // The operator takes the first of these that is given, whatever the file is called.
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
    let pods = roles
        .into_iter()
        .zip(places)
        .filter(|((role, _, _), _)| *role != Role::Driver || !is_client)
        .map(|((role, field, paths), place)| {
            pod(&Blueprint {
                conf: &conf,
                version,
                submit_version: options.operator_spark.unwrap_or(version),
                language,
                role,
                place,
                paths,
                template: spec
                    .get(field)
                    .and_then(|fields| fields.get("podTemplateSpec")),
                webhook: None,
                spec_volumes: None,
                batch_scheduler: None,
            })
        })
        .collect();
    Submission {
        conf,
        version,
        pods,
    }
}

pub(super) fn cluster<'d>(spec_entry: &Entry<'d>) -> Submission<'d> {
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
    let pods = [
        (
            Role::Master,
            "masterSpec",
            Paths {
                metadata: "masterSpec.statefulSetSpec.template.metadata",
                placement: "masterSpec.statefulSetSpec.template.spec",
            },
            Count::fixed(1),
        ),
        (
            Role::Worker,
            "workerSpec",
            Paths {
                metadata: "workerSpec.statefulSetSpec.template.metadata",
                placement: "workerSpec.statefulSetSpec.template.spec",
            },
            workers,
        ),
    ]
    .into_iter()
    .map(|(role, field, paths, count)| {
        let template = spec
            .get(field)
            .and_then(|fields| fields.get("statefulSetSpec"))
            .and_then(|set| set.get("template"));
        template_pod(
            role,
            Place::of(spec_entry, field),
            paths,
            template,
            role.field(),
            Ok(count),
        )
    })
    .collect();
    // A standalone cluster's processes read their settings themselves: no pod depends on them.
    Submission {
        conf: Conf::new([spec_entry.key_span; 2]),
        version: SparkVersion::ASSUMED,
        pods,
    }
}
