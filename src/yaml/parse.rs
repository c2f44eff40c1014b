use std::{borrow::Cow, collections::HashMap, mem::take};

use granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag, options,
};

use super::{
    Comment, Document, ParseError, aliases,
    document::{Content, Keys, NodeData, NodeId, Range, ScalarData},
    indicators, line_breaks,
    scalar::{self, CoreTag, Resolved},
    tabs::Tabs,
};
use crate::source::{Span, offset};

/// The parser's result for a document in which only line feeds and carriage returns are line breaks.
pub(super) struct Parsed<'s> {
    /// `None` if there is no document, only comments.
    pub(super) document: Option<Document<'s>>,
    /// The places of its scalars as reported by the parser.
    pub(super) scalars: Vec<(Span, ScalarStyle)>,
}

/// Parses the document that `span` covers.
///
/// # Errors
/// See [`super::parse`].
pub(super) fn parse_lines(text: &str, span: Span) -> Result<Parsed<'_>, ParseError> {
    let mut builder = Builder::new(text, span);
    let document = builder.build()?;
    Ok(Parsed {
        document,
        scalars: builder.scalars,
    })
}

/// A collection that is still open.
struct Frame {
    id: NodeId,
    is_mapping: bool,
    is_flow: bool,
    /// The index of its first child in [`Builder::children`].
    first_child: usize,
}

/// The bytes of text per node: a little less than in typical manifests, so that the vector of nodes rarely has to grow.
const BYTES_PER_NODE: usize = 10;
/// The maximum initial capacity, in nodes: a long text may be a single scalar.
const FIRST_NODES: usize = 4096;

struct Builder<'s> {
    text: &'s str,
    span: Span,
    nodes: Vec<NodeData<'s>>,
    entries: Vec<(NodeId, NodeId)>,
    items: Vec<NodeId>,
    comments: Vec<Comment>,
    anchors: HashMap<usize, NodeId>,
    open: Vec<Frame>,
    /// The children of all open collections, those of the innermost last.
    children: Vec<NodeId>,
    root: Option<NodeId>,
    /// True if the text starts with a brace, which kubectl reads as JSON.
    is_json: bool,
    /// `None` if no tabs have to be checked.
    tabs: Option<Tabs>,
    scalars: Vec<(Span, ScalarStyle)>,
    keeps_scalars: bool,
}

impl<'s> Builder<'s> {
    fn new(text: &'s str, span: Span) -> Self {
        let document = &text[span.range()];
        let is_json = document.trim_start().starts_with('{');
        let nodes = (span.range().len() / BYTES_PER_NODE).min(FIRST_NODES);
        Self {
            text,
            span,
            nodes: Vec::with_capacity(nodes),
            entries: Vec::new(),
            items: Vec::new(),
            comments: Vec::new(),
            anchors: HashMap::new(),
            open: Vec::new(),
            children: Vec::new(),
            root: None,
            is_json,
            tabs: (!is_json && document.contains('\t')).then(Tabs::default),
            scalars: Vec::new(),
            keeps_scalars: line_breaks::may_matter(document),
        }
    }

    fn build(&mut self) -> Result<Option<Document<'s>>, ParseError> {
        let options = options! {
            // These options select the behaviour of libyaml, of which go-yaml is a port, over YAML 1.2.
            bom_inside_document_as_content: true,
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            // A long licence header is legitimate.
            max_buffered_comment_events: 10_000_000,
        };
        let parser = Parser::new_from_str_with_options(&self.text[self.span.range()], options);
        let mut end = self.span.end;
        for next in parser {
            let (event, span) = next.map_err(|error| self.scan_error(&error))?;
            let span = self.place(&span);
            if matches!(event, Event::DocumentEnd) {
                end = span.start;
                break;
            }
            self.event(event, span)?;
        }
        let Some(root) = self.root else {
            return Ok(None);
        };
        if let Some(tabs) = self.tabs.take() {
            tabs.check(self.text, Span::new(self.span.start, end))?;
        }
        let document = Document::new(
            take(&mut self.nodes),
            take(&mut self.entries),
            take(&mut self.items),
            root,
            take(&mut self.comments),
        );
        aliases::check(&document)?;
        Ok(Some(document))
    }

    fn event(&mut self, event: Event<'s>, span: Span) -> Result<(), ParseError> {
        match event {
            Event::Comment(..) => self.comments.push(Comment { span }),
            Event::Scalar(text, style, anchor, tag) => {
                if let Some(tabs) = &mut self.tabs {
                    tabs.scalar(self.text, span, style);
                }
                if self.keeps_scalars {
                    self.scalars.push((span, style));
                }
                if style == ScalarStyle::Plain {
                    self.check_in_brackets(span, tag.is_some())?;
                }
                let node =
                    scalar_node(text, style, tag.as_deref(), self.content_span(span, style))?;
                let id = self.add(node, anchor)?;
                self.attach(id);
            }
            Event::Anchor(_, name) => indicators::check_anchor(&name, span)?,
            Event::SequenceStart(style, anchor, _) => {
                self.open_collection(span, anchor, false, style)?;
            }
            Event::MappingStart(style, anchor, _) => {
                self.open_collection(span, anchor, true, style)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close_collection(span)?,
            Event::Alias(anchor) => {
                let Some(target) = self.anchors.get(&anchor).copied() else {
                    return Err(ParseError::new("unknown anchor", span));
                };
                let id = self.add(
                    NodeData {
                        span,
                        content: Content::Alias(target),
                    },
                    0,
                )?;
                self.attach(id);
            }
            Event::UnresolvedAlias(name) => {
                return Err(ParseError::new(format!("unknown anchor `{name}`"), span));
            }
            _ => {}
        }
        Ok(())
    }

    /// Checks an unquoted scalar.
    fn check_in_brackets(&self, span: Span, is_tagged: bool) -> Result<(), ParseError> {
        let Some(open) = self.open.last().filter(|open| open.is_flow) else {
            return Ok(());
        };
        let is_value = open.is_mapping && (self.children.len() - open.first_child) % 2 == 1;
        if is_tagged && span.is_empty() {
            return indicators::check_tag_in_brackets(self.text, span);
        }
        indicators::check_in_brackets(self.text, span, is_value)
    }

    fn add(&mut self, node: NodeData<'s>, anchor: usize) -> Result<NodeId, ParseError> {
        let index = u32::try_from(self.nodes.len())
            .map_err(|_| ParseError::new("the document has too many nodes", node.span))?;
        self.nodes.push(node);
        if anchor != 0 {
            self.anchors.insert(anchor, NodeId(index));
        }
        Ok(NodeId(index))
    }

    fn attach(&mut self, id: NodeId) {
        if self.open.is_empty() {
            self.root = Some(id);
        } else {
            self.children.push(id);
        }
    }

    fn open_collection(
        &mut self,
        span: Span,
        anchor: usize,
        is_mapping: bool,
        style: StructureStyle,
    ) -> Result<(), ParseError> {
        let content = if is_mapping {
            Content::Mapping(Range::default(), Keys::Any)
        } else {
            Content::Sequence(Range::default())
        };
        let id = self.add(NodeData { span, content }, anchor)?;
        self.open.push(Frame {
            id,
            is_mapping,
            is_flow: style == StructureStyle::Flow,
            first_child: self.children.len(),
        });
        Ok(())
    }

    fn close_collection(&mut self, end: Span) -> Result<(), ParseError> {
        let Some(frame) = self.open.pop() else {
            return Ok(());
        };
        let last = self.children[frame.first_child..].last();
        let last = last.map_or(0, |child| self.nodes[child.0 as usize].span.end);
        let content = if frame.is_mapping {
            self.close_mapping(frame.first_child, frame.is_flow)?
        } else {
            let start = self.items.len();
            for item in &self.children[frame.first_child..] {
                self.check_value(*item)?;
            }
            self.items.extend(&self.children[frame.first_child..]);
            Content::Sequence(Range::new(start, self.items.len()))
        };
        self.children.truncate(frame.first_child);
        // The end event of a block collection is at the next token; that of a flow collection is at its bracket.
        let node = &mut self.nodes[frame.id.0 as usize];
        let close = if end.is_empty() { last } else { end.end };
        node.span.end = close.max(node.span.end);
        node.content = content;
        if let Some(tabs) = self.tabs.as_mut().filter(|_| frame.is_flow) {
            tabs.brackets(node.span);
        }
        self.attach(frame.id);
        Ok(())
    }

    fn close_mapping(
        &mut self,
        first_child: usize,
        is_flow: bool,
    ) -> Result<Content<'s>, ParseError> {
        let start = self.entries.len();
        let (pairs, _) = self.children[first_child..].as_chunks::<2>();
        for [key, value] in pairs {
            if is_flow && !self.is_json {
                let key = self.nodes[key.0 as usize].span;
                indicators::check_key_in_brackets(self.text, key)?;
            }
            self.check_key(*key)?;
            self.check_merge(*key, *value)?;
            self.check_value(*value)?;
        }
        self.entries
            .extend(pairs.iter().map(|[key, value]| (*key, *value)));
        let keys = self.keys(&self.entries[start..]);
        Ok(Content::Mapping(
            Range::new(start, self.entries.len()),
            keys,
        ))
    }

    fn keys(&self, entries: &[(NodeId, NodeId)]) -> Keys {
        let text = |(key, _): &(NodeId, NodeId)| match &self.resolve_alias(*key).content {
            Content::Scalar(ScalarData {
                text,
                resolved: Resolved::Str,
                ..
            }) if text != "<<" => Some(&**text),
            _ => None,
        };
        let mut texts = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(text) = text(entry) else {
                return Keys::Any;
            };
            texts.push(text);
        }
        texts.sort_unstable();
        if texts.array_windows().any(|[one, next]| one == next) {
            Keys::Any
        } else {
            Keys::Plain
        }
    }

    fn check_key(&self, key: NodeId) -> Result<(), ParseError> {
        let node = self.resolve_alias(key);
        match &node.content {
            Content::Scalar(scalar) => scalar::key_text(&scalar.text, scalar.resolved)
                .map(|_| ())
                .map_err(|message| ParseError::new(message, self.nodes[key.0 as usize].span)),
            _ => Err(ParseError::new("a key is a mapping or a list", node.span)),
        }
    }

    /// JSON has no infinity and no NaN, except in the text of a key.
    fn check_value(&self, value: NodeId) -> Result<(), ParseError> {
        match &self.nodes[value.0 as usize] {
            NodeData {
                span,
                content:
                    Content::Scalar(ScalarData {
                        text,
                        resolved: Resolved::Float(number),
                        ..
                    }),
            } if !number.is_finite() => Err(ParseError::new(
                format!("`{text}` cannot be represented in JSON"),
                *span,
            )),
            _ => Ok(()),
        }
    }

    /// As in go-yaml, a merge takes a mapping, an alias of one, or a list of those.
    fn check_merge(&self, key: NodeId, value: NodeId) -> Result<(), ParseError> {
        let is_merge = matches!(
            &self.nodes[key.0 as usize].content,
            Content::Scalar(ScalarData { text, plain: true, tag: None, .. }) if text == "<<"
        );
        if !is_merge {
            return Ok(());
        }
        let fits = match &self.nodes[value.0 as usize].content {
            Content::Mapping(..) => true,
            Content::Alias(_) => self.is_mapping(value),
            Content::Sequence(range) => self.items[range.indices()]
                .iter()
                .all(|item| self.is_mapping(*item)),
            Content::Scalar(_) => false,
        };
        let error = || {
            ParseError::new(
                "a merge (`<<`) takes a mapping or a list of mappings",
                self.nodes[value.0 as usize].span,
            )
        };
        if fits { Ok(()) } else { Err(error()) }
    }

    fn is_mapping(&self, id: NodeId) -> bool {
        matches!(self.resolve_alias(id).content, Content::Mapping(..))
    }

    fn resolve_alias(&self, id: NodeId) -> &NodeData<'s> {
        let node = &self.nodes[id.0 as usize];
        match node.content {
            Content::Alias(target) => &self.nodes[target.0 as usize],
            _ => node,
        }
    }

    /// Converts the parser's span to a span of the whole text.
    fn place(&self, span: &granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or(0..0);
        let place = |at: usize| self.span.start + offset(at);
        Span::new(place(range.start), place(range.end.max(range.start)))
    }

    /// The parser's span of a block scalar extends to the next token; this ends it after the last text.
    fn content_span(&self, span: Span, style: ScalarStyle) -> Span {
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return span;
        }
        let text = self.text[span.range()].trim_end();
        Span::new(span.start, span.start + offset(text.len()))
    }

    fn scan_error(&self, error: &ScanError) -> ParseError {
        let start = error.marker().byte_offset().unwrap_or_default() + self.span.start as usize;
        let start = start.min(self.span.end as usize);
        let width = self.text[start..self.span.end as usize]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        let message = match error.kind() {
            ErrorKind::RecursionLimitExceeded => "it nests deeper than 255 levels".to_owned(),
            _ => error.info(),
        };
        ParseError {
            message,
            span: Span::new(offset(start), offset(start + width)),
            may_stand_before: true,
        }
    }
}

fn scalar_node<'s>(
    text: Cow<'s, str>,
    style: ScalarStyle,
    tag: Option<&Tag>,
    span: Span,
) -> Result<NodeData<'s>, ParseError> {
    let plain = style == ScalarStyle::Plain;
    let tag = tag.map(|tag| CoreTag::from_uri(&format!("{}{}", tag.handle(), tag.suffix())));
    // The parser reports a missing value as `~` with an empty span.
    let mut text = if plain && span.is_empty() {
        Cow::Borrowed("")
    } else {
        text
    };
    let resolved =
        scalar::resolve(&mut text, plain, tag).map_err(|message| ParseError::new(message, span))?;
    debug_assert!(tag != Some(CoreTag::Str) || resolved == Resolved::Str);
    Ok(NodeData {
        span,
        content: Content::Scalar(ScalarData {
            text,
            plain,
            literal: style == ScalarStyle::Literal,
            tag,
            resolved,
        }),
    })
}
