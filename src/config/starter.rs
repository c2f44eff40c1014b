/// A configuration to start from: every setting with an example, commented out.
#[must_use]
pub fn starter() -> String {
    let schema = concat!(
        env!("CARGO_PKG_REPOSITORY"),
        "/raw/main/docs/config.schema.json"
    );
    format!("# yaml-language-server: $schema={schema}\n{BODY}")
}

const BODY: &str = r#"# Configuration of spark-eci-lint. The nearest one in or above a file's folder applies to it.

# The versions of spark-eci-lint that this file requires.
# required-version: ">=0.1"

# ack: with nodes and with virtual nodes for ECI; ack-serverless: every pod runs on ECI;
# vnode: a self-managed cluster with VNode.
# cluster: ack

# Some specs are offered only in some regions.
# region: cn-hangzhou

# Where pods should run. required: on ECI; allowed: on ECI when other nodes are full;
# off: on other nodes.
# placement:
#   driver: required
#   executor: required

# The Spark version inside the operator, which builds the driver's pod.
# operator-spark-version: "4.0"

# Whether the operator runs with its webhook: on, off or unknown. Tolerations, node selectors,
# volumes and other fields of a role reach pods only through the webhook.
# operator-webhook: on

# CNY or USD.
# currency: CNY

# Your contract prices instead of list prices; instance types per hour.
# prices:
#   currency: CNY
#   vcpu-second: 0.00004
#   gib-second: 0.000005
#   instance-types: { ecs.c7.large: 0.5 }
#   discount-percent: 20

# The duration of a run of an application: the plan shows the price of a run.
# runtime: 25m

# Rules by id, id prefix, name or group: off, info, warning, error, or a mapping.
# rules:
#   image-cache-missing: off
#   oversized-spec: { severity: warning, minimum-saving-percent: 50 }
#   missing-toleration: { ignorable: false }

# Custom rules in CEL, here or in other files.
# custom-rules:
# - id: ACME001
#   name: executors-have-a-cap
#   check: pod.role != 'executor' || pod.pods.max <= 40
#   message: "{app.metadata.name} may grow to {pod.pods.max} executors"
# custom-rule-files: [policies/spark.yaml]

# Suppressions need a reason.
# require-reason: true

# Fail if no Spark application was checked, or if one could not be checked.
# require-applications: true
# fail-on-unjudged: true

# Rules to check and to skip.
# select: [ECI]
# ignore: [ECI4, oversized-spec]

# Files to check and to skip, as patterns of .gitignore, relative to this file.
# include: [k8s/]
# exclude: ["**/legacy/"]
# force-exclude: true

# When a run fails, and what it reports. Only in the configuration of the current folder.
# fail-on: warning
# severity: info
# format: [human, sarif=reports/spark.sarif]
# baseline: known.json

# What configurations in folders below cannot change: settings, rules, exclude, extend.
# locked: [rules, placement, exclude]

# Settings that differ for some files; later overrides win.
# overrides:
# - paths: [k8s/dev/]
#   placement: { driver: "off" }

# How Helm charts are installed, one entry per installation.
# charts:
# - path: charts/orders
#   values: [env/prod.yaml]
#   set: { driver.cores: 4 }

# Additions and changes of ECI since the built-in tables were made.
# extend:
#   specs: [2-5Gi]
#   instance-types: [{ name: ecs.c10i.large, vcpu: 2, memory-gib: 4 }]
#   annotations: [k8s.aliyun.com/eci-something-new]
#   limits: { max-volumes: 40 }
"#;
