use super::{
    fact::{Fact, Object, field},
    schema,
};
use crate::{cel::Field, spark::Application, yaml::Entry};

/// The variable `app`: an application as written.
pub(super) struct App<'v>(pub(super) &'v Application<'v>);

struct Metadata<'v>(&'v Application<'v>);

impl<'v> Object<'v> for App<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::APP
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let application = self.0;
        let written = field(Some(application.object), name);
        match name {
            "metadata" => Some(Fact::object(Metadata(application))),
            // An item of a typed list may omit its kind.
            "kind" => Some(written.unwrap_or_else(|| Fact::text(application.kind.name()))),
            "apiVersion" => Some(written.unwrap_or_else(|| Fact::text(""))),
            _ => written,
        }
    }
}

impl<'v> Object<'v> for Metadata<'v> {
    fn fields(&self) -> &'static [Field] {
        &schema::METADATA
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        let (application, metadata) = (self.0, self.0.metadata);
        match name {
            "name" => Some(Fact::text(&*application.name).at(application.span)),
            "labels" | "annotations" => Some(texts(metadata.and_then(|map| map.entry(name)))),
            _ => field(metadata, name),
        }
    }
}

/// A mapping of strings; empty if it is missing.
fn texts(entry: Option<Entry<'_>>) -> Fact<'_> {
    let place = entry.as_ref().map(|entry| entry.key_span);
    let entries = entry.map(|entry| entry.value.entries()).unwrap_or_default();
    let texts = entries.into_iter().filter_map(|entry| {
        let text = entry.value.json_text()?;
        Some((entry.key, Fact::text(text).at(entry.value.span())))
    });
    Fact::map(texts).at(place)
}
