use std::borrow::Cow;

use super::Kind;
use crate::{
    source::{Span, is_placeholder},
    yaml::{self, Document, Entry, Node},
};

/// A Spark application in a document.
#[derive(Clone)]
pub struct Application<'d> {
    /// Which kind.
    pub kind: Kind,
    /// `metadata.name`; empty where there is none.
    pub name: Cow<'d, str>,
    /// `metadata.namespace`, where it is given.
    pub namespace: Option<&'d str>,
    /// The whole object.
    pub object: Node<'d>,
    /// Where the application is spoken of as a whole: its name, else its kind.
    pub span: Span,
    /// `metadata`, where there is one.
    pub metadata: Option<Node<'d>>,
    /// The application's spec with its key, see [`super::KindSpec::spec_path`].
    pub spec: Option<Entry<'d>>,
}

impl Application<'_> {
    /// False for a version of the API that no current operator serves.
    #[must_use]
    pub fn is_served(&self) -> bool {
        let text = self.object.get("apiVersion").and_then(Node::as_str);
        let version = text.and_then(|text| text.split_once('/'));
        version.is_none_or(|(_, version)| {
            is_placeholder(version) || self.kind.spec().served_versions.contains(&version)
        })
    }

    /// True where the API server would take it as it is; a part of one, as patches are, has less.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let required = self.kind.spec().required;
        self.spec.as_ref().is_some_and(|spec| {
            let has = |fields: &&[&str]| fields.iter().any(|field| spec.value.get(field).is_some());
            required.iter().all(has)
        })
    }
}

/// The Spark applications of a document: itself, or what it lists.
#[must_use]
pub fn applications<'d>(document: &'d Document<'d>) -> Vec<Application<'d>> {
    let mut found = Vec::new();
    collect(document.root(), None, &mut found);
    found
}

/// To `kubectl`, whatever has `items` is a list of them and nothing else.
fn collect<'d>(object: Node<'d>, list: Option<Typed<'d>>, found: &mut Vec<Application<'d>>) {
    match object
        .get("items")
        .filter(|items| items.kind() == yaml::Kind::Sequence)
    {
        Some(items) => {
            let list = Typed::list(object);
            for item in items.items() {
                collect(item, list, found);
            }
        }
        None => found.extend(application(object, list)),
    }
}

/// What the items of a typed list are, which need not say it themselves: Go's clients write them so.
#[derive(Clone, Copy)]
struct Typed<'d> {
    version: &'d str,
    kind: &'d str,
    span: Span,
}

impl<'d> Typed<'d> {
    fn list(object: Node<'d>) -> Option<Self> {
        let kind = object.get("kind")?;
        let name = kind.as_str()?;
        Some(Self {
            version: object.get("apiVersion")?.as_str()?,
            kind: name.strip_suffix("List").unwrap_or(name),
            span: kind.span(),
        })
    }
}

fn application<'d>(object: Node<'d>, list: Option<Typed<'d>>) -> Option<Application<'d>> {
    let own = |name| object.get(name);
    let (version, kind_name, kind_span) = match (own("apiVersion"), own("kind"), list) {
        (None, None, Some(list)) => (list.version, list.kind, list.span),
        (version, kind, _) => {
            let kind = kind?;
            (version?.as_str()?, kind.as_str()?, kind.span())
        }
    };
    let group = match version.split_once('/') {
        // Most people run this operator.
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
    })
}
