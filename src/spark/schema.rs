//! Which types the operators' custom resource definitions and Kubernetes demand of the fields that
//! become a pod.
//!
//! Source: `config/crd/bases/sparkoperator.k8s.io_{sparkapplications,sparkconnects}.yaml` of
//! kubeflow/spark-operator v2.5.2, and Kubernetes' `ObjectMeta` and `PodSpec`.

/// The shape of a field.
pub(super) enum Shape {
    Text,
    OneOf(&'static [&'static str]),
    Integer(i64),
    Bool,
    /// A mapping of strings.
    Texts,
    List(&'static Shape),
    Fields(&'static [(&'static str, Shape)]),
}

const ANY_INTEGER: i64 = i64::MIN;

const OBJECT: Shape = Shape::Fields(&[]);

const OBJECTS: Shape = Shape::List(&OBJECT);

const TOLERATIONS: Shape = Shape::List(&Shape::Fields(&[
    ("key", Shape::Text),
    ("operator", Shape::Text),
    ("value", Shape::Text),
    ("effect", Shape::Text),
    ("tolerationSeconds", Shape::Integer(ANY_INTEGER)),
]));

const ENV: Shape = Shape::List(&Shape::Fields(&[
    ("name", Shape::Text),
    ("value", Shape::Text),
]));

const CONTAINERS: Shape = Shape::List(&Shape::Fields(&[
    ("name", Shape::Text),
    ("image", Shape::Text),
    ("env", ENV),
]));

pub(super) const METADATA: Shape =
    Shape::Fields(&[("labels", Shape::Texts), ("annotations", Shape::Texts)]);

const TEMPLATE: Shape = Shape::Fields(&[
    ("metadata", METADATA),
    (
        "spec",
        Shape::Fields(&[
            ("nodeSelector", Shape::Texts),
            ("nodeName", Shape::Text),
            ("tolerations", TOLERATIONS),
            ("affinity", OBJECT),
            ("hostNetwork", Shape::Bool),
            ("containers", CONTAINERS),
            ("initContainers", CONTAINERS),
            ("volumes", OBJECTS),
        ]),
    ),
]);

/// The fields that driver and executor of a `SparkApplication` share, and those of either.
const ROLE: Shape = Shape::Fields(&[
    ("template", TEMPLATE),
    ("cores", Shape::Integer(1)),
    ("instances", Shape::Integer(1)),
    ("coreLimit", Shape::Text),
    ("coreRequest", Shape::Text),
    ("memory", Shape::Text),
    ("memoryOverhead", Shape::Text),
    ("memoryLimit", Shape::Text),
    (
        "gpu",
        Shape::Fields(&[
            ("name", Shape::Text),
            ("quantity", Shape::Integer(ANY_INTEGER)),
        ]),
    ),
    ("image", Shape::Text),
    ("labels", Shape::Texts),
    ("annotations", Shape::Texts),
    ("nodeSelector", Shape::Texts),
    ("affinity", OBJECT),
    ("tolerations", TOLERATIONS),
    ("hostNetwork", Shape::Bool),
    ("schedulerName", Shape::Text),
    ("priorityClassName", Shape::Text),
    ("serviceAccount", Shape::Text),
    ("javaOptions", Shape::Text),
    ("env", ENV),
    ("envVars", Shape::Texts),
    ("volumeMounts", OBJECTS),
    ("envFrom", OBJECTS),
    ("envSecretKeyRefs", OBJECT),
    ("configMaps", OBJECTS),
    ("secrets", OBJECTS),
    ("ports", OBJECTS),
    ("hostAliases", OBJECTS),
    ("dnsConfig", OBJECT),
    ("lifecycle", OBJECT),
    ("sidecars", CONTAINERS),
    ("initContainers", CONTAINERS),
    ("securityContext", OBJECT),
    ("podSecurityContext", OBJECT),
]);

pub(super) static SPARK_APPLICATION: Shape = Shape::Fields(&[
    ("type", Shape::OneOf(&["Java", "Python", "Scala", "R"])),
    ("mode", Shape::OneOf(&["cluster", "client"])),
    ("sparkVersion", Shape::Text),
    ("image", Shape::Text),
    ("imagePullPolicy", Shape::Text),
    ("mainClass", Shape::Text),
    ("mainApplicationFile", Shape::Text),
    ("arguments", Shape::List(&Shape::Text)),
    ("sparkConf", Shape::Texts),
    ("hadoopConf", Shape::Texts),
    ("nodeSelector", Shape::Texts),
    ("memoryOverheadFactor", Shape::Text),
    ("batchScheduler", Shape::Text),
    ("volumes", OBJECTS),
    ("driver", ROLE),
    ("executor", ROLE),
    (
        "dynamicAllocation",
        Shape::Fields(&[
            ("enabled", Shape::Bool),
            ("initialExecutors", Shape::Integer(ANY_INTEGER)),
            ("minExecutors", Shape::Integer(ANY_INTEGER)),
            ("maxExecutors", Shape::Integer(ANY_INTEGER)),
            ("shuffleTrackingEnabled", Shape::Bool),
        ]),
    ),
]);

pub(super) static SPARK_CONNECT: Shape = Shape::Fields(&[
    ("sparkVersion", Shape::Text),
    ("image", Shape::Text),
    ("sparkConf", Shape::Texts),
    (
        "server",
        Shape::Fields(&[
            ("cores", Shape::Integer(1)),
            ("memory", Shape::Text),
            ("template", TEMPLATE),
        ]),
    ),
    (
        "executor",
        Shape::Fields(&[
            ("cores", Shape::Integer(1)),
            ("memory", Shape::Text),
            ("instances", Shape::Integer(0)),
            ("template", TEMPLATE),
        ]),
    ),
]);

const POD_TEMPLATE_SPEC: Shape = Shape::Fields(&[("podTemplateSpec", TEMPLATE)]);

pub(super) static APACHE_APPLICATION: Shape = Shape::Fields(&[
    ("driverSpec", POD_TEMPLATE_SPEC),
    ("executorSpec", POD_TEMPLATE_SPEC),
]);

const STATEFUL_SET: Shape =
    Shape::Fields(&[("statefulSetSpec", Shape::Fields(&[("template", TEMPLATE)]))]);

pub(super) static APACHE_CLUSTER: Shape =
    Shape::Fields(&[("masterSpec", STATEFUL_SET), ("workerSpec", STATEFUL_SET)]);
