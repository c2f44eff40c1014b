use super::{
    Application, Placeholder,
    documents::{self, Visit},
};
use crate::{
    source::Span,
    yaml::{self, ParseError},
};

/// Where the Spark applications of a text stand, in its order.
#[must_use]
pub fn extents(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for chunk in yaml::split(text) {
        let mut extents = Extents(Vec::new());
        documents::visit(
            &text[chunk.span.range()],
            chunk.error.as_ref(),
            &mut extents,
        );
        found.extend(
            extents
                .0
                .iter()
                .map(|extent| extent.moved(chunk.span.start)),
        );
    }
    found
}

struct Extents(Vec<Span>);

impl Visit for Extents {
    fn application(&mut self, _: &str, application: &Application<'_>, _: Option<&str>) {
        self.0.push(application.object.span());
    }

    fn broken(&mut self, _: &ParseError, _: Option<&str>) {}

    fn template(&mut self, _: Span, _: &Placeholder) {}
}
