//! The stages of the program: each may use only those named before it.

use std::{collections::BTreeSet, fs, path::Path};

/// Each stage with the stages it may use.
const STAGES: [(&str, &[&str]); 17] = [
    ("source", &[]),
    ("walk", &[]),
    ("yaml", &["source"]),
    ("kube", &["source", "yaml"]),
    ("spark", &["source", "yaml", "kube"]),
    // Spark and ECI know nothing of each other: the verdicts bring them together.
    ("eci", &["source", "yaml", "kube"]),
    ("finding", &["source"]),
    (
        "judged",
        &["source", "yaml", "kube", "spark", "eci", "finding"],
    ),
    (
        "rules",
        &[
            "source", "yaml", "kube", "spark", "eci", "finding", "judged",
        ],
    ),
    (
        "lint",
        &["source", "yaml", "spark", "finding", "judged", "rules"],
    ),
    ("fix", &["source", "yaml", "finding", "rules", "lint"]),
    (
        "config",
        &[
            "source", "yaml", "kube", "spark", "eci", "finding", "judged", "rules", "lint",
        ],
    ),
    (
        "project",
        &["source", "yaml", "finding", "lint", "config", "walk"],
    ),
    (
        "plan",
        &[
            "source", "yaml", "kube", "spark", "eci", "finding", "judged", "rules", "lint",
        ],
    ),
    ("report", &["source", "kube", "finding", "lint", "plan"]),
    (
        "lsp",
        &[
            "source", "yaml", "kube", "spark", "eci", "finding", "judged", "rules", "lint", "fix",
            "config", "project", "plan", "report", "walk",
        ],
    ),
    (
        "cli",
        &[
            "source", "spark", "eci", "finding", "judged", "rules", "lint", "fix", "config",
            "project", "plan", "report", "walk", "lsp",
        ],
    ),
];

/// The stages that the files below a folder name as `crate::STAGE` or in `use crate::{…}`.
fn used(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(used(&path));
            continue;
        }
        let text = fs::read_to_string(&path).expect("UTF-8");
        for rest in text.split("crate::").skip(1) {
            match rest.strip_prefix('{') {
                None => found.extend(first_word(rest)),
                Some(group) => found.extend(top_level_parts(group).filter_map(first_word)),
            }
        }
    }
    // Whatever else stood there is no stage.
    found.retain(|word| STAGES.iter().any(|(stage, _)| stage == word));
    found
}

fn first_word(text: &str) -> Option<String> {
    let word = text
        .trim_start()
        .split(|c: char| !c.is_ascii_lowercase() && c != '_')
        .next()?;
    (!word.is_empty()).then(|| word.to_owned())
}

/// The parts of `a::{b, c}, d}` up to the closing brace: `a::{b, c}` and `d`.
fn top_level_parts(group: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_i32;
    let mut is_over = false;
    group
        .split(move |letter| {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth <= 0 && letter == ',' || depth < 0
        })
        .take_while(move |part| {
            !std::mem::replace(&mut is_over, part.contains(';')) && !part.contains(';')
        })
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
