//! Parses a configuration. Errors are reported at their place.

use std::{path::PathBuf, sync::Arc};

use semver::{Version, VersionReq};

use super::{
    charts::{self, ChartEntry},
    check::{self, unknown_rule},
    custom::{self, CustomRules, ReadFile},
    extend::{self, Extend},
    file_form,
    layer::Layer,
    locks::{self, Locks},
    path_patterns::PathPatterns,
    prices::{self, Prices},
    settings::{IGNORE, SELECT, SETTINGS},
    values::{add_new, texts},
};
use crate::{
    finding::Diagnostic,
    rules::{RuleSet, Selector},
    source::{SourceFile, SourceText, Span, offset},
    yaml::{self, Kind, Node},
};

/// A configuration.
pub struct Config {
    /// The path to show.
    pub path: String,
    /// Its folder, with all links resolved; empty if it has none.
    pub folder: PathBuf,
    pub(super) include: Option<PathPatterns>,
    pub(super) exclude: PathPatterns,
    pub(super) locks: Locks,
    pub(super) layer: Layer,
    pub(super) overrides: Vec<Override>,
    pub(super) extend: Extend,
    pub(super) prices: Prices,
    pub(super) custom: CustomRules,
    /// How charts are installed.
    pub charts: Vec<ChartEntry>,
}

/// The most overrides: each file is compared with all of them.
const MAX_OVERRIDES: usize = 200;

pub(super) struct Override {
    pub(super) paths: PathPatterns,
    pub(super) layer: Layer,
}

/// Parses a configuration; `path` is shown in messages, and `read_file` reads the files that it names.
///
/// # Errors
/// All errors, each at its place.
pub fn parse(path: &str, text: &str, read_file: ReadFile<'_>) -> Result<Config, Vec<Diagnostic>> {
    let end = offset(text.len());
    let documents = yaml::split(text);
    let is_document = |chunk: &&yaml::Chunk| !matches!(yaml::parse(text, chunk.span), Ok(None));
    if let [_, second, ..] = &documents.iter().filter(is_document).collect::<Vec<_>>()[..] {
        let start = second.span.start;
        let message = "a configuration is a single document, and this is a second one";
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
    let file = Arc::new(SourceFile {
        path: path.to_owned(),
        text: SourceText::from(text.to_owned()),
    });
    let mut of_rules = Vec::new();
    let custom = custom::read(root, &file, read_file, &mut of_rules);
    let mut errors: Vec<_> = check::duplicates(root).collect();
    let rules = &custom.set;
    check::check(root, "configuration", file_form::file(), rules, &mut errors);
    // One error per place is enough: a value of the wrong type would cause more.
    add_new(&mut errors, check_values(root, rules));
    add_new(&mut errors, of_rules);
    errors.sort_by_key(|error| error.primary.span);
    if !errors.is_empty() {
        return Err(errors);
    }
    let line = |node: Node<'_>| file.text.line_index(node.span().start) + 1;
    Ok(Config::read(path, root, custom, &line))
}

impl Config {
    fn empty(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            folder: PathBuf::new(),
            include: None,
            exclude: PathPatterns::none(),
            locks: Locks::default(),
            layer: Layer::default(),
            overrides: Vec::new(),
            extend: Extend::default(),
            prices: Prices::default(),
            custom: CustomRules::default(),
            charts: Vec::new(),
        }
    }

    fn read(
        path: &str,
        root: Node<'_>,
        custom: CustomRules,
        line: &dyn Fn(Node<'_>) -> usize,
    ) -> Self {
        let rules = &custom.set;
        let include = texts(root, "include");
        let overrides = root.get("overrides").into_iter().flat_map(Node::items);
        let overrides = overrides.map(|part| Override {
            paths: PathPatterns::new(&texts(part, "paths"))
                .unwrap_or_else(|_| PathPatterns::none()),
            layer: Layer::read(part, rules, line),
        });
        Self {
            path: path.to_owned(),
            folder: PathBuf::new(),
            include: (!include.is_empty())
                .then(|| PathPatterns::new(&include).unwrap_or_else(|_| PathPatterns::none())),
            exclude: PathPatterns::new(&texts(root, "exclude"))
                .unwrap_or_else(|_| PathPatterns::none()),
            locks: Locks::new(texts(root, "locked")),
            layer: Layer::read(root, rules, line),
            overrides: overrides.collect(),
            extend: root
                .get("extend")
                .map(|extend| Extend::read(extend, line))
                .unwrap_or_default(),
            prices: root
                .get("prices")
                .map(|prices| Prices::read(prices, line))
                .unwrap_or_default(),
            charts: charts::read(root),
            custom,
        }
    }
}

/// Checks a pattern of `.gitignore`.
///
/// # Errors
/// Why the pattern is invalid.
pub fn check_pattern(text: &str) -> Result<(), String> {
    PathPatterns::new(&[text.to_owned()]).map(|_| ())
}

/// Checks values of the right type.
fn check_values(root: Node<'_>, rules: &RuleSet) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    if let Some(version) = root.get("required-version") {
        let wrong = check_version(version.as_str().unwrap_or_default());
        errors.extend(wrong.map(|(label, message)| Diagnostic::at(version.span(), label, message)));
    }
    check_layer(root, rules, &mut errors);
    for part in parts(root).take(MAX_OVERRIDES) {
        check_layer(part, rules, &mut errors);
        check_patterns(part, "paths", &mut errors);
    }
    let locked = root.get("locked").into_iter().flat_map(Node::items);
    errors.extend(locked.filter_map(|item| {
        let error = locks::check(item.scalar_text()?, rules).err()?;
        Some(Diagnostic::at(item.span(), "unknown name", error))
    }));
    if let Some(part) = parts(root).nth(MAX_OVERRIDES) {
        let message = format!("a configuration may have at most {MAX_OVERRIDES} overrides");
        errors.push(Diagnostic::at(part.span(), "one too many", message));
    }
    check_patterns(root, "include", &mut errors);
    check_patterns(root, "exclude", &mut errors);
    charts::check(root, &mut errors);
    prices::check(root, &mut errors);
    if let Some(extend) = root.get("extend") {
        extend::check(extend, &mut errors);
    }
    errors
}

fn parts(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    root.get("overrides").into_iter().flat_map(Node::items)
}

/// A label and a message.
fn check_version(wanted: &str) -> Option<(&'static str, String)> {
    let own = env!("CARGO_PKG_VERSION");
    let version = Version::parse(own).expect("our own version");
    match VersionReq::parse(wanted) {
        Err(error) => Some((
            "invalid version range",
            format!("invalid version range `{wanted}`: {error}"),
        )),
        Ok(required) if required.matches(&version) => None,
        Ok(_) => Some((
            "not satisfied",
            format!("this configuration requires spark-eci-lint {wanted}, but this is {own}"),
        )),
    }
}

fn check_layer(part: Node<'_>, rules: &RuleSet, errors: &mut Vec<Diagnostic>) {
    for setting in &SETTINGS {
        let Some(value) = setting.value_in(part).filter(|value| !value.is_null()) else {
            continue;
        };
        let items: Vec<_> = match value.kind() {
            Kind::Sequence => value.items().collect(),
            _ => vec![value],
        };
        for item in items {
            let text = item.scalar_text().unwrap_or_default();
            if let Err(message) = (setting.check)(text) {
                let label = format!("invalid `{}`", setting.name);
                errors.push(Diagnostic::at(item.span(), label, message));
            }
        }
    }
    for name in [SELECT, IGNORE] {
        let items = part.get(name).into_iter().flat_map(Node::items);
        let texts = items.filter_map(|item| Some((item, item.scalar_text()?)));
        let unknown = texts.filter(|(_, text)| Selector::read(text, rules).is_none());
        errors.extend(unknown.map(|(item, text)| unknown_rule(text, item.span(), rules)));
    }
}

fn check_patterns(part: Node<'_>, name: &str, errors: &mut Vec<Diagnostic>) {
    let items = part.get(name).into_iter().flat_map(Node::items);
    errors.extend(items.filter_map(|item| {
        let error = PathPatterns::new(&[item.scalar_text()?.to_owned()]).err()?;
        Some(Diagnostic::at(item.span(), "invalid pattern", error))
    }));
}
