//! From the file's text to a configuration; what is wrong with it is told with its place.

use std::collections::BTreeMap;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use semver::{Version, VersionReq};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::file::{ConfigFile, spec};
use crate::{
    finding::Diagnostic,
    rules,
    source::Span,
    spark::SparkVersion,
    yaml::{self, Kind, Node, Scalar},
};

/// A configuration.
#[derive(Debug)]
pub struct Config {
    /// Where it stands, as it is shown.
    pub path: String,
    pub(super) file: ConfigFile,
    pub(super) include: Gitignore,
    pub(super) exclude: Gitignore,
    /// The files of each override.
    pub(super) overrides: Vec<Gitignore>,
    /// The lines on which settings stand, by their names: `placement.driver`.
    pub(super) lines: BTreeMap<String, usize>,
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
        Ok(None) => return from_file(path, ConfigFile::default(), BTreeMap::new()),
        Err(error) => {
            let message = format!("this is no YAML: {error}");
            return Err(vec![Diagnostic::at(error.span, "here", message)]);
        }
    };
    let root = document.root();
    if root.is_null() {
        return from_file(path, ConfigFile::default(), BTreeMap::new());
    }
    if root.kind() != Kind::Mapping {
        let message = "a configuration is a mapping, such as `region: cn-hangzhou`";
        return Err(vec![Diagnostic::at(root.span(), "no mapping", message)]);
    }
    let duplicates = root.mappings().into_iter().flat_map(Node::duplicate_keys);
    let mut errors: Vec<Diagnostic> = duplicates
        .map(|(earlier, later)| {
            let message = format!("`{}` stands twice", later.key);
            Diagnostic::at(later.key_span, "again", message).related(earlier.key_span, "first")
        })
        .collect();
    let file: ConfigFile = match serde_path_to_error::deserialize(to_value(root)) {
        Ok(file) => file,
        Err(error) => {
            errors.push(form_error(root, &error));
            return Err(errors);
        }
    };
    errors.extend(check(root, &file));
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut lines = BTreeMap::new();
    collect_lines(text, root, "", &mut lines);
    from_file(path, file, lines)
}

fn from_file(
    path: &str,
    file: ConfigFile,
    lines: BTreeMap<String, usize>,
) -> Result<Config, Vec<Diagnostic>> {
    let build = |patterns: &[String]| {
        patterns_of(patterns).map_err(|error| vec![Diagnostic::at(Span::default(), "", error)])
    };
    Ok(Config {
        path: path.to_owned(),
        include: build(&file.include)?,
        exclude: build(&file.exclude)?,
        overrides: file
            .overrides
            .iter()
            .map(|part| build(&part.paths))
            .collect::<Result<_, _>>()?,
        file,
        lines,
    })
}

fn patterns_of(patterns: &[String]) -> Result<Gitignore, String> {
    let mut builder = GitignoreBuilder::new("");
    for pattern in patterns {
        builder
            .add_line(None, pattern)
            .map_err(|error| error.to_string())?;
    }
    builder.build().map_err(|error| error.to_string())
}

/// YAML as JSON. A word that is a boolean only in YAML 1.1, such as `off`, stays a word.
fn to_value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Scalar(Scalar::Null) => Value::Null,
        Kind::Scalar(Scalar::Bool(value)) => match node.scalar_text() {
            Some(text) if !matches!(text.to_ascii_lowercase().as_str(), "true" | "false") => {
                text.to_ascii_lowercase().into()
            }
            _ => value.into(),
        },
        Kind::Scalar(Scalar::Int(value)) => {
            let negative = || i64::try_from(value).map_or_else(|_| Value::Null, Value::from);
            u64::try_from(value).map_or_else(|_| negative(), Value::from)
        }
        Kind::Scalar(Scalar::Float(value)) => value.into(),
        Kind::Scalar(Scalar::Str(text)) => text.into(),
        Kind::Sequence => node.items().map(to_value).collect(),
        Kind::Mapping => {
            let entries = node.entries().into_iter();
            let entries = entries.map(|entry| (entry.key.into_owned(), to_value(entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

/// What is wrong with the form, at the place where it is.
fn form_error(root: Node<'_>, error: &serde_path_to_error::Error<serde_json::Error>) -> Diagnostic {
    let mut node = root;
    let mut place = root.span();
    let mut name = String::new();
    for segment in error.path() {
        match segment {
            Segment::Map { key } => {
                let mut entries = node.entries().into_iter();
                let Some(entry) = entries.find(|entry| entry.key == *key) else {
                    break;
                };
                key.clone_into(&mut name);
                place = entry.value.span();
                node = entry.value;
            }
            Segment::Seq { index } => {
                let Some(item) = node.items().nth(*index) else {
                    break;
                };
                place = item.span();
                node = item;
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let message = error.inner().to_string();
    let message = message.replace("expected u64", "expected a whole number, 0 or more");
    let unknown = message
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split_once('`'));
    if let Some((field, expected)) = unknown {
        let entries = root.mappings().into_iter().flat_map(Node::entries);
        let at = entries
            .filter(|entry| entry.key == field)
            .map(|entry| entry.key_span)
            .min();
        let known = expected.split('`').skip(1).step_by(2);
        let meant = known.min_by_key(|known| strsim::damerau_levenshtein(known, field));
        let meant = meant.filter(|meant| strsim::damerau_levenshtein(meant, field) <= 3);
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("known here{}", expected.replace(", expected one of", ":")),
        };
        let message = format!("there is no setting `{field}` here");
        return Diagnostic::at(at.unwrap_or(place), "not known", message).help(help);
    }
    let unknown = message
        .strip_prefix("unknown variant `")
        .and_then(|rest| rest.split_once("`, expected "));
    if let Some((variant, expected)) = unknown {
        let mut known: Vec<&str> = Vec::new();
        for name in expected.split('`').skip(1).step_by(2) {
            if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                known.push(name);
            }
        }
        let expected = format!("`{}`", known.join("`, `"));
        let message = format!("`{name}` cannot be `{variant}`: it is one of {expected}");
        return Diagnostic::at(place, "not one of them", message);
    }
    let subject = if name.is_empty() {
        String::new()
    } else {
        format!("`{name}`: ")
    };
    let diagnostic = Diagnostic::at(place, "not as it has to be", format!("{subject}{message}"));
    if message.ends_with("expected a string") {
        diagnostic.help("put it in quotes")
    } else {
        diagnostic
    }
}

/// What the form alone does not show.
fn check(root: Node<'_>, file: &ConfigFile) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    if let Some(wanted) = &file.required_version {
        errors.extend(check_version(wanted).map(|message| {
            Diagnostic::at(place(root, &["required-version"]), "not this one", message)
        }));
    }
    errors.extend(check_part(root));
    let overrides = root.get("overrides").into_iter().flat_map(Node::items);
    for part in overrides {
        errors.extend(check_part(part));
        errors.extend(check_patterns(part, "paths"));
    }
    errors.extend(check_patterns(root, "include"));
    errors.extend(check_patterns(root, "exclude"));
    let extend = root.get("extend");
    let list = |name: &str| {
        let list = extend.and_then(|extend| extend.get(name));
        list.into_iter().flat_map(Node::items)
    };
    for item in list("specs") {
        if spec(item.scalar_text().unwrap_or_default()).is_none() {
            let message = "a spec is vCPU and memory, such as `2-5Gi`";
            errors.push(Diagnostic::at(item.span(), "no spec", message));
        }
    }
    for item in list("instance-types") {
        let name = item.get("name").and_then(Node::scalar_text);
        if !name.is_some_and(|name| name.starts_with("ecs.") && name.matches('.').count() == 2) {
            let message = "an instance type is `ecs.FAMILY.SIZE`, such as `ecs.c10i.large`";
            errors.push(Diagnostic::at(item.span(), "no instance type", message));
        }
    }
    errors
}

fn check_version(wanted: &str) -> Option<String> {
    let own = env!("CARGO_PKG_VERSION");
    let version = Version::parse(own).expect("our own version");
    match VersionReq::parse(wanted) {
        Err(error) => Some(format!("`{wanted}` says no versions: {error}")),
        Ok(required) if required.matches(&version) => None,
        Ok(_) => Some(format!(
            "this configuration is written for spark-eci-lint {wanted}, and this is {own}"
        )),
    }
}

/// What stands at the top and in overrides.
fn check_part(part: Node<'_>) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    if let Some(version) = part.get("operator-spark-version") {
        let text = version.scalar_text().unwrap_or_default();
        if SparkVersion::parse(text).is_none() {
            let message = format!("`{text}` is no version, such as `4.0` or `3.5.2`");
            errors.push(Diagnostic::at(version.span(), "no version", message));
        }
    }
    if let Some(region) = part.get("region") {
        let text = region.scalar_text().unwrap_or_default();
        let is_one = text.contains('-')
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !is_one {
            let message =
                format!("`{text}` is no region, such as `cn-hangzhou` or `ap-southeast-1`");
            errors.push(Diagnostic::at(region.span(), "no region", message));
        }
    }
    let entries = part.get("rules").into_iter().flat_map(Node::entries);
    for entry in entries {
        let Some(rule) = rules::find(&entry.key) else {
            let message = format!("there is no rule `{}`", entry.key);
            let diagnostic = Diagnostic::at(entry.key_span, "not known", message);
            errors.push(diagnostic.help(match rules::suggest(&entry.key) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`spark-eci-lint rules` lists all rules".to_owned(),
            }));
            continue;
        };
        for field in entry.value.entries() {
            let options = || rule.info.options.iter().map(|option| option.name.as_str());
            let is_known = matches!(&*field.key, "severity" | "ignorable")
                || options().any(|option| option == field.key);
            if !is_known {
                let message = format!("{} has no option `{}`", rule.info.name, field.key);
                let known: Vec<_> = ["severity", "ignorable"]
                    .into_iter()
                    .chain(options())
                    .collect();
                let help = format!("it has {}", known.join(", "));
                errors.push(Diagnostic::at(field.key_span, "not known", message).help(help));
            }
        }
    }
    errors
}

fn check_patterns(part: Node<'_>, name: &str) -> Vec<Diagnostic> {
    let items = part.get(name).into_iter().flat_map(Node::items);
    items
        .filter_map(|item| {
            let pattern = item.scalar_text()?.to_owned();
            let error = patterns_of(&[pattern]).err()?;
            Some(Diagnostic::at(item.span(), "no pattern", error))
        })
        .collect()
}

fn place(root: Node<'_>, path: &[&str]) -> Span {
    let mut node = root;
    for name in path {
        match node.get(name) {
            Some(value) => node = value,
            None => break,
        }
    }
    node.span()
}

fn collect_lines(text: &str, node: Node<'_>, path: &str, lines: &mut BTreeMap<String, usize>) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    for entry in node.entries() {
        let path = below(&entry.key);
        let before = &text[..entry.key_span.start as usize];
        lines.insert(path.clone(), before.matches('\n').count() + 1);
        collect_lines(text, entry.value, &path, lines);
    }
    for (index, item) in node.items().enumerate() {
        collect_lines(text, item, &below(&index.to_string()), lines);
    }
}
