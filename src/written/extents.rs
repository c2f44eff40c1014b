use super::{
    FileForm, UnjudgedText,
    documents::{Part, Visit, parts, visit},
};
use crate::{
    source::{OriginMap, Span},
    spark::Application,
    yaml::{Document, Node, ParseError},
};

/// The places of the Spark applications in a file, in order.
#[must_use]
pub fn extents(text: &str, form: FileForm) -> Vec<Span> {
    let mut extents = Extents::default();
    for part in parts(text, form) {
        let map = OriginMap::starting_at(part.span.start);
        extents.enter(&map);
        visit(&text[part.span.range()], &part, &mut extents);
        extents.leave(&map);
    }
    extents.found.sort();
    extents.found
}

#[derive(Default)]
struct Extents {
    found: Vec<Span>,
    entered: Vec<usize>,
}

impl Visit for Extents {
    fn application(&mut self, _: &str, application: &Application<'_>, _: Option<&str>) {
        self.found.push(application.object.span());
    }

    fn broken(&mut self, _: &ParseError, _: Option<&str>) {}

    fn unjudged(&mut self, _: &UnjudgedText, _: Option<&str>) {}

    fn enter(&mut self, _: &OriginMap) {
        self.entered.push(self.found.len());
    }

    fn leave(&mut self, map: &OriginMap) {
        let from = self.entered.pop().unwrap_or_default();
        for extent in &mut self.found[from..] {
            *extent = map.place(*extent).span;
        }
    }
}

/// The parts of a file whose applications depend on values next to them: the section `kubernetes` in Airflow files, the
/// parameters of Argo Workflows.
#[must_use]
pub fn parts_with_outer_values(text: &str, form: FileForm) -> Vec<Span> {
    let parts = parts(text, form).into_iter();
    let has_values = |part: &Part| {
        let mut search = OuterValues::default();
        visit(&text[part.span.range()], part, &mut search);
        search.is_found
    };
    parts.filter(has_values).map(|part| part.span).collect()
}

#[derive(Default)]
struct OuterValues {
    has_application: bool,
    is_found: bool,
}

impl Visit for OuterValues {
    fn application(&mut self, _: &str, application: &Application<'_>, _: Option<&str>) {
        self.has_application = true;
        self.is_found |= application.launcher.is_some();
    }

    fn document_ends(&mut self, source: &str, document: &Document<'_>, _: Option<&str>) {
        let version = document.root().get("apiVersion").and_then(Node::as_str);
        let is_argo = version.is_some_and(|version| version.starts_with("argoproj.io/"));
        self.is_found |= self.has_application && is_argo && source.contains("{{");
    }

    fn broken(&mut self, _: &ParseError, _: Option<&str>) {}

    fn unjudged(&mut self, _: &UnjudgedText, _: Option<&str>) {}

    fn enter(&mut self, _: &OriginMap) {}

    fn leave(&mut self, _: &OriginMap) {}
}
