//! `Chart.yaml`, and `requirements.yaml` of old charts.
//!
//! Source: `pkg/chart/v2/metadata.go` and `dependency.go` of Helm 4.1.4.

use std::{collections::BTreeMap, rc::Rc, sync::Arc};

use super::{scalar::Written, values::read::Reading, version};
use crate::{
    gotemplate::{Text, Trace, Value},
    inputs::{Files, Problem},
    source::{FileId, Span, offset},
    yaml::{self, Kind, Node},
};

#[derive(Clone, Debug)]
pub(super) struct Metadata {
    pub(super) file: FileId,
    /// The place of the name.
    pub(super) place: Span,
    /// The string fields, by their names in the file.
    pub(super) texts: BTreeMap<&'static str, Text>,
    pub(super) sources: Vec<Text>,
    pub(super) keywords: Vec<Text>,
    /// Name, e-mail address and URL of each.
    pub(super) maintainers: Vec<[Text; 3]>,
    pub(super) annotations: Vec<(String, Trace, Text)>,
    pub(super) is_deprecated: (bool, Trace),
    /// `None` if the field is absent: then the subcharts' dependencies are not processed either.
    pub(super) dependencies: Option<Vec<Rc<Dependency>>>,
}

/// The string fields of `Chart.yaml`, with the names that templates use.
pub(super) const TEXTS: [(&str, &str); 11] = [
    ("name", "Name"),
    ("home", "Home"),
    ("version", "Version"),
    ("description", "Description"),
    ("icon", "Icon"),
    ("apiVersion", "APIVersion"),
    ("condition", "Condition"),
    ("tags", "Tags"),
    ("appVersion", "AppVersion"),
    ("kubeVersion", "KubeVersion"),
    ("type", "Type"),
];

/// A chart that another one needs.
#[derive(Clone, Debug)]
pub(super) struct Dependency {
    pub(super) file: FileId,
    /// The whole entry.
    pub(super) place: Span,
    pub(super) name: Text,
    pub(super) version: Text,
    pub(super) repository: Text,
    pub(super) condition: Text,
    pub(super) tags: Vec<Text>,
    pub(super) alias: Text,
    pub(super) imports: Vec<Import>,
}

/// An entry of `import-values`.
#[derive(Clone, Debug)]
pub(super) struct Import {
    pub(super) child: String,
    pub(super) parent: String,
}

/// A bound, because each is compared with each chart.
const MAX_DEPENDENCIES: usize = 1000;

/// A bound, because each part of a path is a level of values.
const MAX_PATH: usize = 32;

impl Metadata {
    pub(super) fn text(&self, field: &str) -> &str {
        self.texts.get(field).map_or("", Text::as_str)
    }

    pub(super) fn name(&self) -> &str {
        self.text("name")
    }

    pub(super) fn is_library(&self) -> bool {
        self.text("type").eq_ignore_ascii_case("library")
    }

    /// Reads `Chart.yaml`.
    pub(super) fn read(files: &mut Files<'_>, file: FileId) -> Result<Self, Problem> {
        let mut metadata = Self {
            file,
            place: Span::new(0, 0),
            texts: BTreeMap::new(),
            sources: Vec::new(),
            keywords: Vec::new(),
            maintainers: Vec::new(),
            annotations: Vec::new(),
            is_deprecated: (false, Trace::default()),
            dependencies: None,
        };
        with_root(files, file, |fields, root| {
            for (name, _) in TEXTS {
                if let Some(text) = fields.text(root, name)? {
                    metadata.texts.insert(name, text);
                }
            }
            if let Some(name) = root.get("name") {
                metadata.place = name.span();
            }
            metadata.sources = fields.texts(root, "sources")?;
            metadata.keywords = fields.texts(root, "keywords")?;
            if let Some(deprecated) = root.get("deprecated") {
                let Kind::Scalar(yaml::Scalar::Bool(is_so)) = deprecated.kind() else {
                    let message = "`deprecated` must be true or false".to_owned();
                    return Err(fields.refused(deprecated, message));
                };
                let trace = fields.written.scalar_trace(deprecated, &is_so.to_string());
                metadata.is_deprecated = (is_so, trace);
            }
            for maintainer in fields.items(root, "maintainers")? {
                if maintainer.is_null() {
                    let message = "`maintainers` must not have empty entries".to_owned();
                    return Err(fields.refused(maintainer, message));
                }
                let mut text = |name| {
                    let text = fields.text(maintainer, name)?;
                    Ok(sanitized(&text.unwrap_or_else(nothing)))
                };
                metadata
                    .maintainers
                    .push([text("name")?, text("email")?, text("url")?]);
            }
            if let Some(annotations) = root.get("annotations") {
                if annotations.kind() != Kind::Mapping {
                    let message = "`annotations` must be a mapping".to_owned();
                    return Err(fields.refused(annotations, message));
                }
                for entry in annotations.entries() {
                    let text = fields.text(annotations, &entry.key)?;
                    let trace = fields.written.key_trace(&entry.key, entry.key_span);
                    let text = text.unwrap_or_else(nothing);
                    metadata
                        .annotations
                        .push((entry.key.into_owned(), trace, text));
                }
            }
            metadata.dependencies = fields.dependencies(root)?;
            Ok(())
        })?;
        Ok(metadata)
    }

    /// Reads the dependencies of `requirements.yaml`, which replace those of `Chart.yaml`.
    pub(super) fn read_requirements(
        &mut self,
        files: &mut Files<'_>,
        file: FileId,
    ) -> Result<(), Problem> {
        with_root(files, file, |fields, root| {
            if let Some(dependencies) = fields.dependencies(root)? {
                self.dependencies = Some(dependencies);
            }
            Ok(())
        })
    }

    /// Makes the same checks as Helm, and sanitizes the strings as it does.
    pub(super) fn check(&mut self, files: &Files<'_>) -> Result<(), Problem> {
        for (name, text) in &mut self.texts {
            if !matches!(*name, "version" | "apiVersion" | "type") {
                *text = sanitized(text);
            }
        }
        for text in self.sources.iter_mut().chain(&mut self.keywords) {
            *text = sanitized(text);
        }
        let refused = |message: String| files.refused(self.file, self.place, message);
        match self.text("apiVersion") {
            "v1" | "v2" | "" => {}
            "v3" => {
                let message = "a chart with `apiVersion: v3` is not supported".to_owned();
                return Err(files.not_built(self.file, self.place, message));
            }
            other => {
                return Err(refused(format!(
                    "unknown `apiVersion: {other}` of the chart"
                )));
            }
        }
        let name = self.name();
        if name.is_empty() {
            return Err(refused("the chart has no `name`".to_owned()));
        }
        if name.contains('/') || name == "." || name == ".." {
            return Err(refused(format!("`{name}` is not a valid chart name")));
        }
        let version = self.text("version");
        if version.is_empty() {
            return Err(refused("the chart has no `version`".to_owned()));
        }
        if version::parse(version).is_none() {
            return Err(refused(format!("`{version}` is not a valid chart version")));
        }
        if !matches!(self.text("type"), "" | "application" | "library") {
            let message = "the type of a chart must be `application` or `library`".to_owned();
            return Err(refused(message));
        }
        let mut names = std::collections::HashSet::new();
        for dependency in self.dependencies.iter().flatten() {
            let alias = dependency.alias.as_str();
            let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
            if !alias.chars().all(is_allowed) {
                let message =
                    format!("the alias `{alias}` may only have letters, digits, `-` and `_`");
                return Err(files.refused(dependency.file, dependency.place, message));
            }
            let name = match alias {
                "" => dependency.name.as_str(),
                alias => alias,
            };
            if !names.insert(name) {
                let message = format!("more than one dependency has the name or alias `{name}`");
                return Err(files.refused(dependency.file, dependency.place, message));
            }
        }
        if !self.texts.contains_key("apiVersion") {
            self.texts.insert("apiVersion", Text::plain("v1"));
        }
        Ok(())
    }
}

fn nothing() -> Text {
    Text::plain("")
}

/// Replaces white space by spaces and removes unprintable characters.
fn sanitized(text: &Text) -> Text {
    let clean: String = text
        .as_str()
        .chars()
        .filter_map(|letter| match letter {
            letter if letter.is_whitespace() => Some(' '),
            letter if letter.is_control() => None,
            letter => Some(letter),
        })
        .collect();
    text.made(&clean)
}

/// Calls `read` with the root mapping. An empty file is an empty mapping.
fn with_root(
    files: &mut Files<'_>,
    file: FileId,
    read: impl FnOnce(&mut Fields<'_, '_, '_>, Node<'_>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let source = Arc::clone(files.get(file));
    let text = source.text.as_str();
    let whole = Span::new(0, offset(text.len()));
    let document = yaml::parse(text, whole).map_err(|error| {
        let message = format!("the YAML is invalid: {}", error.message);
        files.refused(file, error.span, message)
    })?;
    let Some(document) = document else {
        return Ok(());
    };
    let root = document.root();
    let mut fields = Fields {
        files,
        written: Written::new(file, text),
    };
    match root.kind() {
        Kind::Mapping => read(&mut fields, root),
        Kind::Scalar(yaml::Scalar::Null) => Ok(()),
        _ => Err(fields.refused(root, "this must be a mapping".to_owned())),
    }
}

struct Fields<'r, 'f, 't> {
    files: &'r mut Files<'f>,
    written: Written<'t>,
}

impl Fields<'_, '_, '_> {
    fn refused(&self, node: Node<'_>, message: String) -> Problem {
        self.files.refused(self.written.file, node.span(), message)
    }

    fn text(&mut self, node: Node<'_>, name: &str) -> Result<Option<Text>, Problem> {
        let Some(value) = node.get(name) else {
            return Ok(None);
        };
        self.files.spend(1, self.written.file, value.span())?;
        let text = self.written.as_string(value);
        text.map(Some)
            .ok_or_else(|| self.refused(value, format!("`{name}` must be a string")))
    }

    fn items<'d>(&mut self, node: Node<'d>, name: &str) -> Result<Vec<Node<'d>>, Problem> {
        let Some(list) = node.get(name) else {
            return Ok(Vec::new());
        };
        if list.kind() != Kind::Sequence {
            return Err(self.refused(list, format!("`{name}` must be a list")));
        }
        let items: Vec<_> = list.items().collect();
        self.files
            .spend(items.len(), self.written.file, list.span())?;
        Ok(items)
    }

    fn texts(&mut self, node: Node<'_>, name: &str) -> Result<Vec<Text>, Problem> {
        let items = self.items(node, name)?;
        let texts = items.into_iter().map(|item| {
            if item.is_null() {
                return Ok(nothing());
            }
            let text = self.written.as_string(item);
            text.ok_or_else(|| self.refused(item, format!("`{name}` must be a list of strings")))
        });
        texts.collect()
    }

    fn dependencies(&mut self, root: Node<'_>) -> Result<Option<Vec<Rc<Dependency>>>, Problem> {
        if root.get("dependencies").is_none() {
            return Ok(None);
        }
        let items = self.items(root, "dependencies")?;
        if items.len() > MAX_DEPENDENCIES {
            let message = format!("a chart has more than {MAX_DEPENDENCIES} dependencies");
            return Err(self
                .files
                .not_built(self.written.file, root.span(), message));
        }
        let dependencies = items
            .into_iter()
            .map(|item| self.dependency(item).map(Rc::new));
        dependencies.collect::<Result<_, _>>().map(Some)
    }

    fn dependency(&mut self, node: Node<'_>) -> Result<Dependency, Problem> {
        if node.kind() != Kind::Mapping {
            let message = "a dependency must be a mapping with a `name`".to_owned();
            return Err(self.refused(node, message));
        }
        let mut text = |name| {
            let text = self.text(node, name)?;
            Ok(text.unwrap_or_else(nothing))
        };
        let (name, version) = (text("name")?, text("version")?);
        let (repository, condition) = (text("repository")?, text("condition")?);
        let alias = text("alias")?;
        let tags = self.texts(node, "tags")?;
        Ok(Dependency {
            file: self.written.file,
            place: node.span(),
            name: sanitized(&name),
            version: sanitized(&version),
            repository: sanitized(&repository),
            condition: sanitized(&condition),
            tags: tags.iter().map(sanitized).collect(),
            alias,
            imports: self.imports(node)?,
        })
    }

    fn imports(&mut self, node: Node<'_>) -> Result<Vec<Import>, Problem> {
        let items = self.items(node, "import-values")?;
        let mut imports = Vec::new();
        for item in items {
            let mut reading = Reading {
                written: self.written,
                files: &mut *self.files,
            };
            let import = match reading.value(item, 0)? {
                Value::Text(name) => Import {
                    child: format!("exports.{}", name.as_str()),
                    parent: ".".to_owned(),
                },
                Value::Map(map) => {
                    let path = |name: &str| match map.get(name) {
                        Some(Value::Text(path)) => Some(path.as_str().to_owned()),
                        _ => None,
                    };
                    let (Some(child), Some(parent)) = (path("child"), path("parent")) else {
                        let message =
                            "an entry of `import-values` needs the strings `child` and `parent`";
                        let file = self.written.file;
                        return Err(self.files.not_built(file, item.span(), message.to_owned()));
                    };
                    Import { child, parent }
                }
                // Helm ignores anything else.
                _ => continue,
            };
            if import.parent.split('.').count() > MAX_PATH {
                let message = format!("a path has more than {MAX_PATH} parts");
                return Err(self
                    .files
                    .not_built(self.written.file, item.span(), message));
            }
            imports.push(import);
        }
        Ok(imports)
    }
}
