//! The same manifest in different notations has the same findings.

mod common;

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

use arbtest::arbitrary::Unstructured;
use common::{lint_by_default, random::cases};
use spark_eci_lint::{
    source::ColumnUnit,
    yaml::{self, Kind, Node, Scalar},
};

/// The contents of a manifest, independent of notation.
#[derive(Clone, Debug, PartialEq)]
enum Tree {
    /// JSON's notation of a number, a boolean or null.
    Other(String),
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// `None` for numbers that JSON writes differently, such as `0x1F` and `.5`.
    fn of(node: Node<'_>) -> Option<Self> {
        Some(match node.kind() {
            Kind::Scalar(Scalar::Str(text)) => Self::Text(text.to_owned()),
            Kind::Scalar(Scalar::Null) => Self::Other("null".to_owned()),
            Kind::Scalar(Scalar::Bool(value)) => Self::Other(value.to_string()),
            Kind::Scalar(_) => {
                let text = node.scalar_text()?;
                serde_json::from_str::<serde_json::Number>(text).ok()?;
                Self::Other(text.to_owned())
            }
            Kind::Sequence => Self::List(node.items().map(Self::of).collect::<Option<_>>()?),
            Kind::Mapping => {
                let entries = node.entries().into_iter();
                let entries =
                    entries.map(|entry| Some((entry.key.into_owned(), Self::of(entry.value)?)));
                Self::Map(entries.collect::<Option<_>>()?)
            }
        })
    }

    fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        match self {
            Self::Map(entries) => entries
                .iter_mut()
                .find_map(|(known, value)| (known == key).then_some(value)),
            _ => None,
        }
    }

    /// Shuffles the keys of every mapping.
    fn shuffle(&mut self, u: &mut Unstructured<'_>) -> arbtest::arbitrary::Result<()> {
        match self {
            Self::Other(_) | Self::Text(_) => {}
            Self::List(items) => {
                for item in items {
                    item.shuffle(u)?;
                }
            }
            Self::Map(entries) => {
                for last in (1..entries.len()).rev() {
                    entries.swap(last, u.int_in_range(0..=last)?);
                }
                for (_, value) in entries {
                    value.shuffle(u)?;
                }
            }
        }
        Ok(())
    }
}

/// A JSON string, which is also valid in YAML.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string")
}

fn json(tree: &Tree) -> String {
    match tree {
        Tree::Other(text) => text.clone(),
        Tree::Text(text) => quoted(text),
        Tree::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Tree::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", quoted(key), json(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Options of block style.
#[derive(Default)]
struct Block {
    comments: bool,
    /// Mappings merge half of their entries.
    merges: bool,
    /// Collections that occurred before become aliases.
    aliases: bool,
    written: Vec<Tree>,
}

impl Block {
    fn document(&mut self, tree: &Tree) -> String {
        self.written.clear();
        let mut text = String::new();
        self.value(tree, 0, &mut text);
        text.trim_start_matches('\n').to_owned() + "\n"
    }

    fn value(&mut self, tree: &Tree, depth: usize, text: &mut String) {
        let is_collection = match tree {
            Tree::Other(_) | Tree::Text(_) => false,
            Tree::List(items) => !items.is_empty(),
            Tree::Map(entries) => !entries.is_empty(),
        };
        if !is_collection {
            text.push(' ');
            text.push_str(&json(tree));
            if self.comments {
                text.push_str(" # as it is");
            }
            return;
        }
        if self.aliases && depth > 0 {
            if let Some(at) = self.written.iter().position(|known| known == tree) {
                let _ = write!(text, " *a{at}");
                return;
            }
            let _ = write!(text, " &a{}", self.written.len());
            self.written.push(tree.clone());
        }
        let indent = "  ".repeat(depth);
        match tree {
            Tree::List(items) => {
                for item in items {
                    let _ = write!(text, "\n{indent}-");
                    self.value(item, depth + 1, text);
                }
            }
            Tree::Map(entries) => {
                let mut entries = &entries[..];
                if self.merges && entries.len() > 1 {
                    let (merged, rest) = entries.split_at(entries.len() / 2);
                    let merged = Tree::Map(merged.to_vec());
                    let _ = write!(text, "\n{indent}<<: {}", json(&merged));
                    entries = rest;
                }
                for (key, value) in entries {
                    if self.comments {
                        let _ = write!(text, "\n\n{indent}# {key}: what is next");
                    }
                    let _ = write!(text, "\n{indent}{}:", quoted(key));
                    self.value(value, depth + 1, text);
                }
            }
            Tree::Other(_) | Tree::Text(_) => {}
        }
    }
}

type Findings = Vec<[String; 5]>;

/// The findings without places.
fn findings(bytes: &[u8]) -> Findings {
    let report = lint_by_default(bytes).expect("an application");
    let findings = report.findings.iter().map(|finding| {
        let application = finding.application.as_ref();
        [
            finding.rule.id.clone(),
            finding.severity.to_string(),
            application.map_or_else(String::new, |application| application.name.clone()),
            finding.role.unwrap_or_default().to_owned(),
            finding.message().into_owned(),
        ]
    });
    let mut findings: Vec<_> = findings.collect();
    findings.sort();
    findings
}

/// The findings with places: lines and columns from 1.
fn places(bytes: &[u8]) -> Vec<(String, usize, usize)> {
    let report = lint_by_default(bytes).expect("an application");
    let places = report.findings.iter().map(|finding| {
        let start = finding.diagnostic.primary.span.start;
        let place = report.source.position(start, ColumnUnit::CodePoint);
        (finding.rule.id.clone(), place.line, place.column)
    });
    places.collect()
}

/// Only the rules and messages: findings of two roles at one place are merged.
fn messages(findings: &Findings) -> BTreeSet<[&String; 2]> {
    let messages = findings
        .iter()
        .map(|[rule, _, _, _, message]| [rule, message]);
    messages.collect()
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(files_of(&path));
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn files_of(folder: &std::path::Path) -> Vec<PathBuf> {
    files(folder.to_str().expect("UTF-8"))
}

/// The applications among the project's own manifests that JSON can represent: no duplicate keys, no suppressions in
/// comments, and no syntax errors.
fn trees() -> Vec<Tree> {
    let mut trees = Vec::new();
    for path in files("testdata") {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for chunk in yaml::split(&text) {
            let written = &text[chunk.span.range()];
            let Ok(Some(document)) = yaml::parse(&text, chunk.span) else {
                continue;
            };
            let root = document.root();
            let has_duplicates = root
                .mappings()
                .into_iter()
                .any(|mapping| !mapping.duplicate_keys().is_empty());
            let is_application =
                spark_eci_lint::spark::application(document.root(), None).is_some();
            // An alias is a single place for both roles.
            let is_plain = !written.contains("spark-eci-lint:")
                && !written.contains("# Source:")
                && !written.contains(": *")
                && !written.contains("<<:");
            if is_application && !has_duplicates && is_plain {
                trees.extend(Tree::of(root));
            }
        }
    }
    assert!(trees.len() > 200, "{}", trees.len());
    trees
}

#[test]
fn block_flow_and_json_are_equivalent() {
    for tree in trees() {
        let plain = Block::default().document(&tree);
        let found = findings(plain.as_bytes());
        let json = json(&tree);
        assert_eq!(findings(json.as_bytes()), found, "{plain}");
        let pretty: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let pretty = serde_json::to_string_pretty(&pretty).expect("JSON");
        assert_eq!(findings(pretty.as_bytes()), found, "{plain}");
        let mut commented = Block {
            comments: true,
            ..Block::default()
        };
        let commented = commented.document(&tree);
        assert_eq!(findings(commented.as_bytes()), found, "{commented}");
    }
}

#[test]
fn line_ends_byte_order_marks_and_encodings_do_not_matter() {
    for tree in trees() {
        let plain = Block::default().document(&tree);
        let found = findings(plain.as_bytes());
        let crlf = plain.replace('\n', "\r\n");
        assert_eq!(findings(crlf.as_bytes()), found, "{plain}");
        assert_eq!(places(crlf.as_bytes()), places(plain.as_bytes()), "{plain}");
        let marked = [b"\xef\xbb\xbf", plain.as_bytes()].concat();
        assert_eq!(findings(&marked), found, "{plain}");
        assert_eq!(places(&marked), places(plain.as_bytes()), "{plain}");
        let units = plain.encode_utf16().flat_map(u16::to_le_bytes);
        let wide = [0xff, 0xfe].into_iter().chain(units).collect::<Vec<_>>();
        assert_eq!(findings(&wide), found, "{plain}");
        assert_eq!(places(&wide), places(plain.as_bytes()), "{plain}");
    }
}

#[test]
fn documents_do_not_change_each_other() {
    let other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: SparkApplication}\n";
    let mut all = Vec::new();
    let mut stream = String::new();
    let mut list = Vec::new();
    for tree in trees() {
        let plain = Block::default().document(&tree);
        let found = findings(plain.as_bytes());
        for stream in [
            format!("---\n{plain}"),
            format!("{other}---\n{plain}---\n{other}"),
            format!("{plain}\n---\na: [\n---\n{other}"),
        ] {
            assert_eq!(findings(stream.as_bytes()), found, "{stream}");
        }
        all.extend(found);
        let _ = write!(stream, "---\n{plain}");
        list.push(tree);
    }
    all.sort();
    assert_eq!(findings(stream.as_bytes()), all);
    let list = Tree::Map(vec![
        ("apiVersion".to_owned(), Tree::Text("v1".to_owned())),
        ("kind".to_owned(), Tree::Text("List".to_owned())),
        ("items".to_owned(), Tree::List(list)),
    ]);
    assert_eq!(findings(json(&list).as_bytes()), all);
    assert_eq!(findings(Block::default().document(&list).as_bytes()), all);
}

#[test]
fn anchors_and_merge_keys_are_equivalent_to_copies() {
    for tree in trees() {
        let found = findings(json(&tree).as_bytes());
        for (merges, aliases) in [(true, false), (false, true), (true, true)] {
            let mut block = Block {
                merges,
                aliases,
                ..Block::default()
            };
            let text = block.document(&tree);
            let now = findings(text.as_bytes());
            assert_eq!(messages(&now), messages(&found), "{text}");
        }
    }
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let trees = trees();
    cases(200, |u| {
        let tree = u.choose(&trees)?;
        let mut shuffled = tree.clone();
        shuffled.shuffle(u)?;
        let text = Block::default().document(&shuffled);
        let found = findings(json(tree).as_bytes());
        assert_eq!(
            messages(&findings(text.as_bytes())),
            messages(&found),
            "{text}"
        );
        Ok(())
    });
}

#[test]
fn another_name_changes_nothing_else() {
    for mut tree in trees() {
        let found = findings(json(&tree).as_bytes());
        let name = tree
            .get_mut("metadata")
            .and_then(|metadata| metadata.get_mut("name"));
        let Some(Tree::Text(name)) = name else {
            continue;
        };
        // Findings about the name depend on it.
        if found.iter().any(|[rule, ..]| rule == "ECI606") {
            continue;
        }
        let old = std::mem::replace(name, "another-name".to_owned());
        // A setting that repeats the name would differ.
        if json(&tree).contains(&format!(r#""spark.app.name": "{old}""#)) {
            continue;
        }
        let now = findings(json(&tree).as_bytes());
        let renamed = found.into_iter().map(|mut finding| {
            if finding[2] == old {
                "another-name".clone_into(&mut finding[2]);
            }
            finding
        });
        let mut renamed: Vec<_> = renamed.collect();
        renamed.sort();
        assert_eq!(now, renamed, "{old}");
    }
}
