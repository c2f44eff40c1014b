//! Which types the operators' custom resource definitions and Kubernetes demand of the fields that
//! become a pod.
//!
//! Source: `config/crd/bases/sparkoperator.k8s.io_{sparkapplications,sparkconnects}.yaml` of
//! kubeflow/spark-operator v2.5.2, and Kubernetes' `ObjectMeta` and `PodSpec`.

use std::fmt;

use super::{Application, Kind};
use crate::{
    source::is_placeholder,
    yaml::{self, Node, Scalar},
};

/// A value of a type that the API server refuses.
#[derive(Clone)]
pub struct Violation<'d> {
    /// The value.
    pub node: Node<'d>,
    /// The field, below the application's spec or from `metadata` on: `driver.cores`.
    pub path: String,
    /// What it is: `the string "2"`.
    pub found: String,
    /// What it has to be: `an integer of at least 1`.
    pub wanted: Wanted,
}

/// What a field has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A string.
    Text,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// An integer of at least this.
    Integer(i64),
    /// `true` or `false`.
    Bool,
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

/// The shape of a field.
enum Shape {
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

const METADATA: Shape = Shape::Fields(&[("labels", Shape::Texts), ("annotations", Shape::Texts)]);

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
    ("sidecars", CONTAINERS),
    ("initContainers", CONTAINERS),
    ("securityContext", OBJECT),
    ("podSecurityContext", OBJECT),
]);

const SPARK_APPLICATION: Shape = Shape::Fields(&[
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

const SPARK_CONNECT: Shape = Shape::Fields(&[
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

const APACHE_APPLICATION: Shape = Shape::Fields(&[
    ("driverSpec", POD_TEMPLATE_SPEC),
    ("executorSpec", POD_TEMPLATE_SPEC),
]);

const STATEFUL_SET: Shape =
    Shape::Fields(&[("statefulSetSpec", Shape::Fields(&[("template", TEMPLATE)]))]);

const APACHE_CLUSTER: Shape =
    Shape::Fields(&[("masterSpec", STATEFUL_SET), ("workerSpec", STATEFUL_SET)]);

/// The values that have another type than the schema demands, in the order of the schema. What is
/// still to be filled in is none of them.
#[must_use]
pub fn violations<'d>(application: &Application<'d>) -> Vec<Violation<'d>> {
    let mut found = Vec::new();
    if let Some(metadata) = application.metadata {
        check(metadata, Path::Key(None, "metadata"), &METADATA, &mut found);
    }
    let shape = match application.kind {
        Kind::SparkApplication | Kind::ScheduledSparkApplication => &SPARK_APPLICATION,
        Kind::SparkConnect => &SPARK_CONNECT,
        Kind::ApacheSparkApplication => &APACHE_APPLICATION,
        Kind::ApacheSparkCluster => &APACHE_CLUSTER,
    };
    if let Some(spec) = &application.spec {
        check(spec.value, Path::Spec, shape, &mut found);
    }
    found
}

/// The way to a value: written out only where there is something to say about it.
#[derive(Clone, Copy)]
enum Path<'p> {
    Spec,
    Key(Option<&'p Path<'p>>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl<'p> Path<'p> {
    fn key(&'p self, name: &'p str) -> Self {
        // Fields of the spec are named without it.
        let is_spec = matches!(self, Self::Spec);
        Self::Key((!is_spec).then_some(self), name)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec => f.write_str("spec"),
            Self::Key(None, name) => f.write_str(name),
            Self::Key(Some(parent), name) => write!(f, "{parent}.{name}"),
            Self::Item(list, index) => write!(f, "{list}[{index}]"),
        }
    }
}

fn check<'d>(node: Node<'d>, path: Path<'_>, shape: &Shape, found: &mut Vec<Violation<'d>>) {
    if node.is_null() {
        return;
    }
    let wanted = match (shape, node.kind()) {
        (Shape::Text | Shape::OneOf(_), yaml::Kind::Scalar(Scalar::Str(text))) => match shape {
            Shape::OneOf(values) if !values.contains(&text) => Wanted::OneOf(values),
            _ => return,
        },
        (Shape::Integer(least), yaml::Kind::Scalar(Scalar::Int(number))) => {
            if number >= i128::from(*least) {
                return;
            }
            Wanted::Integer(*least)
        }
        // JSON does not tell 2.0 from 2.
        (Shape::Integer(least), yaml::Kind::Scalar(Scalar::Float(number)))
            if number.fract() == 0.0 && number >= 1.0 && *least <= 1 =>
        {
            return;
        }
        (Shape::Bool, yaml::Kind::Scalar(Scalar::Bool(_))) => return,
        (Shape::Texts, yaml::Kind::Mapping) => {
            for entry in node.entries() {
                check(entry.value, path.key(&entry.key), &Shape::Text, found);
            }
            return;
        }
        (Shape::List(shape), yaml::Kind::Sequence) => {
            for (index, item) in node.items().enumerate() {
                check(item, Path::Item(&path, index), shape, found);
            }
            return;
        }
        (Shape::Fields(fields), yaml::Kind::Mapping) => {
            for (name, shape) in *fields {
                if let Some(value) = node.get(name) {
                    check(value, path.key(name), shape, found);
                }
            }
            return;
        }
        (Shape::Text, _) => Wanted::Text,
        (Shape::OneOf(values), _) => Wanted::OneOf(values),
        (Shape::Integer(least), _) => Wanted::Integer(*least),
        (Shape::Bool, _) => Wanted::Bool,
        (Shape::List(_), _) => Wanted::List,
        (Shape::Texts | Shape::Fields(_), _) => Wanted::Mapping,
    };
    if node.scalar_text().is_some_and(is_placeholder) {
        return;
    }
    found.push(Violation {
        node,
        path: path.to_string(),
        found: describe(node),
        wanted,
    });
}

fn describe(node: Node<'_>) -> String {
    match node.kind() {
        yaml::Kind::Scalar(Scalar::Str(text)) => format!("the string \"{text}\""),
        yaml::Kind::Scalar(Scalar::Bool(_)) => {
            format!("the boolean {}", node.json_text().unwrap_or_default())
        }
        yaml::Kind::Scalar(_) => format!("the number {}", node.scalar_text().unwrap_or_default()),
        yaml::Kind::Sequence => "a list".to_owned(),
        yaml::Kind::Mapping => "a mapping".to_owned(),
    }
}
