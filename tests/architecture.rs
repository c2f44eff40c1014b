//! The stages of the program: each may use only those named before it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Each stage with the stages it may use.
const STAGES: [(&str, &[&str]); 25] = [
    ("source", &[]),
    ("walk", &[]),
    ("yaml", &["source"]),
    ("inputs", &["source"]),
    ("kustomize", &["source", "walk", "yaml", "inputs"]),
    ("gotemplate", &["source"]),
    ("helm", &["source", "walk", "yaml", "inputs", "gotemplate"]),
    ("kube", &["source", "yaml"]),
    ("cel", &["kube"]),
    ("spark", &["source", "yaml", "kube"]),
    // Spark and ECI are independent of each other; the verdicts combine them.
    ("eci", &["source", "yaml", "kube"]),
    ("written", &["source", "yaml", "kube", "spark"]),
    ("finding", &["source", "yaml"]),
    (
        "judged",
        &["source", "yaml", "kube", "spark", "eci", "finding"],
    ),
    (
        "facts",
        &["source", "yaml", "kube", "cel", "spark", "eci", "judged"],
    ),
    (
        "rules",
        &[
            "source", "yaml", "kube", "cel", "spark", "written", "eci", "finding", "judged",
            "facts",
        ],
    ),
    (
        "lint",
        &[
            "source", "yaml", "spark", "written", "finding", "judged", "rules",
        ],
    ),
    ("fix", &["source", "written", "finding", "rules", "lint"]),
    (
        "config",
        &[
            "source", "yaml", "helm", "kube", "cel", "spark", "written", "eci", "finding",
            "judged", "facts", "rules", "lint",
        ],
    ),
    (
        "project",
        &[
            "source",
            "yaml",
            "inputs",
            "kustomize",
            "gotemplate",
            "helm",
            "spark",
            "written",
            "finding",
            "rules",
            "lint",
            "config",
            "walk",
        ],
    ),
    (
        "plan",
        &[
            "source", "yaml", "kube", "spark", "written", "eci", "finding", "judged", "rules",
            "lint",
        ],
    ),
    (
        "report",
        &["source", "kube", "eci", "finding", "lint", "plan"],
    ),
    (
        "lsp",
        &[
            "source",
            "yaml",
            "kustomize",
            "kube",
            "cel",
            "spark",
            "written",
            "eci",
            "finding",
            "judged",
            "facts",
            "rules",
            "lint",
            "fix",
            "config",
            "project",
            "plan",
            "report",
            "walk",
        ],
    ),
    (
        "linter",
        &[
            "config", "finding", "fix", "lint", "plan", "report", "rules", "written",
        ],
    ),
    (
        "cli",
        &[
            "source",
            "inputs",
            "helm",
            "kustomize",
            "spark",
            "eci",
            "written",
            "finding",
            "judged",
            "rules",
            "lint",
            "fix",
            "config",
            "project",
            "plan",
            "report",
            "walk",
            "lsp",
        ],
    ),
];

/// The stages that the files below a folder name as `crate::STAGE` or in `use crate::{…}`.
fn used(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files_below(folder) {
        found.extend(
            paths_behind(&read(&file), "crate::")
                .iter()
                .filter_map(|path| first_word(path)),
        );
    }
    // Other words are not stages.
    found.retain(|word| STAGES.iter().any(|(stage, _)| stage == word));
    found
}

/// The Rust files below a folder, by path.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The code of a file without its unit tests, which may use any stage.
fn read(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("UTF-8");
    let code = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The paths of a `use` after a prefix; a group in braces gives one path for each of its parts.
fn paths_behind(code: &str, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in code.split(prefix).skip(1) {
        match rest.strip_prefix('{') {
            None => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
                found.push(rest[..end.unwrap_or(rest.len())].to_owned());
            }
            Some(group) => found.extend(top_level_parts(group).map(|part| part.trim().to_owned())),
        }
    }
    found.retain(|path| !path.is_empty());
    found
}

fn first_word(text: &str) -> Option<String> {
    let word = text
        .trim_start()
        .split(|c: char| !c.is_ascii_lowercase() && c != '_')
        .next()?;
    (!word.is_empty()).then(|| word.to_owned())
}

/// The parts of `a::{b, c}, d} …` up to the closing brace: `a::{b, c}` and `d`.
fn top_level_parts(group: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let mut ends = Vec::new();
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                ends.push(at);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => ends.push(at),
            _ => {}
        }
    }
    let mut start = 0;
    ends.into_iter()
        .map(move |end| group[std::mem::replace(&mut start, end + 1)..end].trim())
}

#[test]
fn stages_use_only_those_before_them() {
    for (stage, allowed) in STAGES {
        let mut others = used(&Path::new("src").join(stage));
        others.remove(stage);
        let allowed: BTreeSet<String> = allowed.iter().map(|name| (*name).to_owned()).collect();
        let forbidden: Vec<_> = others.difference(&allowed).collect();
        assert!(forbidden.is_empty(), "src/{stage} uses {forbidden:?}");
    }
}

#[test]
fn every_folder_is_a_stage() {
    let folders = fs::read_dir("src")
        .expect("src")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir());
    let folders: BTreeSet<_> = folders
        .map(|entry| entry.file_name().into_string().expect("UTF-8"))
        .collect();
    assert_eq!(
        folders,
        STAGES
            .iter()
            .map(|(stage, _)| (*stage).to_owned())
            .collect()
    );
}

/// A path that leaves its own folder would bypass the stages.
#[test]
fn no_path_climbs_out_of_its_folder() {
    for file in files_below(Path::new("src")) {
        assert!(!read(&file).contains("super::super"), "{}", file.display());
    }
}

/// Which finding wins when two are about one mistake is data: `yields-to` on the rules' pages. The properties of a pod
/// are verdicts. So no rule needs another.
#[test]
fn no_rule_uses_another() {
    let files = files_below(Path::new("src/rules"));
    let name = |path: &Path| {
        path.file_stem()
            .expect("a name")
            .to_str()
            .expect("UTF-8")
            .to_owned()
    };
    let is_rule = |path: &&PathBuf| read(path).contains("PAGE: &str");
    let rules: Vec<_> = files.iter().filter(is_rule).collect();
    assert!(rules.len() >= 70, "only {} rules were found", rules.len());
    for rule in &rules {
        let code = read(rule);
        for other in rules.iter().filter(|other| other != &rule) {
            let other = name(other);
            let uses = paths_behind(&code, "super::")
                .into_iter()
                .chain(paths_behind(&code, "rules::"))
                .any(|path| {
                    path.split(|c: char| !c.is_alphanumeric() && c != '_')
                        .any(|word| word == other)
                });
            assert!(!uses, "{} uses the rule {other}", rule.display());
        }
    }
}

/// The modules of a folder that one of its files uses, directly or through the exports of `mod.rs`.
fn siblings_used(
    code: &str,
    exports: &BTreeMap<String, String>,
    modules: &BTreeSet<String>,
) -> BTreeSet<String> {
    let paths = paths_behind(code, "super::");
    let words = paths.iter().filter_map(|path| {
        let end = path.find(|c: char| !c.is_alphanumeric() && c != '_');
        Some(path[..end.unwrap_or(path.len())].to_owned()).filter(|word| !word.is_empty())
    });
    words
        .filter_map(|word| {
            let is_module = modules.contains(&word);
            if is_module {
                Some(word)
            } else {
                exports.get(&word).cloned()
            }
        })
        .collect()
}

/// Names that `mod.rs` exports, each with its module.
fn exports(code: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for statement in code.split(';') {
        let Some((_, path)) = statement.split_once("use ") else {
            continue;
        };
        let Some((module, names)) = path.trim().split_once("::") else {
            continue;
        };
        let names = names.trim().trim_start_matches('{').trim_end_matches('}');
        for name in names.split(',') {
            let name = name.split(" as ").last().unwrap_or_default().trim();
            found.insert(name.to_owned(), module.trim().to_owned());
        }
    }
    found
}

/// The files of a folder form layers: no file uses another that directly or indirectly uses it.
#[test]
fn no_folder_has_a_cycle() {
    let mut folders: Vec<PathBuf> = files_below(Path::new("src"))
        .iter()
        .filter(|file| file.file_name() == Some("mod.rs".as_ref()))
        .map(|file| file.parent().expect("a folder").to_owned())
        .collect();
    folders.sort();
    let mut circles = Vec::new();
    for folder in folders {
        let mut code: BTreeMap<String, String> = BTreeMap::new();
        for file in files_below(&folder) {
            let relative = file.strip_prefix(&folder).expect("a file below it");
            let first = relative
                .components()
                .next()
                .expect("a name")
                .as_os_str()
                .to_str()
                .expect("UTF-8");
            let depth = relative.components().count();
            let module = first.trim_end_matches(".rs").to_owned();
            // A file in a subfolder needs one more `super`.
            let text = if depth == 1 {
                read(&file)
            } else {
                let stage = folder.file_name().expect("a name").to_str().expect("UTF-8");
                let is_stage = folder.parent() == Some(Path::new("src"));
                let behind = if is_stage {
                    format!("crate::{stage}::")
                } else {
                    continue;
                };
                let paths = paths_behind(&read(&file), &behind);
                paths
                    .into_iter()
                    .fold(String::new(), |text, path| text + "super::" + &path + "\n")
            };
            code.entry(module).or_default().push_str(&text);
        }
        let exports = exports(&code.remove("mod").unwrap_or_default());
        let modules: BTreeSet<String> = code.keys().cloned().collect();
        let uses: BTreeMap<&String, BTreeSet<String>> = code
            .iter()
            .map(|(module, code)| {
                let mut used = siblings_used(code, &exports, &modules);
                used.remove(module);
                (module, used)
            })
            .collect();
        // A file that uses no other, or is used by no other, is in no cycle.
        let mut left = uses;
        let is_free = |left: &BTreeMap<&String, BTreeSet<String>>, module: &String| {
            left[module].iter().all(|used| !left.contains_key(used))
                || left.values().all(|used| !used.contains(module))
        };
        while let Some(free) = left.keys().copied().find(|module| is_free(&left, module)) {
            left.remove(free);
        }
        let left: BTreeSet<&String> = left.into_keys().collect();
        let known: &[&str] = match folder.to_str() {
            // A node refers to its document, and a document returns its nodes.
            Some("src/yaml") => &["document", "node"],
            _ => &[],
        };
        if !left.iter().eq(known) {
            circles.push(format!("{}: {left:#?}", folder.display()));
        }
    }
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}
