//! From the bytes of a file to its texts, and from those to applications or to the reason why they cannot be checked.

use memchr::memmem;

use super::{
    FileForm, Reason, TemplateKind, UnjudgedText,
    airflow::{self, Launched},
    argo::{KnownDeclarations, Parameters},
    bytes::{is_definition, may_patch},
    chart,
    embedded::{Held, held},
    open::find_open,
    regions,
    template::{read_template, spelled_in_brackets},
};
use crate::{
    source::{DecodeError, OriginMap, SourceText, Span},
    spark::{self, Application, Mention},
    yaml::{self, Chunk, Document, Node, ParseError, Step},
};

/// Receives the Spark applications of a text in order, and the errors. All places are relative to the text that was
/// entered last.
pub(crate) trait Visit {
    /// An application.
    fn application(&mut self, source: &str, application: &Application<'_>, origin: Option<&str>);
    /// All applications of the document have been visited.
    fn document_ends(&mut self, _source: &str, _document: &Document<'_>, _origin: Option<&str>) {}
    /// A document cannot be parsed.
    fn broken(&mut self, error: &ParseError, origin: Option<&str>);
    /// A text cannot be checked.
    fn unjudged(&mut self, text: &UnjudgedText, origin: Option<&str>);
    /// Enters a text inside the current one. The map has the places of its parts in the current text.
    fn enter(&mut self, map: &OriginMap);
    /// Leaves the text.
    fn leave(&mut self, map: &OriginMap);
}

/// A part of a file that is checked separately.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    pub span: Span,
    /// An error that was found before parsing; its place is relative to the part.
    pub error: Option<ParseError>,
    form: PartForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum PartForm {
    /// A document of a stream.
    Document,
    /// A manifest in a text of another kind.
    Region,
    /// A chart without its dependencies.
    IncompleteChart,
    /// A whole file without recognizable manifests.
    Other,
}

/// The parts of a file's text.
#[must_use]
pub fn parts(text: &str, form: FileForm) -> Vec<Part> {
    match form {
        FileForm::Manifests => yaml::split(text).into_iter().map(Part::from).collect(),
        FileForm::IncompleteChart => vec![Part {
            span: Span::new(0, offset(text.len())),
            error: None,
            form: PartForm::IncompleteChart,
        }],
        FileForm::Other => {
            let part = |span, form| Part {
                span,
                error: None,
                form,
            };
            let regions = regions::regions(text).into_iter();
            let regions = regions.flat_map(|region| regions::documents(text, region));
            let mut found: Vec<Part> = regions
                .filter(|span| spark::may_hold_application(&text[span.range()]))
                .map(|span| part(span, PartForm::Region))
                .collect();
            // The text between them is searched for applications in another notation.
            let mut gaps = Vec::new();
            let mut from = 0;
            for region in &found {
                gaps.push(Span::new(from, region.span.start.max(from)));
                from = region.span.end;
            }
            gaps.push(Span::new(from, offset(text.len())));
            let others = gaps
                .into_iter()
                .filter(|gap| spark::holds_application(&text[gap.range()]));
            found.extend(others.map(|gap| part(gap, PartForm::Other)));
            found.sort_by_key(|part| part.span);
            found
        }
    }
}

impl Part {
    /// The error and the kind, which do not depend on the position.
    #[must_use]
    pub fn kind(&self) -> (Option<&ParseError>, bool) {
        (self.error.as_ref(), self.form == PartForm::Document)
    }

    /// A part of the same kind that covers a whole text.
    #[must_use]
    pub fn of_kind(&self, text: &str) -> Self {
        Self {
            span: Span::new(0, offset(text.len())),
            error: None,
            form: self.form,
        }
    }
}

impl From<Chunk> for Part {
    fn from(chunk: Chunk) -> Self {
        Self {
            span: chunk.span,
            error: chunk.error,
            form: PartForm::Document,
        }
    }
}

/// Decodes a file and splits it into parts. Invalid bytes become one part that cannot be parsed.
pub(crate) fn read(bytes: &[u8], form: FileForm) -> (SourceText, Vec<Part>) {
    match SourceText::from_bytes(bytes) {
        Ok(source) => {
            let parts = parts(source.as_str(), form);
            (source, parts)
        }
        Err(error) => undecodable(bytes, error),
    }
}

/// Visits a part of a file. Does nothing if it contains no Spark application.
pub(crate) fn visit(text: &str, part: &Part, visit: &mut impl Visit) {
    if part.form == PartForm::IncompleteChart {
        return incomplete_chart(text, visit);
    }
    let is_document = part.form == PartForm::Document;
    // A custom resource definition may mention a kind as well.
    let may_be_broken = || !is_definition(text.as_bytes()) && Mention::find(text).is_some();
    let is_read = spark::may_hold_application(text)
        || is_document && (may_patch(text.as_bytes()) || may_be_broken());
    if !is_read {
        return;
    }
    let mut reader = Reader {
        visit,
        origin: rendered_from(text).map(str::to_owned),
        depth: 0,
    };
    let parameters = Parameters::default();
    match part.form {
        PartForm::Document => {
            reader.document(text, part.error.as_ref(), &parameters);
        }
        PartForm::Region => {
            if reader.region(text) == Outcome::NoManifest && spark::holds_application(text) {
                reader.unjudged(kind_place(text), Reason::Text);
            }
        }
        PartForm::IncompleteChart => {}
        PartForm::Other => {
            if spark::holds_application(text) {
                reader.unjudged(kind_place(text), Reason::File);
            }
        }
    }
}

fn incomplete_chart(text: &str, visit: &mut impl Visit) {
    let Ok(Some(chart)) = parse(text) else {
        return;
    };
    let dependencies = chart::dependencies(&chart).into_iter();
    for dependency in dependencies.filter(chart::Dependency::is_of_spark) {
        let unjudged = UnjudgedText {
            place: dependency.place,
            reason: Reason::Dependency,
        };
        visit.unjudged(&unjudged, None);
    }
}

/// The Spark applications that are mappings in a document, in order.
#[must_use]
pub fn applications<'d>(document: &'d Document<'d>) -> Vec<Application<'d>> {
    let held = held(document.root()).into_iter();
    held.filter_map(|held| match held {
        Held::Application(application) => Some(application),
        Held::Patch(_) | Held::Text(..) => None,
    })
    .collect()
}

/// The limit on nested texts.
const MAX_DEPTH: usize = 4;

struct Reader<'v, V> {
    visit: &'v mut V,
    origin: Option<String>,
    /// The nesting depth of this text.
    depth: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It was visited, or an error was reported.
    Done,
    /// It is not a manifest.
    NoManifest,
}

impl<V: Visit> Reader<'_, V> {
    /// Visits a document; `error` is an error found before parsing.
    fn document(
        &mut self,
        text: &str,
        error: Option<&ParseError>,
        parameters: &Parameters,
    ) -> Outcome {
        let is_readable = error.is_none();
        let parsed = match error {
            Some(error) => Err(error.clone()),
            None => parse(text),
        };
        let error = match parsed {
            Ok(None) => return Outcome::NoManifest,
            Ok(Some(document)) => {
                // It has known values, or placeholders that look like lists.
                let has_values = !parameters.is_empty() && text.contains("{{");
                if !(has_values || has_spelled_brackets(text)) || !self.template(text, parameters) {
                    return self.held(text, &document);
                }
                return Outcome::Done;
            }
            Err(error) => error,
        };
        let Some(mention) = Mention::find(text) else {
            return Outcome::NoManifest;
        };
        if is_readable && self.template(text, parameters) {
            return Outcome::Done;
        }
        // A text that is no manifest as a whole may contain one.
        if self.depth > 0 {
            return Outcome::NoManifest;
        }
        match mention.placeholder {
            // A placeholder does not explain an error before it.
            Some(placeholder) if error.span.start >= offset(placeholder.range.start) => {
                let range = placeholder.range;
                let place = Span::new(offset(range.start), offset(range.end));
                self.unjudged(place, Reason::Template(TemplateKind::of(text)));
            }
            _ => self.visit.broken(&error, self.origin.as_deref()),
        }
        Outcome::Done
    }

    /// Visits a manifest in a text of another kind, or in a region of it.
    fn region(&mut self, text: &str) -> Outcome {
        self.depth += 1;
        let parameters = Parameters::default();
        let mut outcome = self.document(text, None, &parameters);
        if outcome == Outcome::NoManifest
            && let Some((inner, map)) = regions::without_prefix(text)
        {
            self.visit.enter(&map);
            outcome = self.document(&inner, None, &parameters);
            self.visit.leave(&map);
        }
        if outcome == Outcome::NoManifest && self.depth < MAX_DEPTH {
            for region in regions::regions(text) {
                for document in regions::documents(text, region) {
                    let inner = &text[document.range()];
                    if !spark::may_hold_application(inner) {
                        continue;
                    }
                    let map = OriginMap::starting_at(document.start);
                    self.visit.enter(&map);
                    if self.region(inner) == Outcome::Done {
                        outcome = Outcome::Done;
                    }
                    self.visit.leave(&map);
                }
            }
        }
        self.depth -= 1;
        outcome
    }

    /// Visits a text as a template. False if it is not one, or is invalid YAML even without its actions.
    fn template(&mut self, text: &str, parameters: &Parameters) -> bool {
        let read = read_template(text, &|action| parameters.value(action));
        if read.text == text {
            return false;
        }
        let Ok(Some(mut document)) = parse(&read.text) else {
            return false;
        };
        let open = find_open(&read.text, &document, &read.insertions, &read.blocks);
        document.mark_open(open);
        self.visit.enter(&read.map);
        self.held(&read.text, &document);
        self.visit.leave(&read.map);
        true
    }

    /// Visits the contents of a document.
    fn held(&mut self, text: &str, document: &Document<'_>) -> Outcome {
        let root = document.root();
        let is_structure = !matches!(root.kind(), yaml::Kind::Scalar(_));
        if !is_structure {
            return Outcome::NoManifest;
        }
        let mut known = KnownDeclarations::new();
        for held in held(root) {
            match held {
                Held::Application(application) => self.application(text, document, &application),
                Held::Patch(place) => self.unjudged(place, Reason::Patch),
                Held::Text(node, around) => {
                    let parameters = Parameters::new(root, &around, &mut known);
                    self.embedded(text, node, &around, &parameters);
                }
            }
        }
        self.visit
            .document_ends(text, document, self.origin.as_deref());
        Outcome::Done
    }

    fn application(&mut self, text: &str, document: &Document<'_>, application: &Application<'_>) {
        let is_launched = airflow::launch(text, document, application)
            .is_some_and(|launched| self.launched(&launched, !document.open().is_empty()));
        if !is_launched {
            self.visit
                .application(text, application, self.origin.as_deref());
        }
    }

    /// Visits an application as Airflow creates it. False if it cannot be read.
    fn launched(&mut self, launched: &Launched, is_template: bool) -> bool {
        let Ok(Some(mut document)) = parse(&launched.text) else {
            return false;
        };
        if is_template {
            let spec = launched
                .application(document.root())
                .and_then(|application| application.spec);
            let open = spec.map(|spec| (spec.value.span(), yaml::Openness::Incomplete));
            document.mark_open(open.into_iter().collect());
        }
        let Some(mut application) = launched.application(document.root()) else {
            return false;
        };
        application.launcher = Some(launched.launcher.clone());
        self.visit.enter(&launched.map);
        self.visit
            .application(&launched.text, &application, self.origin.as_deref());
        self.visit.leave(&launched.map);
        true
    }

    /// Visits a text in a document; `around` is the path to it.
    fn embedded(
        &mut self,
        source: &str,
        node: Node<'_>,
        around: &[Step<'_>],
        parameters: &Parameters,
    ) {
        let Some(text) = node.scalar_text() else {
            return;
        };
        let is_plain = spark::holds_application(text);
        if self.depth >= MAX_DEPTH {
            if is_plain {
                self.unjudged(node.span(), Reason::Text);
            }
            return;
        }
        let is_patch = is_below_patches(around);
        self.depth += 1;
        let outcome = if node.is_literal() {
            // The lines of the text, with their indentation, are YAML with the same meaning.
            let lines = whole_lines(source, node.span());
            self.texts(source, lines, None, parameters, is_patch)
        } else {
            let map = OriginMap::within(text, node.span());
            let whole = Span::new(0, offset(text.len()));
            self.texts(text, whole, Some(&map), parameters, is_patch)
        };
        self.depth -= 1;
        if outcome == Outcome::NoManifest && is_plain {
            self.unjudged(node.span(), Reason::Text);
        }
    }

    /// Visits the documents of a part of a text, or else those of its regions. Without a map, the part is verbatim.
    /// Unreadable texts are reported only if others can be read.
    fn texts(
        &mut self,
        text: &str,
        part: Span,
        map: Option<&OriginMap>,
        parameters: &Parameters,
        is_patch: bool,
    ) -> Outcome {
        let mut outcome = Outcome::NoManifest;
        let mut unread = Vec::new();
        for document in regions::documents(text, part) {
            let body = &text[document.range()];
            if !spark::may_hold_application(body) {
                continue;
            }
            if self.part(body, document, map, parameters, is_patch) == Outcome::Done {
                outcome = Outcome::Done;
                continue;
            }
            let mut is_read = false;
            for region in regions::regions(body) {
                for inner in regions::documents(body, region) {
                    let text = &body[inner.range()];
                    if !spark::may_hold_application(text) {
                        continue;
                    }
                    let inner = inner.moved(document.start);
                    is_read |= self.part(text, inner, map, parameters, false) == Outcome::Done;
                }
            }
            if is_read {
                outcome = Outcome::Done;
            } else if spark::holds_application(body) {
                unread.push(content(text, document));
            }
        }
        if outcome == Outcome::Done {
            for place in unread {
                let place = map.map_or(place, |map| map.place(place).span);
                self.unjudged(place, Reason::Text);
            }
        }
        outcome
    }

    fn part(
        &mut self,
        body: &str,
        place: Span,
        map: Option<&OriginMap>,
        parameters: &Parameters,
        is_patch: bool,
    ) -> Outcome {
        if is_patch && !body.contains("sparkVersion") && !body.contains("runtimeVersions") {
            let place = content(body, Span::new(0, offset(body.len()))).moved(place.start);
            let place = map.map_or(place, |map| map.place(place).span);
            self.unjudged(place, Reason::Patch);
            return Outcome::Done;
        }
        let lines = OriginMap::starting_at(place.start);
        let map = map.unwrap_or(&lines);
        self.visit.enter(map);
        let outcome = self.document(body, None, parameters);
        self.visit.leave(map);
        outcome
    }

    fn unjudged(&mut self, place: Span, reason: Reason) {
        self.visit
            .unjudged(&UnjudgedText { place, reason }, self.origin.as_deref());
    }
}

fn parse(text: &str) -> Result<Option<Document<'_>>, ParseError> {
    yaml::parse(text, Span::new(0, offset(text.len())))
}

fn is_below_patches(around: &[Step<'_>]) -> bool {
    around.iter().any(|step| match step {
        Step::Entry(entry) => super::embedded::PATCHES.contains(&&*entry.key),
        Step::Item(_) => false,
    })
}

/// Extends a span to whole lines.
pub(super) fn whole_lines(text: &str, span: Span) -> Span {
    let start = text[..span.start as usize]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let end = span.end as usize;
    let end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    Span::new(offset(start), offset(end))
}

/// Trims white space from a part of a text.
fn content(text: &str, part: Span) -> Span {
    let body = &text[part.range()];
    let start = part.start + offset(body.len() - body.trim_start().len());
    Span::new(start, start + offset(body.trim().len()))
}

/// True if a value is a placeholder that YAML parses as a list, a mapping or a comment.
fn has_spelled_brackets(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'{', b'[', b'#', bytes).any(|at| {
        let before = bytes[..at].last();
        before.is_some_and(|before| *before == b' ')
            && spelled_in_brackets(&text[at..])
            && matches!(bytes[..at].trim_ascii_end().last(), Some(b':' | b'-'))
    })
}

/// The place in a text where the kind of an application is mentioned.
fn kind_place(text: &str) -> Span {
    let at = memmem::find(text.as_bytes(), b"Spark").unwrap_or_default();
    let end = text[at..]
        .find(|letter: char| !letter.is_ascii_alphanumeric())
        .map_or(text.len(), |end| at + end);
    Span::new(offset(at), offset(end))
}

/// The comment that `helm template` writes above each document: `# Source: chart/templates/x.yaml`.
fn rendered_from(text: &str) -> Option<&str> {
    let mut comments = text
        .lines()
        .map(str::trim)
        .take_while(|line| line.is_empty() || line.starts_with('#'));
    comments
        .find_map(|line| line.strip_prefix("# Source: "))
        .map(str::trim)
}

fn undecodable(bytes: &[u8], error: DecodeError) -> (SourceText, Vec<Part>) {
    let source = SourceText::lossy(bytes);
    let start = match error {
        DecodeError::Utf8 { valid_up_to } => valid_up_to,
        DecodeError::Utf16 => 0,
    };
    let text = source.as_str();
    let width = text[start..].chars().next().map_or(0, char::len_utf8);
    let part = Part {
        span: Span::new(0, offset(text.len())),
        error: Some(ParseError {
            message: error.to_string(),
            span: Span::new(offset(start), offset(start + width)),
            may_stand_before: false,
        }),
        form: PartForm::Document,
    };
    (source, vec![part])
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
