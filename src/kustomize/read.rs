//! Parses YAML to values with their places.

use super::value::{Content, Entry, FileId, Origin, Scalar, ScalarKind, Value};
use crate::{
    inputs::{Files, Problem},
    source::{Quality, Span},
    yaml::{self, Kind, Node, Step},
};

/// How a text is embedded in its file.
#[derive(Clone, Copy)]
pub(super) enum Lies {
    /// Verbatim: spans in the text are spans in the file.
    AsItIs,
    /// In another notation at this place, such as a quoted string.
    Within(Span),
}

/// Reads one document of a text. `None` if there is no document.
pub(super) fn read(
    files: &mut Files<'_>,
    file: FileId,
    text: &str,
    part: Span,
    lies: Lies,
) -> Result<Option<Value>, Problem> {
    let place = |span| match lies {
        Lies::AsItIs => span,
        Lies::Within(whole) => whole,
    };
    let document = yaml::parse(text, part).map_err(|error| {
        let message = format!("the YAML is invalid: {}", error.message);
        files.refused(file, place(error.span), message)
    })?;
    let Some(document) = document else {
        return Ok(None);
    };
    let mut reading = Reading {
        files,
        file,
        text,
        lies,
    };
    reading.value(document.root(), 0).map(Some)
}

/// The limit on nesting. It is below that of the parser, which reads the output again.
const MAX_DEPTH: usize = 200;

struct Reading<'r, 'f, 't> {
    files: &'r mut Files<'f>,
    file: FileId,
    text: &'t str,
    lies: Lies,
}

impl Reading<'_, '_, '_> {
    fn origin(&self, span: Span, is_exact: bool) -> Origin {
        let (span, quality) = match self.lies {
            Lies::AsItIs if is_exact => (span, Quality::Exact),
            Lies::AsItIs => (span, Quality::Near),
            Lies::Within(whole) => (whole, Quality::Near),
        };
        Origin {
            file: self.file,
            span,
            quality,
        }
    }

    fn value(&mut self, node: Node<'_>, depth: usize) -> Result<Value, Problem> {
        self.files.spend(1, self.file, node.span())?;
        if depth > MAX_DEPTH {
            let message = format!("values nest deeper than {MAX_DEPTH} levels");
            return Err(self.files.not_built(self.file, node.span(), message));
        }
        // An alias is written elsewhere; a tag is not part of the value.
        let is_exact = !node.is_alias() && !node.is_tagged();
        let origin = self.origin(node.span(), is_exact);
        let content = match node.kind() {
            Kind::Scalar(scalar) => {
                let written = self.text[node.span().range()].as_bytes().first();
                let is_quoted = matches!(written, Some(b'"' | b'\'' | b'|' | b'>'));
                Content::Scalar(Scalar {
                    text: node.scalar_text().unwrap_or_default().to_owned(),
                    kind: ScalarKind::of(scalar),
                    is_literal: is_exact && node.is_literal(),
                    is_quoted: is_quoted || node.is_literal(),
                })
            }
            Kind::Sequence => {
                let items = node.items().map(|item| self.value(item, depth + 1));
                Content::List(items.collect::<Result<_, _>>()?)
            }
            Kind::Mapping => Content::Map(self.entries(node, depth)?),
        };
        Ok(Value { content, origin })
    }

    fn entries(&mut self, node: Node<'_>, depth: usize) -> Result<Vec<Entry>, Problem> {
        if let Some((_, second)) = node.duplicate_keys().first() {
            let message = format!("duplicate key `{}`", second.key);
            let span = self.origin(second.key_span, true).span;
            return Err(self.files.refused(self.file, span, message));
        }
        let mut own = std::collections::HashSet::new();
        for step in node.steps() {
            if let Step::Entry(entry) = step {
                own.insert(entry.key.into_owned());
            }
        }
        let mut found: Vec<Entry> = Vec::new();
        let mut add = |reading: &mut Self, entry: yaml::Entry<'_>| -> Result<(), Problem> {
            let value = reading.value(entry.value, depth + 1)?;
            let is_written =
                reading.text[entry.key_span.range()].trim_matches(['"', '\'']) == entry.key;
            let origin = reading.origin(entry.key_span, is_written);
            found.push(Entry {
                key: entry.key.into_owned(),
                origin,
                value,
            });
            Ok(())
        };
        // The mapping's own keys win over merged ones, regardless of order.
        if own.contains("<<") {
            for step in node.steps() {
                if let Step::Entry(entry) = step
                    && entry.key != "<<"
                {
                    add(self, entry)?;
                }
            }
            for entry in node.entries() {
                if !own.contains(&*entry.key) {
                    add(self, entry)?;
                }
            }
        } else {
            for entry in node.entries() {
                add(self, entry)?;
            }
        }
        Ok(found)
    }
}
