//! A tree of values in which each key and each value has its place.

pub(super) use crate::source::{FileId, Origin};
use crate::{source::Span, yaml};

#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) content: Content,
    pub(super) origin: Origin,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    Scalar(Scalar),
    List(Vec<Value>),
    Map(Vec<Entry>),
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    /// Where the key is written.
    pub(super) origin: Origin,
    pub(super) value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scalar {
    /// Without quotes and escapes.
    pub(super) text: String,
    pub(super) kind: ScalarKind,
    /// True for a literal block scalar, whose lines are verbatim in the file.
    pub(super) is_literal: bool,
    /// True for a quoted string or a block scalar: a value that replaces it becomes a string as well.
    pub(super) is_quoted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarKind {
    Null,
    Bool,
    Number,
    Text,
}

impl Scalar {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            kind: ScalarKind::Text,
            is_literal: false,
            is_quoted: false,
        }
    }

    /// The type that a text has without quotes.
    pub(super) fn plain(text: &str) -> Self {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let document = yaml::parse(text, Span::new(0, end));
        let read = document.ok().flatten();
        let read = read.as_ref().map(|document| document.root());
        let kind = match read.map(yaml::Node::kind) {
            Some(yaml::Kind::Scalar(scalar)) => ScalarKind::of(scalar),
            _ => ScalarKind::Text,
        };
        Self {
            kind,
            ..Self::text(text)
        }
    }
}

impl ScalarKind {
    pub(super) fn of(scalar: yaml::Scalar<'_>) -> Self {
        match scalar {
            yaml::Scalar::Null => Self::Null,
            yaml::Scalar::Bool(_) => Self::Bool,
            yaml::Scalar::Int(_) | yaml::Scalar::Float(_) => Self::Number,
            yaml::Scalar::Str(_) => Self::Text,
        }
    }
}

impl Value {
    pub(super) fn text(text: impl Into<String>, origin: Origin) -> Self {
        Self {
            content: Content::Scalar(Scalar::text(text)),
            origin,
        }
    }

    pub(super) fn map(origin: Origin) -> Self {
        Self {
            content: Content::Map(Vec::new()),
            origin,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar(scalar) if scalar.kind == ScalarKind::Null)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            Content::Scalar(_) | Content::List(_) => &[],
        }
    }

    pub(super) fn items(&self) -> &[Value] {
        match &self.content {
            Content::List(items) => items,
            Content::Scalar(_) | Content::Map(_) => &[],
        }
    }

    /// The text of a scalar, whatever its type.
    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(scalar) => Some(&scalar.text),
            Content::List(_) | Content::Map(_) => None,
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let entry = self.entries().iter().find(|entry| entry.key == key)?;
        Some(&entry.value)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let Content::Map(entries) = &mut self.content else {
            return None;
        };
        let entry = entries.iter_mut().find(|entry| entry.key == key)?;
        Some(&mut entry.value)
    }

    /// Sets a key of a mapping, where `origin` says so.
    pub(super) fn set(&mut self, key: &str, origin: Origin, value: Value) {
        let Content::Map(entries) = &mut self.content else {
            return;
        };
        match entries.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => (entry.origin, entry.value) = (origin, value),
            None => entries.push(Entry {
                key: key.to_owned(),
                origin,
                value,
            }),
        }
    }

    /// The mapping at a key, which is created if missing. `None` if the key has another type.
    pub(super) fn map_of(&mut self, key: &str, origin: Origin) -> Option<&mut Value> {
        let is_missing = self.get(key).is_none_or(Value::is_null);
        if is_missing {
            self.set(key, origin.made(), Value::map(origin));
        }
        self.get_mut(key)
            .filter(|value| matches!(value.content, Content::Map(_)))
    }

    /// Converts all labels or annotations of the object to strings. An empty mapping is removed.
    ///
    /// Source: `setMapInMetadata` in `kyaml/yaml/rnode.go`.
    pub(super) fn texts_of(&mut self, field: &str) {
        let Some(metadata) = self.get_mut("metadata") else {
            return;
        };
        let Content::Map(fields) = &mut metadata.content else {
            return;
        };
        fields.retain(|entry| entry.key != field || !entry.value.entries().is_empty());
        for entry in fields.iter_mut().filter(|entry| entry.key == field) {
            let Content::Map(entries) = &mut entry.value.content else {
                continue;
            };
            for Entry { value, .. } in entries {
                match &mut value.content {
                    Content::Scalar(scalar) if scalar.kind == ScalarKind::Text => {}
                    Content::Scalar(scalar) => {
                        scalar.kind = ScalarKind::Text;
                        value.origin = value.origin.made();
                    }
                    content => {
                        *content = Content::Scalar(Scalar::text(""));
                        value.origin = value.origin.made();
                    }
                }
            }
        }
    }

    /// Resets the style of its strings, as a round trip through JSON does: only strings that need quotes get them.
    pub(super) fn forget_styles(&mut self) {
        match &mut self.content {
            Content::Scalar(scalar) => {
                let is_text = scalar.kind == ScalarKind::Text;
                scalar.is_quoted = is_text
                    && (scalar.text.contains('\n')
                        || Scalar::plain(&scalar.text).kind != ScalarKind::Text);
            }
            Content::List(items) => items.iter_mut().for_each(Value::forget_styles),
            Content::Map(entries) => {
                for entry in entries {
                    entry.value.forget_styles();
                }
            }
        }
    }

    /// Reads `yes`, `on`, `y` and the like as strings: kustomize does so in objects and writes them in quotes. In the
    /// operations of a JSON patch they are booleans.
    ///
    /// Source: `isOldBool` in the encoder of go-yaml v3.
    pub(super) fn with_old_booleans_as_texts(mut self) -> Self {
        match &mut self.content {
            Content::Scalar(scalar) => {
                let is_boolean = ["true", "false"]
                    .iter()
                    .any(|word| scalar.text.eq_ignore_ascii_case(word));
                if scalar.kind == ScalarKind::Bool && !is_boolean {
                    scalar.kind = ScalarKind::Text;
                    self.origin = self.origin.made();
                }
            }
            Content::List(items) => {
                let old = std::mem::take(items).into_iter();
                *items = old.map(Value::with_old_booleans_as_texts).collect();
            }
            Content::Map(entries) => {
                let old = std::mem::take(entries).into_iter();
                *entries = old
                    .map(|entry| Entry {
                        value: entry.value.with_old_booleans_as_texts(),
                        ..entry
                    })
                    .collect();
            }
        }
        self
    }

    /// The number of values in it, including itself.
    pub(super) fn size(&self) -> usize {
        let entries = self.entries().iter().map(|entry| &entry.value);
        1 + (entries.chain(self.items()).map(Value::size)).sum::<usize>()
    }

    /// True for the same value, however it is written.
    pub(super) fn equals(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Content::Scalar(one), Content::Scalar(other)) => {
                let is_same_number = || {
                    let number = |scalar: &Scalar| scalar.text.parse::<f64>().ok();
                    number(one).is_some() && number(one) == number(other)
                };
                one.kind == other.kind
                    && (one.text == other.text
                        || one.kind == ScalarKind::Null
                        || one.kind == ScalarKind::Number && is_same_number())
            }
            (Content::List(one), Content::List(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| one.equals(other))
            }
            (Content::Map(one), Content::Map(_)) => {
                one.len() == other.entries().len()
                    && one.iter().all(|entry| {
                        let other = other.get(&entry.key);
                        other.is_some_and(|other| entry.value.equals(other))
                    })
            }
            _ => false,
        }
    }
}
