//! Fixes that add keys to the result of a kustomization. They are moved to the outermost file with the mapping that they add
//! to.

use std::sync::Arc;

use crate::{
    finding::{Fix, Safety},
    kustomize::Built,
    source::{Edit, OriginMap, Quality, SourceFile, Span, apply_edits},
    yaml::{self, Editor, New, Node, Step},
};

pub(super) struct PlacedFix {
    pub(super) file: Arc<SourceFile>,
    pub(super) fix: Fix,
}

/// Moves a fix to the file that it adds to. `None` if it does more than add, or changes several files.
pub(super) fn place_additions(built: &Built, fix: &Fix) -> Option<PlacedFix> {
    let first = fix.edits.first()?;
    let document = built
        .resources
        .iter()
        .find(|resource| resource.span.contains(first.span))?
        .span;
    place_additions_in(&built.text, document, &built.map, fix)
}

/// Like [`place_additions`], for one document.
pub(super) fn place_additions_in(
    text: &str,
    document: Span,
    map: &OriginMap,
    fix: &Fix,
) -> Option<PlacedFix> {
    let before = &text[document.range()];
    let edits: Option<Vec<Edit>> = fix
        .edits
        .iter()
        .map(|edit| {
            let start = edit.span.start.checked_sub(document.start)?;
            let end = edit.span.end.checked_sub(document.start)?;
            (end as usize <= before.len()).then(|| Edit {
                span: Span::new(start, end),
                text: edit.text.clone(),
            })
        })
        .collect();
    let after = apply_edits(before, &edits?).text;
    let one = parse(before)?;
    let other = parse(&after)?;
    let mut added = Vec::new();
    additions(
        one.root(),
        other.root(),
        &after,
        &mut Vec::new(),
        &mut added,
    )?;
    let mut placed: Option<(Arc<SourceFile>, Vec<Edit>)> = None;
    for (path, key, new) in added {
        let key_place = entry_key(one.root(), &path)?.moved(document.start);
        let place = map.place(key_place);
        let file = place.file.filter(|_| place.quality == Quality::Exact)?;
        let edit = put(&file, place.span, &key, &new)?;
        let (known, edits) = placed.get_or_insert_with(|| (Arc::clone(&file), Vec::new()));
        if !Arc::ptr_eq(known, &file) {
            return None;
        }
        edits.push(edit);
    }
    let (file, edits) = placed?;
    let fix = Fix {
        edits,
        ..fix.clone()
    };
    Some(PlacedFix { file, fix })
}

impl PlacedFix {
    /// Makes the fix unsafe: other kustomizations may use the file, too.
    pub(super) fn with_decision(mut self) -> Self {
        self.fix.safety = Safety::Unsafe;
        self
    }
}

fn parse(text: &str) -> Option<yaml::Document<'_>> {
    let end = u32::try_from(text.len()).ok()?;
    yaml::parse(text, Span::new(0, end)).ok().flatten()
}

type Added = (Vec<String>, String, New);

/// The additional keys of the other mapping, each with the path of its mapping. `None` if anything else differs.
fn additions(
    one: Node<'_>,
    other: Node<'_>,
    text: &str,
    path: &mut Vec<String>,
    added: &mut Vec<Added>,
) -> Option<()> {
    match (one.kind(), other.kind()) {
        (yaml::Kind::Mapping, yaml::Kind::Mapping) => {
            let entries = one.entries();
            for entry in other.entries() {
                let known = entries.iter().find(|known| known.key == entry.key);
                match known {
                    Some(known) => {
                        path.push(entry.key.clone().into_owned());
                        additions(known.value, entry.value, text, path, added)?;
                        path.pop();
                    }
                    None => {
                        let new = New::copy(text, entry.value)?;
                        added.push((path.clone(), entry.key.into_owned(), new));
                    }
                }
            }
            let is_kept = |known: &yaml::Entry<'_>| other.raw(&known.key).is_some();
            entries.iter().all(is_kept).then_some(())
        }
        (yaml::Kind::Sequence, yaml::Kind::Sequence) => {
            let (one, other): (Vec<_>, Vec<_>) = (one.items().collect(), other.items().collect());
            let is_same = one.len() == other.len()
                && one.iter().zip(&other).all(|(one, other)| {
                    let mut none = Vec::new();
                    let found = additions(*one, *other, text, &mut Vec::new(), &mut none);
                    found.is_some() && none.is_empty()
                });
            is_same.then_some(())
        }
        (yaml::Kind::Scalar(one), yaml::Kind::Scalar(other)) => (one == other).then_some(()),
        _ => None,
    }
}

fn entry_key(root: Node<'_>, path: &[String]) -> Option<Span> {
    let (mut node, mut place) = (root, None);
    for key in path {
        let entry = node.entry(key)?;
        (node, place) = (entry.value, Some(entry.key_span));
    }
    place
}

/// Adds a key to the mapping that has the key at `at`.
fn put(file: &SourceFile, at: Span, key: &str, new: &New) -> Option<Edit> {
    let text = file.text.as_str();
    let chunk = yaml::split(text)
        .into_iter()
        .find(|chunk| chunk.span.contains(at))?;
    put_in(text, chunk.span, at, key, new, true)
}

fn put_in(
    text: &str,
    part: Span,
    at: Span,
    key: &str,
    new: &New,
    looks_inside: bool,
) -> Option<Edit> {
    let document = yaml::parse(text, part).ok().flatten()?;
    let path = document.root().path_at(at.start);
    let target = path.iter().rev().find_map(|step| match step {
        Step::Entry(entry) if entry.key_span == at => Some(entry.value),
        _ => None,
    });
    if let Some(target) = target {
        let editor = Editor::new(text, document.root())?;
        return editor.put(target, &[key], new);
    }
    // An inline patch of a kustomization is a block scalar.
    let block = match path.last()? {
        Step::Entry(entry) => entry.value,
        Step::Item(item) => *item,
    };
    if !looks_inside || !block.is_literal() {
        return None;
    }
    let start = block.span().start as usize;
    let start = if text[start..].starts_with('|') {
        start + text[start..].find('\n')? + 1
    } else {
        text[..start].rfind('\n').map_or(0, |line| line + 1)
    };
    let lines = Span::new(u32::try_from(start).ok()?, block.span().end);
    put_in(text, lines, at, key, new, false)
}
