use super::{
    FileForm, UnjudgedText,
    documents::{Visit, parts, visit},
};
use crate::{
    source::{OriginMap, Span},
    spark::Application,
    yaml::ParseError,
};

/// Where the Spark applications of a file are written, in the order of its text.
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
