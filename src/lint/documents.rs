//! From a file's bytes to the applications in it, and to what keeps some from being judged.

use crate::{
    source::{DecodeError, SourceText, Span},
    spark::{self, Application, Mention, Placeholder},
    yaml::{self, Chunk, Document, ParseError},
};

/// What takes the documents of a file that name a Spark application, in their order.
pub(crate) trait Visit {
    /// An application.
    fn application(&mut self, source: &str, application: &Application<'_>, origin: Option<&str>);
    /// A document whose applications have been visited.
    fn document_ends(&mut self, _source: &str, _document: &Document<'_>, _origin: Option<&str>) {}
    /// A document that cannot be parsed.
    fn broken(&mut self, error: &ParseError, origin: Option<&str>);
    /// A document that is no YAML yet, and where something is to be filled in.
    fn template(&mut self, place: Span, placeholder: &Placeholder);
}

/// Visits the documents of a file, and returns its text. `origin` is the chart's file from which
/// Helm rendered a document, where its comment says so.
pub(crate) fn visit(bytes: &[u8], visit: &mut impl Visit) -> SourceText {
    match SourceText::from_bytes(bytes) {
        Ok(source) => {
            for chunk in yaml::split(source.as_str()) {
                document(source.as_str(), &chunk, visit);
            }
            source
        }
        Err(error) => undecodable(bytes, error, visit),
    }
}

fn document(source: &str, chunk: &Chunk, visit: &mut impl Visit) {
    let text = &source[chunk.span.range()];
    if !spark::may_mention(text.as_bytes()) {
        return;
    }
    let origin = rendered_from(text);
    let parsed = match &chunk.separator_error {
        Some(error) => Err(error.clone()),
        None => yaml::parse(source, chunk.span),
    };
    match parsed {
        Ok(None) => {}
        Ok(Some(document)) => {
            for application in spark::applications(&document) {
                visit.application(source, &application, origin);
            }
            visit.document_ends(source, &document, origin);
        }
        Err(error) => match Mention::find(text) {
            None => {}
            Some(Mention { placeholder: None }) => visit.broken(&error, origin),
            Some(Mention {
                placeholder: Some(placeholder),
            }) => {
                let offset = |at: usize| chunk.span.start + u32::try_from(at).unwrap_or(u32::MAX);
                let range = &placeholder.range;
                let place = Span::new(offset(range.start), offset(range.end));
                visit.template(place, &placeholder);
            }
        },
    }
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

fn undecodable(bytes: &[u8], error: DecodeError, visit: &mut impl Visit) -> SourceText {
    // What is valid keeps its offsets; the first replaced character is where it stops.
    let source = SourceText::from(String::from_utf8_lossy(bytes).into_owned());
    let start = match error {
        DecodeError::Utf8 { valid_up_to } => valid_up_to,
        DecodeError::Utf16 => 0,
    };
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let width = source.as_str()[start..]
        .chars()
        .next()
        .map_or(0, char::len_utf8);
    if Mention::find(source.as_str()).is_some() {
        let error = ParseError {
            message: error.to_string(),
            span: Span::new(offset(start), offset(start + width)),
        };
        visit.broken(&error, None);
    }
    source
}
