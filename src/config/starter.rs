/// A configuration to start from: every setting with an example, commented out.
#[must_use]
pub fn starter() -> String {
    let schema = concat!(
        env!("CARGO_PKG_REPOSITORY"),
        "/raw/main/docs/config.schema.json"
    );
    format!("# yaml-language-server: $schema={schema}\n{BODY}")
}

const BODY: &str = r#"# Configuration of spark-eci-lint. The nearest one above a file holds for it.

# The versions of spark-eci-lint that this file is written for.
# required-version: ">=0.1"

# ack: nodes of its own and virtual nodes for ECI; ack-serverless: every pod runs on ECI;
# vnode: a cluster of your own with VNode.
# cluster: ack

# Some specs are offered only in some regions.
# region: cn-hangzhou

# Where pods are to run. required: on ECI; allowed: on ECI when other nodes are full;
# off: on other nodes.
# placement:
#   driver: required
#   executor: required

# The Spark inside the operator, which builds the driver's pod.
# operator-spark-version: "4.0"

# Whether the operator runs with its webhook: on, off or unknown. It alone puts tolerations, node
# selectors, volumes and more of a role into pods.
# operator-webhook: on

# CNY or USD.
# currency: CNY

# What you pay instead of list prices; types by the hour.
# prices:
#   currency: CNY
#   vcpu-second: 0.00004
#   gib-second: 0.000005
#   instance-types: { ecs.c7.large: 0.5 }
#   discount-percent: 20

# How long a run of an application takes: the plan shows what it costs.
# runtime: 25m

# Rules by id, beginning of ids, name or group: off, info, warning, error, or a mapping.
# rules:
#   image-cache-missing: off
#   oversized-spec: { severity: warning, minimum-saving-percent: 50 }
#   missing-toleration: { ignorable: false }

# Rules of your own, in CEL, here and in other files.
# custom-rules:
# - id: ACME001
#   name: executors-have-a-cap
#   check: pod.role != 'executor' || pod.pods.max <= 40
#   message: "{app.metadata.name} may grow to {pod.pods.max} executors"
# custom-rule-files: [policies/spark.yaml]

# Suppressions count only with a reason.
# require-reason: true

# A check fails that judges no Spark application, or that finds one and cannot judge it.
# require-applications: true
# fail-on-unjudged: true

# Which rules.
# select: [ECI]
# ignore: [ECI4, oversized-spec]

# Which files, as patterns of .gitignore, relative to this file.
# include: [k8s/]
# exclude: ["**/legacy/"]
# force-exclude: true

# What makes a run fail, and what it reports: only in the configuration of the current folder.
# fail-on: warning
# severity: info
# format: [human, sarif=reports/spark.sarif]
# baseline: known.json

# What configurations in the folders below cannot change: settings, rules, exclude, extend.
# locked: [rules, placement, exclude]

# What is different for some files; later ones win.
# overrides:
# - paths: [k8s/dev/]
#   placement: { driver: "off" }

# With which values Helm charts are installed, each entry one way.
# charts:
# - path: charts/orders
#   values: [env/prod.yaml]
#   set: { driver.cores: 4 }

# What ECI has added or changed since the built-in tables were made.
# extend:
#   specs: [2-5Gi]
#   instance-types: [{ name: ecs.c10i.large, vcpu: 2, memory-gib: 4 }]
#   annotations: [k8s.aliyun.com/eci-something-new]
#   limits: { max-volumes: 40 }
"#;
