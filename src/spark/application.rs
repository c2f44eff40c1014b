use std::borrow::Cow;

use crate::{
    source::Span,
    yaml::{Document, Entry, Node},
};

/// The API group of the Kubeflow Spark operator.
const OPERATOR_GROUP: &str = "sparkoperator.k8s.io";

/// A kind of Spark application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Runs once.
    SparkApplication,
    /// Runs a `SparkApplication` on a schedule.
    ScheduledSparkApplication,
}

impl Kind {
    /// The name as it stands behind `kind:`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SparkApplication => "SparkApplication",
            Self::ScheduledSparkApplication => "ScheduledSparkApplication",
        }
    }
}

/// A Spark application in a document.
#[derive(Clone)]
pub struct Application<'d> {
    /// Which kind.
    pub kind: Kind,
    /// `metadata.name`; empty where there is none.
    pub name: Cow<'d, str>,
    /// `metadata.namespace`, where it is given.
    pub namespace: Option<&'d str>,
    /// Where the application is spoken of as a whole: its name, else its kind.
    pub span: Span,
    /// `metadata`, where there is one.
    pub metadata: Option<Node<'d>>,
    /// The application's spec with its key: `spec`, or `spec.template` of a scheduled one.
    pub spec: Option<Entry<'d>>,
}

/// The Spark applications of a document: itself, or the items of a `List`.
#[must_use]
pub fn applications<'d>(document: &'d Document<'d>) -> Vec<Application<'d>> {
    let mut found = Vec::new();
    collect(document.root(), &mut found);
    found
}

fn collect<'d>(object: Node<'d>, found: &mut Vec<Application<'d>>) {
    if let Some(application) = application(object) {
        found.push(application);
    } else if let Some(items) = list_items(object) {
        for item in items.items() {
            collect(item, found);
        }
    }
}

/// `kind: List`, and the typed lists that `kubectl get -o yaml` and controllers write.
fn list_items(object: Node<'_>) -> Option<Node<'_>> {
    let kind = object.get("kind")?.as_str()?;
    kind.ends_with("List").then(|| object.get("items"))?
}

fn application(object: Node<'_>) -> Option<Application<'_>> {
    let (group, _) = object.get("apiVersion")?.as_str()?.split_once('/')?;
    let kind_entry = object.entry("kind")?;
    let kind = match (group, kind_entry.value.as_str()?) {
        (OPERATOR_GROUP, "SparkApplication") => Kind::SparkApplication,
        (OPERATOR_GROUP, "ScheduledSparkApplication") => Kind::ScheduledSparkApplication,
        _ => return None,
    };
    let metadata = object.get("metadata");
    let field = |name| metadata.and_then(|metadata| metadata.get(name));
    let name = field("name").or_else(|| field("generateName"));
    let spec = object.entry("spec");
    Some(Application {
        kind,
        name: name
            .and_then(Node::scalar_text)
            .map_or(Cow::Borrowed(""), Cow::Borrowed),
        namespace: field("namespace").and_then(Node::as_str),
        span: name.map_or(kind_entry.value.span(), Node::span),
        metadata,
        spec: match kind {
            Kind::SparkApplication => spec,
            Kind::ScheduledSparkApplication => spec.and_then(|spec| spec.value.entry("template")),
        },
    })
}
