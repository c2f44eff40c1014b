use std::{
    borrow::Cow,
    cell::{Cell, OnceCell},
    collections::{HashMap, HashSet},
};

use crate::{
    finding::{Fix, Safety},
    kube::Taint,
    source::{Edit, Span},
    spark::{Application, Pair},
    text::Text,
    yaml::{Editor, New, Node},
};

/// The list `tolerations` of a pod that tolerates that taint.
#[must_use]
pub fn toleration_of(taint: &Taint) -> New {
    New::List(vec![New::texts(&[
        ("key", &taint.key),
        ("operator", "Exists"),
    ])])
}

/// Writes fixes of an application.
pub struct Fixer<'d> {
    source: &'d str,
    object: Node<'d>,
    spec: Option<Node<'d>>,
    /// Created on demand: it reads the whole application, and few applications need a fix.
    editor: OnceCell<Option<Editor<'d>>>,
    /// The duplicate keys of its mappings. Created on demand, as it reads the whole application.
    duplicates: OnceCell<HashSet<Cow<'d, str>>>,
    /// The mapping and the place of the key of each entry, by the places of its key and of its value. Created on
    /// demand, as it reads the whole application.
    entries: OnceCell<HashMap<Span, (Node<'d>, Span)>>,
    /// How many more entries may be removed: see [`MOST_REMOVALS`].
    removals: Cell<usize>,
}

/// How many removals are offered for an application. Each looks at the whole mapping, so the number has to have a bound.
const MOST_REMOVALS: usize = 50;

impl<'d> Fixer<'d> {
    /// For an application of that text.
    #[must_use]
    pub fn new(application: &Application<'d>, source: &'d str) -> Self {
        Self {
            source,
            object: application.object,
            spec: application.spec.as_ref().map(|spec| spec.value),
            editor: OnceCell::new(),
            duplicates: OnceCell::new(),
            entries: OnceCell::new(),
            removals: Cell::new(MOST_REMOVALS),
        }
    }

    /// The text.
    #[must_use]
    pub fn source(&self) -> &'d str {
        self.source
    }

    /// The application's spec, in which its roles are written.
    #[must_use]
    pub fn spec(&self) -> Option<Node<'d>> {
        self.spec
    }

    /// Writes edits. `None` for a text that cannot be edited.
    #[must_use]
    pub fn editor(&self) -> Option<&Editor<'d>> {
        let editor = self
            .editor
            .get_or_init(|| Editor::new(self.source, self.object));
        editor.as_ref()
    }

    /// A fix, unless one of its edits cannot be made. It is unsafe if an edit changes a value that aliases
    /// repeat.
    #[must_use]
    pub fn fix(
        &self,
        safety: Safety,
        title: impl Into<Text>,
        edits: impl IntoIterator<Item = Option<Edit>>,
    ) -> Option<Fix> {
        let editor = self.editor()?;
        let mut edits: Vec<Edit> = edits.into_iter().collect::<Option<_>>()?;
        edits.sort();
        let overlaps = |pair: &[Edit]| pair[0].span.end > pair[1].span.start;
        if edits.windows(2).any(overlaps) {
            return None;
        }
        let is_shared = edits.iter().any(|edit| editor.is_shared(edit.span));
        Some(match safety {
            Safety::Safe if !is_shared => Fix::safe(title, edits),
            _ => Fix::risky(title, edits),
        })
    }

    /// Whether it is certain that something can be put at a path below the spec. It is not where that
    /// requires a new pod template, whose other content is unknown.
    #[must_use]
    pub fn safety_of(&self, base: &str) -> Safety {
        let mut parts = base.split('.');
        let found = parts.try_fold(self.spec, |node, part| Some(node?.get(part)));
        if base.contains('.') && found.flatten().is_none() {
            Safety::Unsafe
        } else {
            Safety::Safe
        }
    }

    /// Puts a value at a path below the spec, such as `driver` and `nodeSelector`.
    #[must_use]
    pub fn put(&self, base: &str, path: &[&str], new: &New) -> Option<Edit> {
        let path: Vec<&str> = base.split('.').chain(path.iter().copied()).collect();
        self.editor()?.put(self.spec?, &path, new)
    }

    /// Puts several values into the mapping at a path below the spec, such as `driver`.
    #[must_use]
    pub fn put_all(&self, base: &str, pairs: &[(&str, New)]) -> Option<Vec<Edit>> {
        let path: Vec<&str> = base.split('.').collect();
        self.editor()?.put_all(self.spec?, &path, pairs)
    }

    /// An unsafe fix of one edit.
    #[must_use]
    pub fn choice(&self, title: impl Into<Text>, edit: Option<Edit>) -> Option<Fix> {
        self.fix(Safety::Unsafe, title, [edit])
    }

    /// Replaces the value at a place.
    #[must_use]
    pub fn write(&self, place: Span, text: &str) -> Option<Edit> {
        self.editor()?.replace(place, text)
    }

    /// Replaces the number or the boolean at a place.
    #[must_use]
    pub fn write_literal(&self, place: Span, text: &str) -> Option<Edit> {
        self.editor()?.replace_literal(place, text)
    }

    /// Removes the entry of a mapping whose key or value is at a place. `None` if that would change more than the
    /// entry, and after a number of them.
    #[must_use]
    pub fn remove(&self, place: Span) -> Option<Edit> {
        self.removals.set(self.removals.get().checked_sub(1)?);
        let entries = self.entries.get_or_init(|| {
            let mut places = HashMap::new();
            for mapping in self.object.mappings() {
                for entry in mapping.raw_entries_with_keys() {
                    let found = (mapping, entry.key_span);
                    for place in [entry.value.span(), entry.key_span] {
                        places.insert(place, found);
                    }
                }
            }
            places
        });
        let (mapping, key) = entries.get(&place)?;
        self.editor()?.remove_at(*mapping, *key)
    }

    /// Renames a key. `None` where the key is not written as it is, such as behind the prefix of a Spark
    /// setting, and for a duplicate key, of which only one would be renamed.
    #[must_use]
    pub fn rename(&self, pair: &Pair<'_>, name: &str) -> Option<Edit> {
        let written = self.source[pair.key_span.range()].trim_matches(['"', '\'']);
        let duplicates = self.duplicates.get_or_init(|| {
            let mappings = self.object.mappings().into_iter();
            let duplicates = mappings.flat_map(Node::duplicate_keys);
            duplicates.map(|(earlier, _)| earlier.key).collect()
        });
        let is_only = !duplicates.contains(pair.key.as_ref() as &str);
        let editor = self.editor()?;
        (written == pair.key && is_only)
            .then(|| editor.replace_key(pair.key_span, name))
            .flatten()
    }
}
