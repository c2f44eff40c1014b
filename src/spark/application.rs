use std::borrow::Cow;

use super::{Kind, Operator, Role};
use crate::{
    source::{Span, is_placeholder},
    yaml::{Entry, Node},
};

/// A Spark application in a document.
#[derive(Clone)]
pub struct Application<'d> {
    pub kind: Kind,
    /// `metadata.name`; empty if missing.
    pub name: Cow<'d, str>,
    /// `metadata.namespace`, if given.
    pub namespace: Option<&'d str>,
    /// The whole object.
    pub object: Node<'d>,
    /// The place of findings about the whole application: its name, or its kind.
    pub span: Span,
    /// `metadata`, if there is any.
    pub metadata: Option<Node<'d>>,
    /// The application's spec with its key, see [`super::KindSpec::spec_path`].
    pub spec: Option<Entry<'d>>,
    /// The program that creates the application, if it is not created from the manifest as it is: it changes fields.
    pub launcher: Option<Launcher>,
}

/// The changes that a program makes to an application before creating it.
#[derive(Clone, Debug, Default)]
pub struct Launcher {
    /// True if it overwrites fields of both roles with those of its own section.
    pub overwrites: bool,
    /// Fields that it overwrites.
    pub lost: Vec<LostField>,
    /// What it cannot read; nothing is created because of it.
    pub stops: Vec<Stop>,
}

/// A field that a program overwrites.
#[derive(Clone, Debug)]
pub struct LostField {
    /// The role in which the field is written.
    pub role: Role,
    pub name: &'static str,
    pub key_span: Span,
    /// Its keys and values, or the fields of its items.
    pub keys: Vec<String>,
    /// The source that the program uses instead.
    pub instead: &'static str,
}

/// A mistake because of which nothing is created.
#[derive(Clone, Debug)]
pub struct Stop {
    /// The place of the mistake.
    pub span: Span,
    /// Lower case, no full stop.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// False if it depends on the configuration of the task's operator.
    pub is_certain: bool,
}

impl Application<'_> {
    /// False for an API version that no current operator serves.
    #[must_use]
    pub fn is_served(&self) -> bool {
        self.api_version().is_none_or(|version| {
            is_placeholder(version) || self.kind.spec().served_versions.contains(&version)
        })
    }

    /// A label that its operator or Spark adds to the pods of a role. `None` if its value is generated at submission.
    ///
    /// Source: kubeflow/spark-operator v2.5.2, `pkg/common/constants.go`; Spark's `Constants.scala`.
    #[must_use]
    pub fn added_label(&self, key: &str, role: Role) -> Option<String> {
        let is_of_kubeflow = self.kind.spec().operator == Operator::Kubeflow;
        match key {
            "spark-role" => Some(role.name().to_owned()),
            "sparkoperator.k8s.io/launched-by-spark-operator" if is_of_kubeflow => {
                Some("true".to_owned())
            }
            // A schedule appends the time of the run to the name.
            "sparkoperator.k8s.io/app-name" if self.kind == Kind::SparkApplication => {
                Some(self.name.clone().into_owned())
            }
            _ => None,
        }
    }

    /// True if the API server could accept it as it is; a fragment, such as a patch, lacks required fields.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let required = self.kind.spec().required;
        self.spec.as_ref().is_some_and(|spec| {
            let has = |fields: &&[&str]| fields.iter().any(|field| spec.value.get(field).is_some());
            required.iter().all(has)
        })
    }

    /// True for an API version that is served but deprecated.
    #[must_use]
    pub fn is_of_deprecated_version(&self) -> bool {
        let deprecated = self.kind.spec().deprecated_versions;
        self.api_version()
            .is_some_and(|version| deprecated.contains(&version))
    }

    /// Returns `v1` for `spark.apache.org/v1`.
    fn api_version(&self) -> Option<&str> {
        let text = self.object.get("apiVersion")?.as_str()?;
        Some(text.split_once('/')?.1)
    }
}

/// The type of the items of a typed list. Go's clients omit it in the items.
#[derive(Clone, Copy)]
pub struct ItemType<'d> {
    version: &'d str,
    kind: &'d str,
    span: Span,
}

impl<'d> ItemType<'d> {
    /// Determines it from the kind of a list.
    #[must_use]
    pub fn of_list(object: Node<'d>) -> Option<Self> {
        let kind = object.get("kind")?;
        let name = kind.as_str()?;
        Some(Self {
            version: object.get("apiVersion")?.as_str()?,
            kind: name.strip_suffix("List").unwrap_or(name),
            span: kind.span(),
        })
    }
}

/// Returns the Spark application that an object is. `list` is the item type of the enclosing list.
#[must_use]
pub fn application<'d>(object: Node<'d>, list: Option<ItemType<'d>>) -> Option<Application<'d>> {
    let own = |name| object.get(name);
    let (version, kind_name, kind_span) = match (own("apiVersion"), own("kind"), list) {
        (None, None, Some(list)) => (list.version, list.kind, list.span),
        (version, kind, _) => {
            let kind = kind?;
            (version?.as_str()?, kind.as_str()?, kind.span())
        }
    };
    let group = match version.split_once('/') {
        // This operator is the most common one.
        _ if is_placeholder(version) => "sparkoperator.k8s.io",
        Some((group, _)) => group,
        None => return None,
    };
    let kind = Kind::find(group, kind_name)?;
    let metadata = object.get("metadata");
    let field = |name| metadata.and_then(|metadata| metadata.get(name));
    let name = field("name").or_else(|| field("generateName"));
    let mut path = kind.spec().spec_path.iter();
    let first = path.next().and_then(|field| object.entry(field));
    let spec = path.fold(first, |spec, field| spec?.value.entry(field));
    Some(Application {
        kind,
        name: name
            .and_then(Node::scalar_text)
            .map_or(Cow::Borrowed(""), Cow::Borrowed),
        namespace: field("namespace").and_then(Node::as_str),
        object,
        span: name.map_or(kind_span, Node::span),
        metadata,
        spec,
        launcher: None,
    })
}
