//! Queries on the contents of a part of a file, including nested texts, with places in the part.

use super::{
    UnjudgedText,
    documents::{Part, Visit, applications, visit, whole_lines},
    regions,
};
use crate::{
    source::{self, Edit, OriginMap, Span},
    spark::{self, Application},
    yaml::{Document, Entry, Kind, Node, ParseError, Scalar, Step},
};

/// The places of nested texts.
#[derive(Default)]
pub struct Origins {
    /// The map of each text to the enclosing one, outermost first.
    maps: Vec<OriginMap>,
}

impl Origins {
    /// Converts a place to the outermost text; `None` if it is in another file.
    #[must_use]
    pub fn place(&self, span: Span) -> Option<Span> {
        let mut maps = self.maps.iter().rev();
        maps.try_fold(span, |span, map| {
            let place = map.place(span);
            place.file.is_none().then_some(place.span)
        })
    }

    /// Converts edits to the outermost text; `None` unless everything they change is verbatim there.
    #[must_use]
    pub fn edits(&self, edits: Vec<Edit>) -> Option<Vec<Edit>> {
        let place = |edit: Edit| {
            let mut maps = self.maps.iter().rev();
            maps.try_fold(edit, |edit, map| edit.placed(map, None))
        };
        edits.into_iter().map(place).collect()
    }
}

/// Calls `look` with each application of a part, in order, until it returns something.
pub fn find_application<T>(
    text: &str,
    part: &Part,
    look: impl FnMut(&str, &Application<'_>, &Origins) -> Option<T>,
) -> Option<T> {
    let mut search = ApplicationSearch {
        origins: Origins::default(),
        look,
        found: None,
    };
    visit(text, part, &mut search);
    search.found
}

struct ApplicationSearch<L, T> {
    origins: Origins,
    look: L,
    found: Option<T>,
}

impl<L, T> Visit for ApplicationSearch<L, T>
where
    L: FnMut(&str, &Application<'_>, &Origins) -> Option<T>,
{
    fn application(&mut self, source: &str, application: &Application<'_>, _: Option<&str>) {
        if self.found.is_none() {
            self.found = (self.look)(source, application, &self.origins);
        }
    }

    fn broken(&mut self, _: &ParseError, _: Option<&str>) {}

    fn unjudged(&mut self, _: &UnjudgedText, _: Option<&str>) {}

    fn enter(&mut self, map: &OriginMap) {
        self.origins.maps.push(map.clone());
    }

    fn leave(&mut self, _: &OriginMap) {
        self.origins.maps.pop();
    }
}

/// The result of a query at an offset of a part.
#[derive(Debug, PartialEq, Eq)]
pub enum AtOffset<T> {
    /// A result in a document.
    Document(T),
    /// The offset is in a manifest that cannot be parsed, which has this place.
    Broken(Span),
    /// The offset is in a text whose places are not known, or in none.
    Unknown,
}

/// The position of an offset in the innermost document.
pub struct Spot<'s, 'd> {
    /// The path from the root of the document, outermost first.
    pub path: Vec<Step<'d>>,
    /// The place of the document.
    pub origins: &'s Origins,
    document: &'d Document<'d>,
    has_inner_applications: bool,
}

impl<'d> Spot<'_, 'd> {
    #[must_use]
    pub fn root(&self) -> Node<'d> {
        self.document.root()
    }

    /// The entries on the path, outermost first; items of lists are skipped.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry<'d>> {
        let entries = self.path.iter().filter_map(|step| match step {
            Step::Entry(entry) => Some(entry.clone()),
            Step::Item(_) => None,
        });
        entries.collect()
    }

    /// The number of steps from the root to the enclosing application; `None` outside of applications.
    #[must_use]
    pub fn steps_to_application(&self) -> Option<usize> {
        let applications = applications(self.document);
        if applications.is_empty() && !self.has_inner_applications {
            // No step is needed yet.
            return Some(0);
        }
        let is_one = |node: Node<'_>| {
            let mut applications = applications.iter();
            applications.any(|application| application.object.span() == node.span())
        };
        let values = self.path.iter().map(|step| match step {
            Step::Entry(entry) => entry.value,
            Step::Item(item) => *item,
        });
        std::iter::once(self.root()).chain(values).position(is_one)
    }
}

/// Calls `look` with the innermost document around an offset of a part.
pub fn at_offset<T>(
    text: &str,
    part: &Part,
    offset: u32,
    look: impl FnOnce(&Spot<'_, '_>) -> T,
) -> AtOffset<T> {
    let mut search = OffsetSearch {
        origins: Origins::default(),
        offsets: vec![Some(offset)],
        has_applications: false,
        is_unread: false,
        is_parsed: false,
        look: Some(look),
        found: None,
    };
    visit(text, part, &mut search);
    match search.found {
        Some(found) => found,
        None if search.is_unread && !search.is_parsed => {
            AtOffset::Broken(Span::new(0, source::offset(text.len())))
        }
        None => AtOffset::Unknown,
    }
}

struct OffsetSearch<L, T> {
    origins: Origins,
    /// The offset in each text; `None` in texts that are elsewhere or not verbatim.
    offsets: Vec<Option<u32>>,
    has_applications: bool,
    /// True if something could not be read.
    is_unread: bool,
    /// True if a document could be parsed.
    is_parsed: bool,
    look: Option<L>,
    found: Option<AtOffset<T>>,
}

impl<L, T> Visit for OffsetSearch<L, T>
where
    L: FnOnce(&Spot<'_, '_>) -> T,
{
    fn application(&mut self, _: &str, _: &Application<'_>, _: Option<&str>) {
        self.has_applications = true;
    }

    // Inner documents end before outer ones.
    fn document_ends(&mut self, source: &str, document: &Document<'_>, _: Option<&str>) {
        self.is_parsed = true;
        let Some(offset) = self.offsets.last().copied().flatten() else {
            return;
        };
        if self.found.is_some() || offset as usize > source.len() {
            return;
        }
        let path = document.root().path_at(offset);
        let Some(last) = path.last() else {
            return;
        };
        let value = match last {
            Step::Entry(entry) => entry.value,
            Step::Item(item) => *item,
        };
        let is_in_value = value.span().start <= offset && offset <= value.span().end;
        let is_manifest = matches!(value.kind(), Kind::Scalar(Scalar::Str(text)) if spark::may_hold_application(text));
        if is_in_value && is_manifest {
            let lines = value.is_literal().then(|| {
                let lines = whole_lines(source, value.span());
                self.origins.place(innermost(source, lines, offset))
            });
            let lines = lines.flatten();
            self.found = Some(lines.map_or(AtOffset::Unknown, AtOffset::Broken));
            return;
        }
        if let Some(look) = self.look.take() {
            let spot = Spot {
                path,
                origins: &self.origins,
                document,
                has_inner_applications: self.has_applications,
            };
            self.found = Some(AtOffset::Document(look(&spot)));
        }
    }

    fn broken(&mut self, _: &ParseError, _: Option<&str>) {
        self.is_unread = true;
    }

    fn unjudged(&mut self, _: &UnjudgedText, _: Option<&str>) {
        self.is_unread = true;
    }

    fn enter(&mut self, map: &OriginMap) {
        let outer = self.offsets.last().copied().flatten();
        let inner = outer.and_then(|at| map.judged(Span::new(at, at)));
        self.offsets.push(inner.map(|at| at.start));
        self.origins.maps.push(map.clone());
    }

    fn leave(&mut self, _: &OriginMap) {
        self.offsets.pop();
        self.origins.maps.pop();
    }
}

/// The smallest part of these lines around an offset that may be a manifest.
fn innermost(text: &str, lines: Span, offset: u32) -> Span {
    let holds = |span: &Span| span.start <= offset && offset < span.end;
    let documents = |part: Span| regions::documents(text, part).into_iter().find(holds);
    let document = documents(lines).unwrap_or(lines);
    let body = &text[document.range()];
    let regions = regions::regions(body).into_iter();
    let mut regions = regions.map(|region| region.moved(document.start));
    regions
        .find(holds)
        .map_or(document, |region| documents(region).unwrap_or(region))
}
