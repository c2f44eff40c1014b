//! Where the cursor is in a manifest that is being typed.
//!
//! A manifest that is being typed is often invalid. So the word at the cursor is replaced by a mark that
//! is a valid key or value before the text is parsed. If the text is invalid even then, the keys above are
//! taken from the lines that are indented less.

use crate::{
    source::{self, Span, line_start},
    spark::{self, KINDS, Kind, KindSpec, Mention},
    written::{self, AtOffset, Part, Spot},
    yaml::{Node, Step},
};

#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about the line"
)]
pub(super) struct CursorContext {
    /// The kind of the application, if it is written already.
    pub(super) kind: Option<Kind>,
    /// The keys above, outermost first; the items of lists have no key.
    pub(super) path: Vec<String>,
    pub(super) side: Side,
    /// The whole word at the cursor.
    pub(super) token: Span,
    /// The part of the word before the cursor.
    pub(super) typed: String,
    /// True if a colon follows the word.
    pub(super) has_colon: bool,
    /// True if the word is inside quotes.
    pub(super) is_quoted: bool,
    /// True if the line starts with the dash of a list.
    pub(super) is_item: bool,
    /// The other keys of the mapping.
    pub(super) siblings: Vec<String>,
    /// True if another annotation of the mapping requests a spot instance.
    pub(super) is_spot: bool,
}

/// What the word at the cursor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// A key of a mapping, or an item of a list.
    Key,
    Value {
        key: String,
    },
    /// A rule in a suppression comment.
    Suppression,
}

/// Replaces the word while the text is parsed.
const MARK: &str = "zz-cursor-zz";

impl CursorContext {
    /// The context of an offset in a part of a file. `None` in comments and outside of Spark applications.
    pub(super) fn at(text: &str, part: &Part, offset: u32) -> Option<Self> {
        let at = offset as usize;
        let start = text[..at].trim_end_matches(is_of_word).len();
        let end = at + (text[at..].len() - text[at..].trim_start_matches(is_of_word).len());
        let line = line_start(text, start);
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let (before, behind) = (&text[line..start], &text[end..line_end]);
        let context = Self {
            kind: None,
            path: Vec::new(),
            side: Side::Suppression,
            token: Span::new(source::offset(start), source::offset(end)),
            typed: text[start..at].to_owned(),
            has_colon: behind
                .trim_start_matches(['"', '\''])
                .trim_start()
                .starts_with(':'),
            is_quoted: before.ends_with(['"', '\'']) || is_in_quotes(before),
            is_item: before.trim_start().starts_with('-'),
            siblings: Vec::new(),
            is_spot: false,
        };
        if is_suppression(before) {
            return Some(context);
        }
        if before.trim_start().starts_with('#') || before.contains(" #") {
            return None;
        }
        Mention::find(text)?;
        let line = Line { before, behind };
        let marked = [&text[..start], &line.marked(), &text[line_end..]].concat();
        let at_mark = source::offset(start) + 1;
        match written::at_offset(&marked, &part.of_kind(&marked), at_mark, |spot| {
            context.at_spot(spot)
        }) {
            AtOffset::Document(context) => context,
            AtOffset::Broken(around) => {
                // The text after the cursor also tells that this is an application.
                Mention::find(&marked[around.range()])?;
                let kind = kind_of(&marked[around.range()]);
                let context = Self { kind, ..context };
                context.indented(&text[around.start as usize..start], line)
            }
            AtOffset::Unknown => None,
        }
    }

    /// The context of the mark.
    fn at_spot(&self, spot: &Spot<'_, '_>) -> Option<Self> {
        let outside = spot.steps_to_application()?;
        let mut path: Vec<String> = Vec::new();
        let mut parents = vec![spot.root()];
        for (at, step) in spot.path.iter().enumerate() {
            match step {
                Step::Entry(entry) => {
                    if at >= outside {
                        path.push(entry.key.clone().into_owned());
                    }
                    parents.push(entry.value);
                }
                Step::Item(item) => parents.push(*item),
            }
        }
        let object = parents.get(outside).copied();
        let application = object.and_then(|object| spark::application(object, None));
        let last = path.pop()?;
        let is_item = matches!(spot.path.last(), Some(Step::Item(_)));
        let mapping = parents.iter().rev().nth(1).copied();
        let (side, parent) = if is_item {
            // A word in a list: the list's key is a part of the path.
            path.push(last);
            (Side::Key, None)
        } else if last.contains(MARK) {
            (Side::Key, mapping)
        } else {
            (Side::Value { key: last }, mapping)
        };
        let entries = parent.map(Node::entries).unwrap_or_default();
        let is_spot = entries.iter().any(|entry| {
            let text = entry.value.scalar_text().unwrap_or_default();
            entry.key.ends_with("/eci-spot-strategy") && text.starts_with("Spot")
        });
        let keys = entries.into_iter().map(|entry| entry.key.into_owned());
        Some(Self {
            kind: application.map(|application| application.kind),
            path,
            side,
            siblings: keys.filter(|key| !key.contains(MARK)).collect(),
            is_spot,
            ..self.clone()
        })
    }

    /// Takes the keys above from the indentation of the lines.
    fn indented(&self, above: &str, line: Line<'_>) -> Option<Self> {
        let side = match line.key() {
            Some(key) => Side::Value { key },
            None if line.is_empty() => Side::Key,
            None => return None,
        };
        let mut path = Vec::new();
        let mut depth = depth(line.before);
        for line in above.lines().rev().skip(1) {
            let text = line.trim_start();
            let own = self::depth(line);
            let key = text.trim_start_matches(['-', ' ']).split(':').next()?;
            if own == depth && key == "kind" && Mention::find(line).is_some() {
                // Keys above the application are not part of the path.
                break;
            }
            if text.is_empty() || text.starts_with('#') || own >= depth {
                continue;
            }
            path.push(key.trim_matches(['"', '\'']).to_owned());
            depth = own;
            if depth == 0 {
                break;
            }
        }
        path.reverse();
        Some(Self {
            path,
            side,
            ..self.clone()
        })
    }
}

/// The kind in a text that cannot be parsed.
fn kind_of(text: &str) -> Option<Kind> {
    let mut kinds = KINDS.iter();
    let is_named = |kind: &&KindSpec| {
        let mut names = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("kind:"));
        text.contains(kind.group()) && names.any(|name| name.trim() == kind.name)
    };
    kinds.find(is_named).map(|kind| kind.kind)
}

/// The line of the cursor, without the word.
#[derive(Clone, Copy)]
struct Line<'l> {
    before: &'l str,
    behind: &'l str,
}

impl Line<'_> {
    /// True if only dashes, quotes and spaces precede the word.
    fn is_empty(self) -> bool {
        self.before
            .trim_start_matches([' ', '-', '"', '\''])
            .is_empty()
    }

    /// The key whose value the word is.
    fn key(self) -> Option<String> {
        let (key, _) = self.before.split_once(": ")?;
        let key = key.trim_start_matches([' ', '-']).trim_matches(['"', '\'']);
        Some(key.to_owned())
    }

    /// The rest of the line with the mark as a value, or as a key with a value.
    fn marked(self) -> String {
        let quote = match self.before.chars().next_back() {
            Some(quote @ ('"' | '\'')) if !self.behind.contains(quote) => quote.to_string(),
            _ => String::new(),
        };
        let is_in_flow = self.before.contains(['{', '[']);
        let is_key = self.is_empty() && !self.behind.contains(':') && !is_in_flow;
        let rest = if is_key { ": x" } else { "" };
        [MARK, self.behind.trim_end(), &quote, rest].concat()
    }
}

/// The column in which the content of a line starts, after the dashes of lists.
fn depth(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '/' | '-' | '_')
}

/// True if the text ends inside quotes.
fn is_in_quotes(before: &str) -> bool {
    before.matches('"').count() % 2 == 1 || before.matches('\'').count() % 2 == 1
}

/// True if the text ends inside the brackets of a suppression comment.
fn is_suppression(before: &str) -> bool {
    let Some((_, comment)) = before.rsplit_once('#') else {
        return false;
    };
    let list = comment
        .trim_start()
        .strip_prefix("spark-eci-lint:")
        .and_then(|rest| rest.trim_start().strip_prefix("ignore"))
        .map(|rest| rest.strip_prefix("-file").unwrap_or(rest).trim_start());
    list.and_then(|list| list.strip_prefix('['))
        .is_some_and(|list| !list.contains(']'))
}
