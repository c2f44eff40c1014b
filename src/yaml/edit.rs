//! Computes changes of a document as edits of its text, in the style of the text around them.

use super::{
    Entry, Kind, Node, Scalar,
    document::{AliasTarget, Content, NodeId},
    scalar::{self, Resolved},
};
use crate::source::{Edit, Span, line_start, offset};

/// A new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum New {
    /// A string.
    Text(String),
    /// A scalar that is not a string, as written: `2`, `true`.
    Raw(String),
    /// A mapping.
    Map(Vec<(String, New)>),
    /// A list.
    List(Vec<New>),
}

impl New {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A mapping of strings.
    #[must_use]
    pub fn texts(pairs: &[(&str, &str)]) -> Self {
        let pairs = pairs.iter();
        Self::Map(
            pairs
                .map(|(key, value)| ((*key).to_owned(), Self::text(*value)))
                .collect(),
        )
    }
}

/// The style of a document.
#[derive(Clone, Copy, Debug)]
struct Style {
    /// The indentation of nested mappings, in spaces.
    step: usize,
    /// The indentation of a list's dashes relative to the key, in spaces.
    dash: usize,
    /// True if everything is in double quotes.
    is_json: bool,
    line_break: &'static str,
}

impl New {
    /// Copies a value of a document, to write it elsewhere. `None` if a comment or an alias would be lost.
    #[must_use]
    pub fn copy(source: &str, node: Node<'_>) -> Option<Self> {
        if node.is_alias() || source[node.span().range()].contains('#') {
            return None;
        }
        Some(match node.kind() {
            Kind::Scalar(Scalar::Str(text)) => Self::text(text),
            Kind::Scalar(_) => Self::Raw(source[node.span().range()].to_owned()),
            Kind::Sequence => Self::List(
                node.items()
                    .map(|item| Self::copy(source, item))
                    .collect::<Option<_>>()?,
            ),
            Kind::Mapping => Self::Map(
                node.entries()
                    .into_iter()
                    .map(|entry| Some((entry.key.into_owned(), Self::copy(source, entry.value)?)))
                    .collect::<Option<_>>()?,
            ),
        })
    }
}

/// The longest line that is searched. Text further before a node is not considered part of its line.
const LINE: usize = 4096;

/// Computes edits of a text.
#[derive(Clone, Copy)]
pub struct Editor<'d> {
    pub(super) source: &'d str,
    root: Node<'d>,
    style: Style,
}

impl<'d> Editor<'d> {
    /// An editor for a node and everything below it, in the style of the node's text. `None` if there is a lone
    /// carriage return, which is a line break in YAML, but not in most other programs.
    #[must_use]
    pub fn new(source: &'d str, root: Node<'d>) -> Option<Self> {
        let span = root.span();
        let bytes = &source.as_bytes()[..span.end as usize];
        // The line may be the whole file, with thousands of nodes, so only the text nearby is searched.
        let near = (span.start as usize).saturating_sub(LINE);
        let before = &bytes[near..span.start as usize];
        let line = near + memchr::memrchr(b'\n', before).unwrap_or(0);
        let mut returns = memchr::memchr_iter(b'\r', &bytes[line..]);
        let has_other_lines = returns.any(|at| bytes.get(line + at + 1) != Some(&b'\n'));
        (!has_other_lines).then(|| Self {
            source,
            root,
            style: style(source, root),
        })
    }

    /// True for a place inside the target of an alias: an edit there would change other places as well.
    #[must_use]
    pub fn is_shared(&self, place: Span) -> bool {
        // Of those that start before a place, the one that ends last contains it if any does.
        let targets = self.root.alias_targets();
        let before = targets.partition_point(|target| target.span.start <= place.start);
        before > 0 && targets[before - 1].last_end >= place.end
    }

    /// Puts a value at a path below a mapping: a new key, a new entry of an existing mapping, or another item of an
    /// existing list. `None` if an alias or a value of another type is in the way, or if the last key already has a
    /// value.
    #[must_use]
    pub fn put(&self, base: Node<'d>, path: &[&str], new: &New) -> Option<Edit> {
        let (first, rest) = path.split_first()?;
        if base.is_alias() {
            return None;
        }
        let Kind::Mapping = base.kind() else {
            return None;
        };
        let Some(entry) = base.raw_entry(first) else {
            // It would hide a merged value.
            if base.get(first).is_some() {
                return None;
            }
            return self.insert(base, &[(first, &nested(rest, new))]);
        };
        if entry.value.is_alias() {
            return None;
        }
        match (entry.value.kind(), rest, new) {
            (Kind::Mapping, [], New::Map(pairs)) => match &pairs[..] {
                [(key, value)] => self.put(entry.value, &[key], value),
                _ => None,
            },
            (Kind::Mapping, [_, ..], _) => self.put(entry.value, rest, new),
            (Kind::Sequence, [], New::List(items)) => match &items[..] {
                [item] => self.append(entry.value, item),
                _ => None,
            },
            (Kind::Scalar(Scalar::Null), _, _) if entry.value.span().is_empty() => {
                self.fill(&entry, &nested(rest, new))
            }
            _ => None,
        }
    }

    /// Puts several values into the mapping at a path, like [`Self::put`]. New keys are inserted by one edit, because
    /// two edits at the same place could not agree on commas.
    #[must_use]
    pub fn put_all(
        &self,
        base: Node<'d>,
        path: &[&str],
        pairs: &[(&str, New)],
    ) -> Option<Vec<Edit>> {
        let mut mapping = base;
        for (at, key) in path.iter().enumerate() {
            match mapping.raw_entry(key) {
                Some(entry) if !entry.value.is_alias() && entry.value.kind() == Kind::Mapping => {
                    mapping = entry.value;
                }
                _ => {
                    let pairs = pairs.iter();
                    let pairs = pairs.map(|(key, new)| ((*key).to_owned(), new.clone()));
                    let edit = self.put(mapping, &path[at..], &New::Map(pairs.collect()))?;
                    return Some(vec![edit]);
                }
            }
        }
        let is_new = |key: &str| mapping.raw_entry(key).is_none() && mapping.get(key).is_none();
        let (new, known): (Vec<_>, Vec<_>) = pairs.iter().partition(|(key, _)| is_new(key));
        let known = known
            .iter()
            .map(|(key, new)| self.put(mapping, &[key], new));
        let mut edits = known.collect::<Option<Vec<_>>>()?;
        if !new.is_empty() {
            let new: Vec<_> = new.iter().map(|(key, new)| (*key, new)).collect();
            let inserted = self.insert(mapping, &new)?;
            // Text appended to the last value must come before the keys that follow it.
            match edits.iter_mut().find(|edit| edit.span == inserted.span) {
                Some(appended) => appended.text.push_str(&inserted.text),
                None => edits.push(inserted),
            }
        }
        Some(edits)
    }

    /// Replaces the text of a scalar, inside its quotes.
    #[must_use]
    pub fn replace(&self, whole: Span, text: &str) -> Option<Edit> {
        self.replace_part(whole, whole, text)
    }

    /// Replaces a part of a scalar's text, inside its quotes. `None` if the file does not contain the text verbatim.
    #[must_use]
    pub fn replace_part(&self, whole: Span, part: Span, text: &str) -> Option<Edit> {
        let written = &self.source[whole.range()];
        // A missing value has no place, and an alias has no text of its own.
        if written.is_empty() || written.starts_with('*') || written.contains('\n') {
            return None;
        }
        if self.is_block_scalar(whole) {
            let is_line = !text.trim().is_empty() && !text.chars().any(char::is_control);
            let keeps_indentation = !text.starts_with(' ');
            return (is_line && keeps_indentation).then(|| Edit::replace(part, text));
        }
        if let Some(quote) = written
            .chars()
            .next()
            .filter(|first| "\"'".contains(*first))
        {
            let is_plain = !text.contains([quote, '\\']) && !text.chars().any(char::is_control);
            let is_inside = part != whole;
            let text = if is_inside {
                text.to_owned()
            } else {
                format!("{quote}{text}{quote}")
            };
            return is_plain.then(|| Edit::replace(part, text));
        }
        if part == whole {
            return Some(Edit::replace(
                whole,
                self.scalar(text, self.is_in_flow(whole)),
            ));
        }
        // The result must still be a plain string.
        let (start, end) = (part.start - whole.start, part.end - whole.start);
        let new = [&written[..start as usize], text, &written[end as usize..]].concat();
        let is_flow = self.is_in_flow(whole);
        is_plain(&new, is_flow).then(|| Edit::replace(part, text))
    }

    /// Replaces a key's text, inside its quotes.
    #[must_use]
    pub fn replace_key(&self, key: Span, text: &str) -> Option<Edit> {
        let written = &self.source[key.range()];
        if written.starts_with('*') || written.contains('\n') {
            return None;
        }
        let text = match written.chars().next() {
            Some(quote @ ('"' | '\'')) => format!("{quote}{text}{quote}"),
            _ => self.scalar(text, self.is_in_flow(key)),
        };
        Some(Edit::replace(key, text))
    }

    /// Replaces a number or a boolean; a quoted one stays quoted.
    #[must_use]
    pub fn replace_literal(&self, whole: Span, text: &str) -> Option<Edit> {
        let written = &self.source[whole.range()];
        let is_number = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
        if is_number || matches!(written, "true" | "false") {
            return Some(Edit::replace(whole, text));
        }
        self.replace(whole, text)
    }

    /// Removes an entry from a mapping. `None` if that would change more than the entry.
    #[must_use]
    pub fn remove(&self, mapping: Node<'d>, key: &str) -> Option<Edit> {
        self.remove_entry(mapping, |entry| entry.key == key)
    }

    /// Removes the entry of a mapping whose key is at a place, which selects one of two duplicate keys.
    #[must_use]
    pub fn remove_at(&self, mapping: Node<'d>, key: Span) -> Option<Edit> {
        self.remove_entry(mapping, |entry| entry.key_span == key)
    }

    fn remove_entry(
        &self,
        mapping: Node<'d>,
        is_meant: impl Fn(&Entry<'d>) -> bool,
    ) -> Option<Edit> {
        if mapping.is_alias() {
            return None;
        }
        let entries = mapping.raw_entries_with_keys();
        let at = entries.iter().position(is_meant)?;
        let entry = &entries[at];
        let end = entry.key_span.end.max(entry.value.span().end);
        // An alias elsewhere would lose its anchor.
        let whole = Span::new(entry.key_span.start, end);
        let targets = self.root.alias_targets();
        let first = targets.partition_point(|target| target.span.start < whole.start);
        let mut inside = targets[first..]
            .iter()
            .map(|target| target.span)
            .take_while(|target| target.start <= whole.end);
        if inside.any(|target| whole.contains(target)) {
            return None;
        }
        if self.is_flow(mapping) {
            // Up to the next key, or back to the previous one.
            return Some(match (entries.get(at + 1), at.checked_sub(1)) {
                (Some(next), _) => {
                    Edit::replace(Span::new(entry.key_span.start, next.key_span.start), "")
                }
                (None, Some(before)) => {
                    let before = &entries[before];
                    let from = before.key_span.end.max(before.value.span().end);
                    Edit::replace(Span::new(from, end), "")
                }
                (None, None) => Edit::replace(Span::new(entry.key_span.start, end), ""),
            });
        }
        let line = self.line_start(entry.key_span.start);
        let indentation = &self.source[line as usize..entry.key_span.start as usize];
        // After a dash, the rest of the item would move; without other entries the mapping would be gone.
        if !indentation.chars().all(|letter| letter == ' ') || entries.len() == 1 {
            return None;
        }
        Some(Edit::replace(Span::new(line, self.next_line(end)), ""))
    }

    fn insert(&self, mapping: Node<'d>, new: &[(&str, &New)]) -> Option<Edit> {
        let entries = mapping.raw_entries_with_keys();
        if self.is_flow(mapping) {
            let texts = new.iter().map(|(key, new)| self.flow_entry(key, new));
            let texts: Vec<_> = texts.collect();
            let Some(last) = entries.last() else {
                return Some(Edit::insert(mapping.span().start + 1, texts.join(", ")));
            };
            if last.value.span().is_empty() {
                // `{a: }` and `{a}` are too unusual to edit.
                return None;
            }
            let at = last.key_span.end.max(last.value.span().end);
            let separator = format!(",{}", self.flow_gap(last.key_span.start, mapping));
            let text = format!("{separator}{}", texts.join(&separator));
            return Some(Edit::insert(at, text));
        }
        let (first, last) = (entries.first()?, entries.last()?);
        // After `?`, keys are not in the mapping's column.
        if entries.iter().any(|entry| self.is_explicit(entry.key_span)) {
            return None;
        }
        // Nor are they after a tag or an anchor.
        let line = self.line_start(first.key_span.start);
        let before = &self.source.as_bytes()[line as usize..first.key_span.start as usize];
        if before.iter().any(|byte| !matches!(byte, b' ' | b'-')) {
            return None;
        }
        let column = before.len();
        let at = self.line_end(last.key_span.end.max(last.value.span().end));
        let mut text = String::new();
        for (key, new) in new {
            text.push_str(self.style.line_break);
            text.push_str(&self.block_entry(key, new, column));
        }
        Some(Edit::insert(at, text))
    }

    /// Fills in the value of a key that has none.
    fn fill(&self, entry: &Entry<'d>, new: &New) -> Option<Edit> {
        if self.is_in_flow(entry.key_span) {
            return None;
        }
        let column = self.column(entry.key_span.start);
        let at = self.line_end(entry.key_span.end);
        let text = self.block(new, column)?;
        Some(Edit::insert(at, format!("{}{text}", self.style.line_break)))
    }

    fn append(&self, sequence: Node<'d>, item: &New) -> Option<Edit> {
        let last = sequence.items().next_back();
        if self.is_flow(sequence) {
            let text = self.flow(item);
            return Some(match last {
                None => Edit::insert(sequence.span().start + 1, text),
                Some(last) => {
                    let gap = self.flow_gap(last.span().start, sequence);
                    Edit::insert(last.span().end, format!(",{gap}{text}"))
                }
            });
        }
        let last = last?;
        let first = sequence.items().next()?;
        // There may be a tag or an anchor between the dash and the item: too unusual to edit.
        let before = self.source[..first.span().start as usize].trim_end();
        let dash = before.strip_suffix('-')?.len();
        let column = self.column(offset(dash));
        let at = self.line_end(last.span().end);
        let text = self.block_item(item, column);
        Some(Edit::insert(at, format!("{}{text}", self.style.line_break)))
    }

    fn block_entry(&self, key: &str, new: &New, column: usize) -> String {
        let indentation = " ".repeat(column);
        let key = self.scalar(key, false);
        match new {
            New::Text(text) => format!("{indentation}{key}: {}", self.scalar(text, false)),
            New::Raw(text) => format!("{indentation}{key}: {text}"),
            New::Map(_) | New::List(_) => match self.block(new, column) {
                Some(block) => format!("{indentation}{key}:{}{block}", self.style.line_break),
                None => format!("{indentation}{key}: {}", self.flow(new)),
            },
        }
    }

    /// The lines below a key, starting in that column; `None` for an empty collection and for a scalar.
    fn block(&self, new: &New, column: usize) -> Option<String> {
        let lines: Vec<String> = match new {
            New::Text(_) | New::Raw(_) => return None,
            New::Map(pairs) => pairs
                .iter()
                .map(|(key, value)| self.block_entry(key, value, column + self.style.step))
                .collect(),
            New::List(items) => items
                .iter()
                .map(|item| self.block_item(item, column + self.style.dash))
                .collect(),
        };
        (!lines.is_empty()).then(|| lines.join(self.style.line_break))
    }

    fn block_item(&self, item: &New, column: usize) -> String {
        let indentation = " ".repeat(column);
        match item {
            New::Map(pairs) if !pairs.is_empty() => {
                let lines = pairs.iter();
                let lines: Vec<_> = lines
                    .map(|(key, value)| self.block_entry(key, value, column + 2))
                    .collect();
                let text = lines.join(self.style.line_break);
                format!("{indentation}- {}", text.trim_start())
            }
            _ => format!("{indentation}- {}", self.flow(item)),
        }
    }

    fn flow_entry(&self, key: &str, new: &New) -> String {
        format!("{}: {}", self.scalar(key, true), self.flow(new))
    }

    fn flow(&self, new: &New) -> String {
        match new {
            New::Text(text) => self.scalar(text, true),
            New::Raw(text) => text.clone(),
            New::Map(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| self.flow_entry(key, value));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
            New::List(items) => {
                let items = items.iter().map(|item| self.flow(item));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// The separator before an entry of a flow collection: a space, or a line break with the indentation of the
    /// previous entry.
    fn flow_gap(&self, before: u32, collection: Node<'d>) -> String {
        // Only white space is searched for the start of the line, because the line may be the whole file.
        let before = &self.source[collection.span().start as usize..before as usize];
        let line = before.trim_end_matches([' ', '\t']);
        if line.ends_with('\n') {
            format!("{}{}", self.style.line_break, &before[line.len()..])
        } else {
            " ".to_owned()
        }
    }

    /// Writes a string as a scalar: unquoted if that would be parsed as the same string, otherwise in double quotes.
    fn scalar(&self, text: &str, is_flow: bool) -> String {
        if !self.style.is_json && is_plain(text, is_flow) {
            text.to_owned()
        } else {
            quoted(text)
        }
    }

    fn is_flow(&self, collection: Node<'d>) -> bool {
        self.source[collection.span().range()].starts_with(['{', '['])
    }

    /// True for a place inside brackets.
    fn is_in_flow(&self, place: Span) -> bool {
        let holds = |span: Span| span.start <= place.start && place.end <= span.end;
        let mut node = self.root;
        loop {
            if node.is_alias() || !holds(node.span()) {
                return false;
            }
            if !matches!(node.kind(), Kind::Scalar(_)) && self.is_flow(node) {
                return true;
            }
            let Some(next) = node.child_ending_behind(place.end) else {
                return false;
            };
            node = next;
        }
    }

    /// True for the text of a block scalar, where quotes are literal: its header, `|` or `>`, ends the previous line.
    fn is_block_scalar(&self, text: Span) -> bool {
        let before = self.source[..text.start as usize].trim_end_matches(' ');
        let Some(before) = before.strip_suffix('\n') else {
            return false;
        };
        let line = &before[line_start(before, before.len())..];
        let header = line.split(" #").next().unwrap_or_default().trim_end();
        let indicators = |letter: char| matches!(letter, '+' | '-' | '1'..='9');
        header.trim_end_matches(indicators).ends_with(['|', '>'])
    }

    /// True for a key in the long form, `? key` and `: value`.
    fn is_explicit(&self, key: Span) -> bool {
        let before = &self.source[self.line_start(key.start) as usize..key.start as usize];
        before.trim_end().ends_with('?')
    }

    fn line_start(&self, at: u32) -> u32 {
        offset(line_start(self.source, at as usize))
    }

    /// The end of a line, before its line break.
    fn line_end(&self, at: u32) -> u32 {
        let rest = &self.source[at as usize..];
        let end = at as usize + rest.find('\n').unwrap_or(rest.len());
        let is_crlf = self.source[..end].ends_with('\r') && end > at as usize;
        offset(end - usize::from(is_crlf))
    }

    fn next_line(&self, at: u32) -> u32 {
        let rest = &self.source[at as usize..];
        offset(at as usize + rest.find('\n').map_or(rest.len(), |at| at + 1))
    }

    fn column(&self, at: u32) -> usize {
        (at - self.line_start(at)) as usize
    }
}

/// `{a: {b: new}}` for the path `a`, `b`.
fn nested(path: &[&str], new: &New) -> New {
    path.iter().rev().fold(new.clone(), |inner, key| {
        New::Map(vec![((*key).to_owned(), inner)])
    })
}

/// A string in double quotes, valid in JSON and YAML.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// True for a string that kubectl parses as a string without quotes.
fn is_plain(text: &str, is_flow: bool) -> bool {
    let mut owned = std::borrow::Cow::Borrowed(text);
    let is_string = matches!(scalar::resolve(&mut owned, true, None), Ok(Resolved::Str));
    let starts_well = text.chars().next().is_some_and(|first| {
        first.is_alphanumeric() || matches!(first, '/' | '.' | '_') && text.len() > 1
    });
    let indicators: &[char] = if is_flow {
        &[',', '[', ']', '{', '}']
    } else {
        &[]
    };
    is_string
        && starts_well
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && !text.chars().any(char::is_control)
        && !text.contains(indicators)
}

fn style(source: &str, root: Node<'_>) -> Style {
    let column = |at: u32| at as usize - line_start(source, at as usize);
    let mappings = root.mappings();
    let is_block = |node: Node<'_>| !source[node.span().range()].starts_with(['{', '[']);
    let entries = || {
        let block = mappings.iter().filter(|mapping| is_block(**mapping));
        block.flat_map(|mapping| mapping.raw_entries_with_keys())
    };
    let first_key = |node: Node<'_>| {
        let entries = node.raw_entries_with_keys();
        entries.first().map(|entry| entry.key_span.start)
    };
    let step = entries().find_map(|entry| {
        let is_written = !entry.value.is_alias() && is_block(entry.value);
        let below = first_key(entry.value).filter(|_| is_written)?;
        column(below).checked_sub(column(entry.key_span.start))
    });
    let dash = entries().find_map(|entry| {
        let is_list = !entry.value.is_alias() && matches!(entry.value.kind(), Kind::Sequence);
        let first = entry
            .value
            .items()
            .next()
            .filter(|_| is_list && is_block(entry.value))?;
        let dash = source[..first.span().start as usize].rfind('-')?;
        column(offset(dash)).checked_sub(column(entry.key_span.start))
    });
    // The last line of the node may end after it; a line that ends much further on was not written by hand.
    let text = &source.as_bytes()[root.span().start as usize..];
    let near = text.len().min(root.span().range().len() + LINE);
    let end = memchr::memchr(b'\n', &text[..near]);
    let root_key = first_key(root).map(|start| &source[start as usize..]);
    Style {
        step: step.filter(|step| (1..=8).contains(step)).unwrap_or(2),
        dash: dash.filter(|dash| *dash <= 8).unwrap_or(0),
        is_json: root_key.is_some_and(|key| key.starts_with('"')),
        line_break: if end.is_some_and(|end| text[..end].ends_with(b"\r")) {
            "\r\n"
        } else {
            "\n"
        },
    }
}

impl<'d> Node<'d> {
    /// True for an alias: the value is written elsewhere.
    #[must_use]
    pub fn is_alias(self) -> bool {
        matches!(self.document.node(self.id).content, Content::Alias(_))
    }

    /// True for a scalar with a tag, such as `!!str 1`.
    #[must_use]
    pub fn is_tagged(self) -> bool {
        matches!(
            &self.document.node(self.id).content,
            Content::Scalar(scalar) if scalar.tag.is_some()
        )
    }

    /// The entries written in this mapping itself, without merge keys, but including duplicates.
    #[must_use]
    pub fn raw_entries_with_keys(self) -> Vec<Entry<'d>> {
        let entries = self.raw_entries();
        entries
            .map(|(key, value)| self.make_entry(key, value))
            .collect()
    }

    /// The effective entry of a key among those written in this mapping itself.
    pub(super) fn raw_entry(self, key: &str) -> Option<Entry<'d>> {
        let entries = self.raw_entries_with_keys().into_iter();
        entries.rev().find(|entry| entry.key == key)
    }

    /// The targets of all aliases in the document, sorted by place.
    fn alias_targets(self) -> &'d [AliasTarget] {
        &self.document.alias_targets
    }

    /// The first value of a mapping or item of a list that ends at or after a place.
    fn child_ending_behind(self, place: u32) -> Option<Self> {
        let document = self.document;
        let ends_before = |id: NodeId| document.node(id).span.end < place;
        let found = match &document.node(self.id).content {
            Content::Mapping(range, _) => {
                let entries = &document.entries[range.indices()];
                let at = entries.partition_point(|(_, value)| ends_before(*value));
                entries.get(at).map(|(_, value)| *value)
            }
            Content::Sequence(range) => {
                let items = &document.items[range.indices()];
                items
                    .get(items.partition_point(|item| ends_before(*item)))
                    .copied()
            }
            Content::Scalar(_) | Content::Alias(_) => None,
        };
        found.map(|id| Self::new(document, id))
    }
}
