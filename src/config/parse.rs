//! From the file's text to a configuration; what is wrong with it is reported at its place.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use semver::{Version, VersionReq};

use super::{check, file_form, layer::Layer, settings::SETTINGS};
use crate::{
    eci::{self, EntryKind, Limits, Spec},
    finding::Diagnostic,
    kube::{Mib, MilliCpu},
    source::Span,
    yaml::{self, Kind, Node},
};

/// A configuration.
pub struct Config {
    /// Its path as it is shown.
    pub path: String,
    pub(super) include: Option<Gitignore>,
    pub(super) exclude: Gitignore,
    pub(super) layer: Layer,
    pub(super) overrides: Vec<Override>,
    pub(super) extend: Extend,
}

/// What is different for some files.
pub(super) struct Override {
    pub(super) paths: Gitignore,
    pub(super) layer: Layer,
}

/// What is added to the built-in tables.
#[derive(Default)]
pub(super) struct Extend {
    pub(super) specs: Vec<Spec>,
    pub(super) instance_types: Vec<(String, Spec)>,
    pub(super) annotations: Vec<String>,
    /// Limits, by a change to the built-in ones.
    pub(super) limits: Option<Limits>,
    /// What was extended, with a list of it and its line.
    pub(super) shown: Vec<(&'static str, String, usize)>,
}

/// Reads a configuration; `path` is how it is shown.
///
/// # Errors
/// All that is wrong with it.
pub fn parse(path: &str, text: &str) -> Result<Config, Vec<Diagnostic>> {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let documents = yaml::split(text);
    let is_document = |chunk: &&yaml::Chunk| !matches!(yaml::parse(text, chunk.span), Ok(None));
    if let [_, second, ..] = &documents.iter().filter(is_document).collect::<Vec<_>>()[..] {
        let start = second.span.start;
        let message = "a configuration is one document, and this is a second one";
        return Err(vec![Diagnostic::at(
            Span::new(start, start),
            "here",
            message,
        )]);
    }
    let document = match yaml::parse(text, Span::new(0, end)) {
        Ok(Some(document)) => document,
        Ok(None) => return Ok(Config::empty(path)),
        Err(error) => {
            let message = format!("invalid YAML: {error}");
            return Err(vec![Diagnostic::at(error.span, "here", message)]);
        }
    };
    let root = document.root();
    if root.is_null() {
        return Ok(Config::empty(path));
    }
    if root.kind() != Kind::Mapping {
        let message = "a configuration is a mapping, such as `region: cn-hangzhou`";
        return Err(vec![Diagnostic::at(root.span(), "not a mapping", message)]);
    }
    let duplicates = root.mappings().into_iter().flat_map(Node::duplicate_keys);
    let mut errors: Vec<Diagnostic> = duplicates
        .map(|(earlier, later)| {
            let message = format!("duplicate key `{}`", later.key);
            Diagnostic::at(later.key_span, "again", message).related(earlier.key_span, "first")
        })
        .collect();
    check::check(root, "configuration", file_form::file(), &mut errors);
    // What a value of the wrong type means is unknown, so one error at a place is enough.
    for error in check_values(root) {
        if errors
            .iter()
            .all(|known| known.primary.span != error.primary.span)
        {
            errors.push(error);
        }
    }
    errors.sort_by_key(|error| error.primary.span);
    if !errors.is_empty() {
        return Err(errors);
    }
    let line = |node: Node<'_>| {
        let before = &text[..node.span().start as usize];
        before.matches('\n').count() + 1
    };
    Ok(Config::read(path, root, &line))
}

impl Config {
    fn empty(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            include: None,
            exclude: Gitignore::empty(),
            layer: Layer::default(),
            overrides: Vec::new(),
            extend: Extend::default(),
        }
    }

    fn read(path: &str, root: Node<'_>, line: &dyn Fn(Node<'_>) -> usize) -> Self {
        let include = texts(root, "include");
        let overrides = root.get("overrides").into_iter().flat_map(Node::items);
        let overrides = overrides.map(|part| Override {
            paths: patterns(&texts(part, "paths")).unwrap_or_else(|_| Gitignore::empty()),
            layer: Layer::read(part, line),
        });
        Self {
            path: path.to_owned(),
            include: (!include.is_empty())
                .then(|| patterns(&include).unwrap_or_else(|_| Gitignore::empty())),
            exclude: patterns(&texts(root, "exclude")).unwrap_or_else(|_| Gitignore::empty()),
            layer: Layer::read(root, line),
            overrides: overrides.collect(),
            extend: root
                .get("extend")
                .map(|extend| Extend::read(extend, line))
                .unwrap_or_default(),
        }
    }
}

impl Extend {
    fn read(node: Node<'_>, line: &dyn Fn(Node<'_>) -> usize) -> Self {
        let specs = texts(node, "specs");
        let annotations = texts(node, "annotations");
        let types = node.get("instance-types").into_iter().flat_map(Node::items);
        let types: Vec<(String, Spec)> = types
            .filter_map(|known| {
                let number = |name: &str| known.get(name)?.scalar_text()?.parse().ok();
                let size = Spec {
                    vcpu: MilliCpu::from_cores(number("vcpu")?),
                    memory: Mib::from_gib(number("memory-gib")?),
                };
                Some((known.get("name")?.as_str()?.to_owned(), size))
            })
            .collect();
        let limits = node.get("limits").map(Node::entries).unwrap_or_default();
        let mut changed = eci::Catalog::built_in().limits.clone();
        for limit in &limits {
            changed.set(&limit.key, limit.value);
        }
        let names = |names: Vec<&str>| names.join(", ");
        let shown = [
            ("specs", specs.join(", ")),
            (
                "instance-types",
                names(types.iter().map(|(name, _)| name.as_str()).collect()),
            ),
            ("annotations", annotations.join(", ")),
            (
                "limits",
                names(limits.iter().map(|limit| &*limit.key).collect()),
            ),
        ];
        let shown = shown.into_iter().filter(|(_, list)| !list.is_empty());
        let shown = shown.filter_map(|(name, list)| Some((name, list, line(node.get(name)?))));
        Self {
            shown: shown.collect(),
            specs: specs.iter().filter_map(|text| spec(text)).collect(),
            instance_types: types,
            annotations,
            limits: (!limits.is_empty()).then_some(changed),
        }
    }
}

/// The strings of a list.
fn texts(node: Node<'_>, name: &str) -> Vec<String> {
    let items = node.get(name).into_iter().flat_map(Node::items);
    items.filter_map(Node::as_str).map(str::to_owned).collect()
}

fn patterns(patterns: &[String]) -> Result<Gitignore, String> {
    let mut builder = GitignoreBuilder::new("");
    for pattern in patterns {
        builder
            .add_line(None, pattern)
            .map_err(|error| error.to_string())?;
    }
    builder.build().map_err(|error| error.to_string())
}

/// A vCPU-memory pair.
fn spec(text: &str) -> Option<Spec> {
    match &eci::parse_spec_list(text)[..] {
        [entry] => match entry.kind {
            EntryKind::CpuMemory(spec) => Some(spec),
            _ => None,
        },
        _ => None,
    }
}

/// What is wrong with values of the right form.
fn check_values(root: Node<'_>) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    if let Some(version) = root.get("required-version") {
        let wrong = check_version(version.as_str().unwrap_or_default());
        errors.extend(wrong.map(|message| Diagnostic::at(version.span(), "not this one", message)));
    }
    check_layer(root, &mut errors);
    for part in root.get("overrides").into_iter().flat_map(Node::items) {
        check_layer(part, &mut errors);
        check_patterns(part, "paths", &mut errors);
    }
    check_patterns(root, "include", &mut errors);
    check_patterns(root, "exclude", &mut errors);
    if let Some(extend) = root.get("extend") {
        check_extend(extend, &mut errors);
    }
    errors
}

fn check_version(wanted: &str) -> Option<String> {
    let own = env!("CARGO_PKG_VERSION");
    let version = Version::parse(own).expect("our own version");
    match VersionReq::parse(wanted) {
        Err(error) => Some(format!("`{wanted}` is not a range of versions: {error}")),
        Ok(required) if required.matches(&version) => None,
        Ok(_) => Some(format!(
            "this configuration is written for spark-eci-lint {wanted}, and this is {own}"
        )),
    }
}

fn check_layer(part: Node<'_>, errors: &mut Vec<Diagnostic>) {
    for setting in &SETTINGS {
        let Some(value) = part.get(setting.name).filter(|value| !value.is_null()) else {
            continue;
        };
        if let Err(message) = (setting.check)(value.scalar_text().unwrap_or_default()) {
            let label = format!("not a valid `{}`", setting.name);
            errors.push(Diagnostic::at(value.span(), label, message));
        }
    }
}

fn check_extend(extend: Node<'_>, errors: &mut Vec<Diagnostic>) {
    let list = |name: &str| extend.get(name).into_iter().flat_map(Node::items);
    for item in list("specs") {
        if spec(item.scalar_text().unwrap_or_default()).is_none() {
            let message = "a spec is vCPU and memory, such as `2-5Gi`";
            errors.push(Diagnostic::at(item.span(), "not a spec", message));
        }
    }
    for item in list("instance-types") {
        let name = item.get("name").and_then(Node::scalar_text);
        if !name.is_some_and(|name| name.starts_with("ecs.") && name.matches('.').count() == 2) {
            let message = "an instance type is `ecs.FAMILY.SIZE`, such as `ecs.c10i.large`";
            errors.push(Diagnostic::at(item.span(), "not an instance type", message));
        }
    }
    let mut limits = eci::Catalog::built_in().limits.clone();
    for limit in extend.get("limits").into_iter().flat_map(Node::entries) {
        let is_known = eci::LIMITS.iter().any(|(name, ..)| *name == limit.key);
        if is_known && limits.set(&limit.key, limit.value).is_none() {
            let message = format!("`{}` cannot have this value", limit.key);
            errors.push(Diagnostic::at(limit.value.span(), "out of range", message));
        }
    }
}

fn check_patterns(part: Node<'_>, name: &str, errors: &mut Vec<Diagnostic>) {
    let items = part.get(name).into_iter().flat_map(Node::items);
    errors.extend(items.filter_map(|item| {
        let error = patterns(&[item.scalar_text()?.to_owned()]).err()?;
        Some(Diagnostic::at(item.span(), "invalid pattern", error))
    }));
}
