use std::{borrow::Cow, collections::HashMap, ops::Range};

use super::{
    Scalar,
    document::{Content, Document, Keys, NodeId, Openness, ScalarData},
    scalar::{self, Resolved},
};
use crate::source::Span;

/// A value in a document, seen through aliases and merge keys.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    pub(super) document: &'d Document<'d>,
    /// The node where the value is used: the alias, if it is one.
    pub(super) id: NodeId,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind<'d> {
    Scalar(Scalar<'d>),
    /// A list.
    Sequence,
    /// A mapping.
    Mapping,
}

#[derive(Clone)]
pub struct Entry<'d> {
    /// The key's text in JSON: the key `on` becomes `true`.
    pub key: Cow<'d, str>,
    pub key_span: Span,
    pub value: Node<'d>,
}

/// A step on the path from a document's root to a place in it.
#[derive(Clone)]
pub enum Step<'d> {
    /// Into an entry of a mapping.
    Entry(Entry<'d>),
    /// Into an item of a list.
    Item(Node<'d>),
}

impl<'d> Node<'d> {
    pub(super) fn new(document: &'d Document<'d>, id: NodeId) -> Self {
        Self { document, id }
    }

    /// The place of the value, or of its alias.
    #[must_use]
    pub fn span(self) -> Span {
        self.document.node(self.id).span
    }

    #[must_use]
    pub fn kind(self) -> Kind<'d> {
        match self.content() {
            Content::Scalar(data) => Kind::Scalar(match data.resolved {
                Resolved::Null => Scalar::Null,
                Resolved::Bool(value) => Scalar::Bool(value),
                Resolved::Int(value) => Scalar::Int(value),
                Resolved::Float(value) => Scalar::Float(value),
                Resolved::Str => Scalar::Str(&data.text),
            }),
            Content::Sequence(_) => Kind::Sequence,
            Content::Mapping(..) => Kind::Mapping,
            Content::Alias(_) => unreachable!("an alias names a node that is no alias"),
        }
    }

    /// The text of a string; `None` for other types, including numbers.
    #[must_use]
    pub fn as_str(self) -> Option<&'d str> {
        match self.kind() {
            Kind::Scalar(Scalar::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// A non-negative integer in any notation: `16`, `0x10`.
    #[must_use]
    pub fn as_u64(self) -> Option<u64> {
        match self.kind() {
            Kind::Scalar(Scalar::Int(number)) => u64::try_from(number).ok(),
            _ => None,
        }
    }

    /// The value of a number; `None` for other types, including the string `"0.5"`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "as every reader of JSON does")]
    pub fn as_f64(self) -> Option<f64> {
        match self.kind() {
            Kind::Scalar(Scalar::Int(number)) => Some(number as f64),
            Kind::Scalar(Scalar::Float(number)) => Some(number),
            _ => None,
        }
    }

    /// The value of a boolean; `None` for other types, including the string `"true"`.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::Scalar(Scalar::Bool(value)) => Some(value),
            _ => None,
        }
    }

    /// The text of a scalar as written, of any type: `4`, `true`, `2-4Gi`.
    #[must_use]
    pub fn scalar_text(self) -> Option<&'d str> {
        match self.content() {
            Content::Scalar(data) => Some(&data.text),
            _ => None,
        }
    }

    /// The text of a scalar in JSON, where `yes` becomes `true`.
    #[must_use]
    pub fn json_text(self) -> Option<&'d str> {
        match self.kind() {
            Kind::Scalar(Scalar::Bool(true)) => Some("true"),
            Kind::Scalar(Scalar::Bool(false)) => Some("false"),
            _ => self.scalar_text(),
        }
    }

    /// True for `null`, `~` and a missing value: Kubernetes treats the field as absent.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Scalar(Scalar::Null)
    }

    /// The value of a key. As in go-yaml, a later key overrides an earlier one, and a merge (`<<`) is applied in file
    /// order. A null value counts as absent.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// Like [`get`](Self::get), but returns the whole entry.
    #[must_use]
    pub fn entry(self, key: &str) -> Option<Entry<'d>> {
        self.find(key).filter(|entry| !entry.value.is_null())
    }

    /// Like [`get`](Self::get), but includes null values.
    #[must_use]
    pub fn raw(self, key: &str) -> Option<Node<'d>> {
        self.find(key).map(|entry| entry.value)
    }

    fn find(self, key: &str) -> Option<Entry<'d>> {
        self.raw_entries().rev().find_map(|(key_id, value)| {
            if self.document.is_merge_key(key_id) {
                return value
                    .merged()
                    .into_iter()
                    .find_map(|merged| merged.find(key));
            }
            // Most keys are strings, which can be compared without allocating.
            let is_other = match &self.document.node(self.document.target(key_id)).content {
                Content::Scalar(ScalarData {
                    text,
                    resolved: Resolved::Str,
                    ..
                }) => text != key,
                _ => false,
            };
            if is_other {
                return None;
            }
            let entry = self.make_entry(key_id, value);
            (entry.key == key).then_some(entry)
        })
    }

    /// All keys with their effective values, in the order of their first appearance. Empty if the node is not a
    /// mapping.
    #[must_use]
    pub fn entries(self) -> Vec<Entry<'d>> {
        if self.has_plain_keys() {
            let entries = self.raw_entries();
            return entries
                .map(|(key, value)| self.make_entry(key, value))
                .collect();
        }
        let mut found = Vec::new();
        let mut index = HashMap::new();
        self.collect(&mut found, &mut index);
        found
    }

    fn collect(self, found: &mut Vec<Entry<'d>>, index: &mut HashMap<Cow<'d, str>, usize>) {
        for (key, value) in self.raw_entries() {
            if self.document.is_merge_key(key) {
                // The first of several merged mappings wins, so it is applied last.
                for merged in value.merged().into_iter().rev() {
                    merged.collect(found, index);
                }
                continue;
            }
            let entry = self.make_entry(key, value);
            match index.get(&entry.key) {
                Some(at) => found[*at] = entry,
                None => {
                    index.insert(entry.key.clone(), found.len());
                    found.push(entry);
                }
            }
        }
    }

    /// Keys that occur more than once in this mapping itself; the first of each pair is ineffective.
    #[must_use]
    pub fn duplicate_keys(self) -> Vec<(Entry<'d>, Entry<'d>)> {
        if self.has_plain_keys() {
            return Vec::new();
        }
        let mut seen: HashMap<Cow<'d, str>, Entry<'d>> = HashMap::new();
        self.raw_entries()
            .filter(|(key, _)| !self.document.is_merge_key(*key))
            .filter_map(|(key, value)| {
                let entry = self.make_entry(key, value);
                seen.insert(entry.key.clone(), entry.clone())
                    .map(|earlier| (earlier, entry))
            })
            .collect()
    }

    /// The items of a list; empty for any other node.
    #[must_use]
    pub fn items(self) -> impl DoubleEndedIterator<Item = Node<'d>> {
        let range = match self.content() {
            Content::Sequence(range) => range.indices(),
            _ => 0..0,
        };
        let document = self.document;
        document.items[range]
            .iter()
            .map(move |id| Self::new(document, *id))
    }

    /// True for a literal block scalar: the file contains its text line by line.
    #[must_use]
    pub fn is_literal(self) -> bool {
        match &self.document.node(self.id).content {
            Content::Scalar(data) => data.literal,
            _ => false,
        }
    }

    /// How a node of a template is incomplete, if it is.
    #[must_use]
    pub fn openness(self) -> Option<Openness> {
        let (span, open) = (self.span(), self.document.open());
        let end = open.partition_point(|(place, _)| *place <= span);
        let last = open[..end].last()?;
        (last.0 == span).then_some(last.1)
    }

    /// The worst way in which this node of a template, or one below it, is incomplete.
    #[must_use]
    pub fn openness_within(self) -> Option<Openness> {
        let span = self.span();
        let open = self.document.open().iter();
        open.filter(|(place, _)| span.contains(*place))
            .map(|(_, openness)| *openness)
            .max()
    }

    /// The entries or items written here, in order. The target of an alias is written elsewhere.
    #[must_use]
    pub fn steps(self) -> Vec<Step<'d>> {
        match &self.document.node(self.id).content {
            Content::Mapping(..) => self
                .raw_entries()
                .map(|(key, value)| Step::Entry(self.make_entry(key, value)))
                .collect(),
            Content::Sequence(_) => self.items().map(Step::Item).collect(),
            Content::Scalar(_) | Content::Alias(_) => Vec::new(),
        }
    }

    /// All mappings written at or below this node. The target of an alias is written elsewhere.
    #[must_use]
    pub fn mappings(self) -> Vec<Node<'d>> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            match &node.document.node(node.id).content {
                Content::Mapping(..) => {
                    found.push(node);
                    open.extend(node.raw_entries().map(|(_, value)| value));
                }
                Content::Sequence(_) => open.extend(node.items()),
                Content::Scalar(_) | Content::Alias(_) => {}
            }
        }
        found.sort_by_key(|node| node.span());
        found
    }

    /// The places of all entries and list items written at or below this node.
    #[must_use]
    pub fn blocks(self) -> Vec<Span> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            match &node.document.node(node.id).content {
                Content::Mapping(..) => {
                    for (key, value) in node.raw_entries() {
                        let key = node.document.node(key).span;
                        found.push(Span::new(key.start, key.end.max(value.span().end)));
                        open.push(value);
                    }
                }
                Content::Sequence(_) => {
                    for item in node.items() {
                        found.push(item.span());
                        open.push(item);
                    }
                }
                Content::Scalar(_) | Content::Alias(_) => {}
            }
        }
        found
    }

    /// The path from this node to an offset: the last step is the entry or the item that contains the offset or ends
    /// there.
    #[must_use]
    pub fn path_at(self, offset: u32) -> Vec<Step<'d>> {
        let holds = |span: Span| span.start <= offset && offset <= span.end;
        let mut path = Vec::new();
        let mut node = self;
        loop {
            let step = match &node.document.node(node.id).content {
                Content::Mapping(..) => node.raw_entries().find_map(|(key, value)| {
                    let key_span = node.document.node(key).span;
                    let whole = Span::new(key_span.start, key_span.end.max(value.span().end));
                    holds(whole).then(|| Step::Entry(node.make_entry(key, value)))
                }),
                Content::Sequence(_) => {
                    let mut items = node.items();
                    items.find(|item| holds(item.span())).map(Step::Item)
                }
                Content::Scalar(_) | Content::Alias(_) => None,
            };
            let Some(step) = step else {
                return path;
            };
            let next = match &step {
                Step::Entry(entry) => entry.value,
                Step::Item(item) => *item,
            };
            path.push(step);
            if !holds(next.span()) {
                return path;
            }
            node = next;
        }
    }

    /// The place of a part of [`Self::json_text`], if the file contains that text verbatim (no escapes, no folding, no
    /// alias); otherwise the place of the whole value.
    #[must_use]
    pub fn part_span(self, source: &str, part: Range<usize>) -> Span {
        self.part_spans(source)(part)
    }

    /// The same for many parts; it searches the text only once.
    pub fn part_spans(self, source: &str) -> impl Fn(Range<usize>) -> Span + use<> {
        let span = self.span();
        let written = &source[span.range()];
        let quotes = self.json_text().and_then(|text| {
            let is_quoted = written.len() == text.len() + 2 && written.starts_with(['"', '\'']);
            let quotes = usize::from(is_quoted);
            (written.get(quotes..written.len() - quotes) == Some(text)).then_some(quotes)
        });
        move |part| {
            let Some(quotes) = quotes else {
                return span;
            };
            let offset = |at: usize| span.start + u32::try_from(quotes + at).unwrap_or(u32::MAX);
            Span::new(offset(part.start), offset(part.end))
        }
    }

    fn content(self) -> &'d Content<'d> {
        &self.document.node(self.document.target(self.id)).content
    }

    fn has_plain_keys(self) -> bool {
        matches!(self.content(), Content::Mapping(_, Keys::Plain))
    }

    /// The mappings of a merge key, highest precedence first.
    fn merged(self) -> Vec<Node<'d>> {
        match self.content() {
            Content::Mapping(..) => vec![self],
            _ => self.items().collect(),
        }
    }

    pub(super) fn raw_entries(self) -> impl DoubleEndedIterator<Item = (NodeId, Node<'d>)> {
        let range = match self.content() {
            Content::Mapping(range, _) => range.indices(),
            _ => 0..0,
        };
        let document = self.document;
        document.entries[range]
            .iter()
            .map(move |(key, value)| (*key, Self::new(document, *value)))
    }

    pub(super) fn make_entry(self, key: NodeId, value: Node<'d>) -> Entry<'d> {
        let text = match &self.document.node(self.document.target(key)).content {
            // Keys were validated when the document was parsed.
            Content::Scalar(data) => {
                scalar::key_text(&data.text, data.resolved).unwrap_or_default()
            }
            _ => Cow::Borrowed(""),
        };
        Entry {
            key: text,
            key_span: self.document.node(key).span,
            value,
        }
    }
}
