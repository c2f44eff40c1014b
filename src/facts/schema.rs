//! What custom rules can read: the fields of each object.

use crate::cel::{Field, Scope, Type};

/// The version of this table. It changes when a field is removed or changes its meaning.
pub const VERSION: u32 = 1;

const fn always(name: &'static str, ty: Type, summary: &'static str) -> Field {
    Field {
        name,
        ty,
        summary,
        may_be_absent: false,
    }
}

const fn maybe(name: &'static str, ty: Type, summary: &'static str) -> Field {
    Field {
        may_be_absent: true,
        ..always(name, ty, summary)
    }
}

const TEXTS: Type = Type::Map(&Type::Text);

/// The variables of a rule with `on: pod`.
pub static OF_POD: Scope = Scope::new(&POD_VARIABLES);

/// The variables of a rule with `on: application`.
pub static OF_APPLICATION: Scope = Scope::new(&APPLICATION_VARIABLES);

static POD_VARIABLES: [Field; 3] = [
    always(
        "app",
        Type::Object(&APP),
        "the application as it is written",
    ),
    always(
        "pod",
        Type::Object(&POD),
        "the pod that Kubernetes will get, with `on: pod`",
    ),
    always(
        "config",
        Type::Object(&CONFIG),
        "what the configuration says",
    ),
];

static APPLICATION_VARIABLES: [Field; 3] = [
    POD_VARIABLES[0],
    always(
        "pods",
        Type::List(&Type::Object(&POD)),
        "the pods of all roles, with `on: application`",
    ),
    POD_VARIABLES[2],
];

/// All objects, with their names in the documentation.
pub static OBJECTS: [(&str, &[Field]); 16] = [
    ("app", &APP),
    ("app.metadata", &METADATA),
    ("pod", &POD),
    ("pod.pods", &PODS),
    ("pod.cpu, container.cpu", &CPU),
    ("pod.memory, container.memory", &MEMORY),
    ("pod.total", &TOTAL),
    ("pod.tolerations[i]", &TOLERATION),
    ("pod.volumes[i]", &VOLUME),
    ("pod.containers[i], pod.initContainers[i]", &CONTAINER),
    ("pod.gpus[i]", &GPU),
    ("pod.specs[i]", &SPEC),
    ("pod.given", &GIVEN),
    ("pod.price", &PRICE),
    ("config", &CONFIG),
    ("config.placement", &PLACEMENT),
];

pub(super) static APP: [Field; 5] = [
    always(
        "apiVersion",
        Type::Text,
        "such as `sparkoperator.k8s.io/v1beta2`",
    ),
    always("kind", Type::Text, "such as `SparkApplication`"),
    always("metadata", Type::Object(&METADATA), "its metadata"),
    maybe("spec", Type::Any, "its spec, all of it, as it is written"),
    maybe("status", Type::Any, "its status, as it is written"),
];

pub(super) static METADATA: [Field; 7] = [
    always(
        "name",
        Type::Text,
        "its name, else the beginning of a generated one, else empty",
    ),
    maybe(
        "generateName",
        Type::Text,
        "the beginning of a generated name",
    ),
    maybe("namespace", Type::Text, "its namespace"),
    always("labels", TEXTS, "its labels; empty without any"),
    always("annotations", TEXTS, "its annotations; empty without any"),
    maybe("finalizers", Type::Any, "as they are written"),
    maybe("ownerReferences", Type::Any, "as they are written"),
];

pub(super) static POD: [Field; 28] = [
    always(
        "role",
        Type::Text,
        "`driver`, `executor`, `server`, `master` or `worker`",
    ),
    always(
        "pods",
        Type::Object(&PODS),
        "how many of these pods there will be",
    ),
    always("cpu", Type::Object(&CPU), "CPU of Spark's container"),
    always(
        "memory",
        Type::Object(&MEMORY),
        "memory of Spark's container",
    ),
    always(
        "total",
        Type::Object(&TOTAL),
        "what all containers together ask for",
    ),
    always("labels", TEXTS, "labels; empty without any"),
    always("annotations", TEXTS, "annotations; empty without any"),
    always(
        "nodeSelector",
        TEXTS,
        "labels that a node must have; empty without any",
    ),
    always(
        "tolerations",
        Type::List(&Type::Object(&TOLERATION)),
        "tolerations",
    ),
    maybe("affinity", Type::Any, "affinity, as it is written"),
    maybe(
        "topologySpreadConstraints",
        Type::Any,
        "as they are written",
    ),
    maybe("nodeName", Type::Text, "the node that a template names"),
    maybe("priorityClassName", Type::Text, "the priority class"),
    maybe("schedulerName", Type::Text, "the scheduler"),
    always(
        "hostNetwork",
        Type::Bool,
        "whether it uses the node's network",
    ),
    always(
        "hostPID",
        Type::Bool,
        "whether it sees the node's processes",
    ),
    always(
        "hostIPC",
        Type::Bool,
        "whether it shares memory with the node",
    ),
    maybe(
        "securityContext",
        Type::Any,
        "the pod's security context, as it is written",
    ),
    always("volumes", Type::List(&Type::Object(&VOLUME)), "volumes"),
    always(
        "containers",
        Type::List(&Type::Object(&CONTAINER)),
        "containers: Spark's own is the first",
    ),
    always(
        "initContainers",
        Type::List(&Type::Object(&CONTAINER)),
        "init containers",
    ),
    always(
        "gpus",
        Type::List(&Type::Object(&GPU)),
        "GPUs that its containers ask for",
    ),
    always(
        "specs",
        Type::List(&Type::Object(&SPEC)),
        "entries of `k8s.aliyun.com/eci-use-specs`",
    ),
    always("isSpot", Type::Bool, "whether it asks for a spot instance"),
    always(
        "placement",
        Type::Text,
        "`eci`, `maybe` or `elsewhere`: where it will run",
    ),
    always(
        "isMeantForEci",
        Type::Bool,
        "false where the configuration wants it elsewhere, or the vendor's advice does",
    ),
    maybe(
        "given",
        Type::Object(&GIVEN),
        "the instance that ECI gives for it; absent where that is not known, and for a pod that runs elsewhere",
    ),
    maybe(
        "price",
        Type::Object(&PRICE),
        "what it costs on ECI by the configured prices, 0 for a pod that runs elsewhere; absent where it is not known",
    ),
];

pub(super) static PODS: [Field; 3] = [
    always("min", Type::Int, "at any time"),
    always("initial", Type::Int, "when the application starts"),
    always(
        "max",
        Type::Int,
        "at most; 2147483647 where nothing bounds it",
    ),
];

pub(super) static CPU: [Field; 2] = [
    maybe(
        "requestMillis",
        Type::Int,
        "the request, in thousandths of a CPU",
    ),
    maybe(
        "limitMillis",
        Type::Int,
        "the limit, in thousandths of a CPU",
    ),
];

pub(super) static MEMORY: [Field; 6] = [
    maybe(
        "requestMib",
        Type::Int,
        "the request in MiB: the sum of the parts",
    ),
    maybe("limitMib", Type::Int, "the limit in MiB"),
    maybe(
        "heapMib",
        Type::Int,
        "the heap; absent where Spark does not build the pod",
    ),
    maybe(
        "overheadMib",
        Type::Int,
        "what Spark adds to the heap; absent where Spark does not build the pod",
    ),
    maybe(
        "offHeapMib",
        Type::Int,
        "off-heap memory, or 0; absent where Spark does not build the pod",
    ),
    maybe(
        "pysparkMib",
        Type::Int,
        "memory of Python workers, or 0; absent where Spark does not build the pod",
    ),
];

pub(super) static TOTAL: [Field; 2] = [
    always("cpuMillis", Type::Int, "in thousandths of a CPU"),
    always("memoryMib", Type::Int, "in MiB"),
];

pub(super) static TOLERATION: [Field; 4] = [
    maybe("key", Type::Text, "the taint's key; absent for all taints"),
    always(
        "operator",
        Type::Text,
        "`Exists` or `Equal`, which is the default",
    ),
    maybe("value", Type::Text, "the taint's value"),
    maybe(
        "effect",
        Type::Text,
        "the taint's effect; absent for all effects",
    ),
];

pub(super) static VOLUME: [Field; 6] = [
    always("name", Type::Text, "its name"),
    always(
        "type",
        Type::Text,
        "`emptyDir`, `hostPath`, `persistentVolumeClaim`, …",
    ),
    maybe("medium", Type::Text, "the medium of an `emptyDir`"),
    maybe(
        "sizeLimit",
        Type::Text,
        "the limit of an `emptyDir`, such as `20Gi`",
    ),
    maybe(
        "storageClassName",
        Type::Text,
        "the storage class of a claim that is made for the pod",
    ),
    maybe(
        "driver",
        Type::Text,
        "the driver of a `csi` or `flexVolume`",
    ),
];

pub(super) static CONTAINER: [Field; 6] = [
    maybe("name", Type::Text, "its name"),
    maybe("image", Type::Text, "its image"),
    always("isSpark", Type::Bool, "whether it is Spark's own"),
    always("cpu", Type::Object(&CPU), "its CPU"),
    always(
        "memory",
        Type::Object(&MEMORY),
        "its memory; only Spark's own has parts",
    ),
    maybe(
        "securityContext",
        Type::Any,
        "its security context, as it is written",
    ),
];

pub(super) static GPU: [Field; 2] = [
    always("resource", Type::Text, "such as `nvidia.com/gpu`"),
    always("number", Type::Int, "how many"),
];

pub(super) static SPEC: [Field; 3] = [
    always(
        "name",
        Type::Text,
        "as it is written, such as `2-8Gi` or `ecs.c6.large`",
    ),
    maybe(
        "cpuMillis",
        Type::Int,
        "its CPU, where ECI is known to have it",
    ),
    maybe(
        "memoryMib",
        Type::Int,
        "its memory, where ECI is known to have it",
    ),
];

pub(super) static GIVEN: [Field; 3] = [
    always("spec", Type::Text, "the spec or the instance type"),
    always("cpuMillis", Type::Int, "its CPU"),
    always("memoryMib", Type::Int, "its memory"),
];

pub(super) static PRICE: [Field; 4] = [
    always("currency", Type::Text, "`CNY` or `USD`"),
    always("podHour", Type::Double, "one pod by the hour"),
    always(
        "firstHour",
        Type::Double,
        "all pods with which the application starts, by the hour",
    ),
    always(
        "mostHour",
        Type::Double,
        "all pods that there may be, by the hour; 2147483647 pods where nothing bounds them",
    ),
];

pub(super) static CONFIG: [Field; 4] = [
    maybe("cluster", Type::Text, "`ack`, `ack-serverless` or `vnode`"),
    maybe("region", Type::Text, "such as `cn-hangzhou`"),
    always("currency", Type::Text, "`CNY` or `USD`"),
    always(
        "placement",
        Type::Object(&PLACEMENT),
        "where roles are to run",
    ),
];

pub(super) static PLACEMENT: [Field; 2] = [
    maybe("driver", Type::Text, "`required`, `allowed` or `off`"),
    always("executor", Type::Text, "`required`, `allowed` or `off`"),
];
