//! The pod of an application in which every field has more than one source.

use super::{Count, Pair, Pod, PodOptions, Stage, Webhook, application, submission};
use crate::yaml;

const MANIFEST: &str = "
apiVersion: sparkoperator.k8s.io/v1beta2
kind: ScheduledSparkApplication
metadata:
  name: whole
  labels: {team: data, tier: metadata}
  annotations: {lost: 'yes'}
spec:
  template:
    sparkVersion: 3.5.0
    mainApplicationFile: local:///opt/app.py
    batchScheduler: volcano
    nodeSelector: {zone: spec, disk: ssd}
    sparkConf:
      spark.kubernetes.executor.label.tier: conf
      spark.kubernetes.executor.label.extra: conf
      spark.kubernetes.executor.annotation.note: conf
      spark.kubernetes.executor.annotation.only-conf: conf
      spark.kubernetes.node.selector.zone: conf
      spark.kubernetes.executor.node.selector.rack: conf
      spark.kubernetes.executor.volumes.hostPath.cache.mount.path: /cache
      spark.kubernetes.executor.volumes.hostPath.cache.options.path: /mnt
      spark.executor.instances: '9'
    dynamicAllocation: {enabled: true, minExecutors: 2, maxExecutors: 30}
    volumes:
    - {name: logs, emptyDir: {}}
    - {name: spark-local-dir-1, hostPath: {path: /tmp}}
    - {name: unused, emptyDir: {}}
    driver: {}
    executor:
      memory: 2g
      memoryLimit: 4g
      coreLimit: 1500m
      gpu: {name: nvidia.com/gpu, quantity: 2}
      labels: {tier: executor}
      annotations: {note: executor}
      nodeSelector: {disk: hdd}
      priorityClassName: high
      hostNetwork: true
      securityContext: {privileged: true}
      tolerations: [{key: b, operator: Exists}]
      affinity: {nodeAffinity: {}}
      volumeMounts: [{name: logs, mountPath: /l}, {name: spark-local-dir-1, mountPath: /t}]
      sidecars:
      - {name: proxy, image: a}
      - {name: agent, image: b, resources: {limits: {cpu: 250m, memory: 128Mi}}}
      initContainers: [{name: unpack, image: c}]
      template:
        metadata:
          labels: {tier: template, from: template}
          annotations: {note: template, from: template}
        spec:
          schedulerName: other
          nodeSelector: {zone: template, arch: amd64}
          tolerations: [{key: a, operator: Exists}]
          affinity: {podAffinity: {}}
          securityContext: {runAsUser: 185}
          volumes: [{name: data, persistentVolumeClaim: {claimName: x}}]
          containers:
          - {name: proxy, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 2Gi}}}
          - name: spark-kubernetes-executor
            resources: {requests: {cpu: 9, ephemeral-storage: 40Gi}, limits: {cpu: 9}}
";

fn with_executor(test: impl Fn(&Pod<'_>)) {
    with_executor_of(PodOptions::default(), test);
}

fn with_executor_of(options: PodOptions, test: impl Fn(&Pod<'_>)) {
    let chunk = &yaml::split(MANIFEST)[0];
    let document = yaml::parse(MANIFEST, chunk.span)
        .expect("YAML")
        .expect("a document");
    let application = &application(document.root(), None).expect("an application");
    test(&submission(application, options).pods[1]);
}

fn shown(pairs: &[Pair<'_>]) -> Vec<String> {
    let mut shown: Vec<_> = pairs
        .iter()
        .map(|pair| format!("{}={}", pair.key, pair.value))
        .collect();
    shown.sort();
    shown
}

#[test]
fn labels_annotations_and_selectors_merge_key_by_key() {
    with_executor(|pod| {
        // The template, then sparkConf, then metadata.labels, then the role.
        assert_eq!(
            shown(&pod.labels),
            ["extra=conf", "from=template", "team=data", "tier=executor"]
        );
        assert_eq!(
            shown(&pod.annotations),
            ["from=template", "note=executor", "only-conf=conf"]
        );
        // The template, then sparkConf, then the spec, then the role's settings, then the webhook.
        assert_eq!(
            shown(&pod.node_selector),
            ["arch=amd64", "disk=hdd", "rack=conf", "zone=spec"]
        );
        let by_webhook: Vec<_> = pod
            .node_selector
            .iter()
            .filter(|pair| pair.by_webhook)
            .map(|pair| &*pair.key)
            .collect();
        assert_eq!(by_webhook, ["disk"]);
    });
}

#[test]
fn tolerations_add_up_and_single_fields_replace_each_other() {
    with_executor(|pod| {
        let keys: Vec<_> = pod
            .tolerations
            .iter()
            .map(|toleration| (toleration.fields.key, toleration.by_webhook))
            .collect();
        assert_eq!(keys, [(Some("a"), false), (Some("b"), true)]);
        let affinity = pod.affinity.expect("an affinity");
        assert!(affinity.by_webhook && affinity.node.get("nodeAffinity").is_some());
        assert_eq!(
            pod.scheduler.expect("a scheduler").node.as_str(),
            Some("volcano")
        );
        assert_eq!(
            pod.priority_class.expect("a class").node.as_str(),
            Some("high")
        );
        assert!(pod.host_network.expect("a network").by_webhook);
        assert!(!pod.security_context.expect("the template's").by_webhook);
        assert!(
            pod.container_security_context
                .expect("the role's")
                .by_webhook
        );
    });
}

#[test]
fn volumes_come_from_mounts_settings_and_the_template() {
    with_executor(|pod| {
        let volumes: Vec<_> = pod
            .volumes
            .iter()
            .map(|volume| {
                (
                    volume.name.as_str(),
                    volume.kind.as_str(),
                    volume.by_webhook,
                )
            })
            .collect();
        assert_eq!(
            volumes,
            [
                ("data", "persistentVolumeClaim", false),
                ("cache", "hostPath", false),
                ("spark-local-dir-1", "hostPath", false),
                ("logs", "emptyDir", true),
            ]
        );
    });
}

#[test]
fn containers_and_counts_add_up() {
    with_executor(|pod| {
        // A sidecar of the same name and image is in the template.
        let sidecars: Vec<_> = pod
            .sidecars
            .iter()
            .map(|sidecar| {
                (
                    sidecar.node.get("name").and_then(yaml::Node::as_str),
                    sidecar.by_webhook,
                )
            })
            .collect();
        assert_eq!(sidecars, [(Some("proxy"), false), (Some("agent"), true)]);
        assert_eq!(pod.init_containers.len(), 1);
        let container = &pod.container;
        let gpus = container.gpus.iter();
        let gpus: Vec<_> = gpus.map(|gpus| (&*gpus.resource, &*gpus.number)).collect();
        assert_eq!(gpus, [("nvidia.com/gpu", "2")]);
        let storage = container.ephemeral_storage.as_ref();
        assert_eq!(storage.map(|storage| &*storage.value), Some("40Gi"));
        let limit = container
            .memory_limit
            .as_ref()
            .expect("a quantity")
            .as_ref();
        assert_eq!(limit.map(|limit| limit.value.0), Some(4096));
        let count = Count {
            min: 2,
            initial: 9,
            max: Some(30),
        };
        assert_eq!(pod.count, Ok(count));
    });
}

#[test]
fn without_the_webhook_its_fields_are_lost() {
    let options = PodOptions {
        webhook: Webhook::Off,
        ..PodOptions::default()
    };
    with_executor_of(options, |pod| {
        let lost: Vec<_> = pod
            .lost_to_webhook
            .iter()
            .map(|entry| &*entry.key)
            .collect();
        assert_eq!(
            lost,
            [
                "batchScheduler",
                "memoryLimit",
                "gpu",
                "nodeSelector",
                "priorityClassName",
                "hostNetwork",
                "securityContext",
                "tolerations",
                "affinity",
                "volumeMounts",
                "sidecars",
                "initContainers",
            ]
        );
        // The template and Spark's settings still apply.
        assert_eq!(
            shown(&pod.node_selector),
            ["arch=amd64", "disk=ssd", "rack=conf", "zone=spec"]
        );
        assert_eq!(shown(&pod.annotations).len(), 3);
        assert_eq!(pod.tolerations.len(), 1);
        assert_eq!((pod.sidecars.len(), pod.init_containers.len()), (1, 0));
        let volumes: Vec<_> = pod.volumes.iter().map(|volume| &*volume.name).collect();
        assert_eq!(volumes, ["data", "cache", "spark-local-dir-1"]);
        assert_eq!(
            pod.scheduler.expect("a scheduler").node.as_str(),
            Some("other")
        );
        assert_eq!(pod.container.memory_limit, Ok(None));
        assert!(pod.container.gpus.is_empty() && pod.host_network.is_none());
    });
}

/// The stages that reject the driver and the executor of a spec in flow style.
fn refusals(version: &str, spec: &str) -> [Option<Stage>; 2] {
    let text = format!(
        "{{apiVersion: sparkoperator.k8s.io/v1beta2, kind: SparkApplication, \
         spec: {{sparkVersion: {version}, {spec}}}}}"
    );
    let chunk = &yaml::split(&text)[0];
    let document = yaml::parse(&text, chunk.span)
        .expect("YAML")
        .expect("a document");
    let pods = submission(
        &application(document.root(), None).expect("an application"),
        PodOptions::default(),
    )
    .pods;
    let stage = |pod: &Pod<'_>| {
        pod.unjudged()
            .filter_map(|unjudged| unjudged.refused_by)
            .min()
    };
    [stage(&pods[0]), stage(&pods[1])]
}

#[test]
fn each_stage_rejects_what_it_checks() {
    use Stage::{ApiServer, DriverJvm, DriverPod, DriverStart, ExecutorPod, SparkSubmit};
    for (version, spec, stages) in [
        ("3.5.0", "driver: {cores: 1}", [None, None]),
        ("3.5.0", "driver: {memory: 4Gi}", [Some(SparkSubmit), None]),
        ("4.2.0", "driver: {memory: 4Gi}", [Some(DriverJvm), None]),
        ("3.5.0", "driver: {memory: 4gb}", [Some(DriverJvm), None]),
        ("3.5.0", "executor: {memory: 4gb}", [None, None]),
        (
            "3.5.0",
            "executor: {instances: 0}",
            [None, Some(SparkSubmit)],
        ),
        // With dynamic allocation, zero is a valid initial number of executors.
        (
            "3.5.0",
            "dynamicAllocation: {enabled: true, maxExecutors: 2}, executor: {instances: 0}",
            [None, None],
        ),
        (
            "3.5.0",
            "dynamicAllocation: {enabled: true, initialExecutors: 3, maxExecutors: 2}",
            [None, Some(DriverStart)],
        ),
        ("3.5.0", "memoryOverheadFactor: '0.2f'", [None, None]),
        (
            "3.5.0",
            "memoryOverheadFactor: half",
            [Some(DriverPod), Some(DriverPod)],
        ),
        (
            "3.5.0",
            "sparkConf: {spark.driver.resource.fpga.amount: '1'}",
            [Some(DriverPod), None],
        ),
        (
            "3.5.0",
            "sparkConf: {spark.executor.resource.gpu.amount: '1'}",
            [None, Some(ExecutorPod)],
        ),
        (
            "3.5.0",
            "sparkConf: {spark.executor.resource.gpu.amount: '1', spark.executor.resource.gpu.vendor: nvidia.com}",
            [None, None],
        ),
        (
            "3.5.0",
            "sparkConf: {spark.memory.offHeap.enabled: 'true', spark.memory.offHeap.size: '0'}",
            [Some(DriverStart), Some(ExecutorPod)],
        ),
        (
            "3.5.0",
            "sparkConf: {spark.memory.offHeap.enabled: 'true'}",
            [Some(DriverStart), Some(ExecutorPod)],
        ),
        (
            "3.0.0",
            "sparkConf: {spark.memory.offHeap.enabled: 'true'}",
            [Some(DriverStart), None],
        ),
        (
            "3.5.0",
            "sparkConf: {spark.memory.offHeap.enabled: 'true', spark.memory.offHeap.size: '100'}",
            [None, Some(ExecutorPod)],
        ),
        (
            "3.5.0",
            "executor: {coreLimit: much}",
            [None, Some(ApiServer)],
        ),
        (
            "4.1.0",
            "executor: {coreLimit: much}",
            [None, Some(ExecutorPod)],
        ),
        (
            "4.1.0",
            "executor: {cores: 2, coreLimit: 1500m}",
            [None, Some(ExecutorPod)],
        ),
        ("3.5.0", "driver: {memory: 449m}", [Some(DriverStart), None]),
        ("3.5.0", "driver: {memory: 450m}", [None, None]),
    ] {
        assert_eq!(refusals(version, spec), stages, "{version} {spec}");
    }
}
