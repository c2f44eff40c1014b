//! From a file's bytes to its documents, and from those to applications, or to what keeps them from
//! being judged.

use crate::{
    source::{DecodeError, SourceText, Span},
    spark::{self, Application, Mention, Placeholder},
    yaml::{self, Chunk, Document, ParseError},
};

/// What takes the Spark applications of a document, in their order, or what keeps them from being read.
/// All places count from the start of the document.
pub(crate) trait Visit {
    /// An application.
    fn application(&mut self, source: &str, application: &Application<'_>, origin: Option<&str>);
    /// The applications have been visited.
    fn document_ends(&mut self, _source: &str, _document: &Document<'_>, _origin: Option<&str>) {}
    /// It cannot be parsed.
    fn broken(&mut self, error: &ParseError, origin: Option<&str>);
    /// It is no YAML yet, and where something is to be filled in.
    fn template(&mut self, place: Span, placeholder: &Placeholder);
}

/// A file's text and its documents. Bytes that are no text are one document that cannot be parsed.
pub(crate) fn read(bytes: &[u8]) -> (SourceText, Vec<Chunk>) {
    match SourceText::from_bytes(bytes) {
        Ok(source) => {
            let chunks = yaml::split(source.as_str());
            (source, chunks)
        }
        Err(error) => undecodable(bytes, error),
    }
}

/// Visits a document: its text, and what keeps it from being parsed before that is tried. Nothing
/// happens where it names no Spark application.
pub(crate) fn visit(text: &str, error: Option<&ParseError>, visit: &mut impl Visit) {
    if !spark::may_mention(text.as_bytes()) {
        return;
    }
    let origin = rendered_from(text);
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let parsed = match error {
        Some(error) => Err(error.clone()),
        None => yaml::parse(text, Span::new(0, offset(text.len()))),
    };
    match parsed {
        Ok(None) => {}
        Ok(Some(document)) => {
            for application in spark::applications(&document) {
                visit.application(text, &application, origin);
            }
            visit.document_ends(text, &document, origin);
        }
        Err(error) => match Mention::find(text) {
            None => {}
            // What is to be filled in is no reason for a mistake that stands before it.
            Some(Mention {
                placeholder: Some(placeholder),
            }) if error.span.start >= offset(placeholder.range.start) => {
                let range = &placeholder.range;
                let place = Span::new(offset(range.start), offset(range.end));
                visit.template(place, &placeholder);
            }
            Some(_) => visit.broken(&error, origin),
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

fn undecodable(bytes: &[u8], error: DecodeError) -> (SourceText, Vec<Chunk>) {
    let source = SourceText::lossy(bytes);
    let start = match error {
        DecodeError::Utf8 { valid_up_to } => valid_up_to,
        DecodeError::Utf16 => 0,
    };
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let text = source.as_str();
    let width = text[start..].chars().next().map_or(0, char::len_utf8);
    let chunk = Chunk {
        span: Span::new(0, offset(text.len())),
        error: Some(ParseError {
            message: error.to_string(),
            span: Span::new(offset(start), offset(start + width)),
            may_stand_before: false,
        }),
    };
    (source, vec![chunk])
}
