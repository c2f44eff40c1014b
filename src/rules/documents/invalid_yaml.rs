//! A document with a Spark application that is not valid YAML.

use crate::{
    finding::{Diagnostic, Severity},
    source::Span,
    yaml::ParseError,
};

pub(in crate::rules) const PAGE: &str = page!("ECI001-invalid-yaml");

/// The rule's id.
pub const ID: &str = "ECI001";

/// The finding for a document that cannot be parsed.
#[must_use]
pub fn diagnostic(error: &ParseError) -> Diagnostic {
    let diagnostic = Diagnostic::at(
        error.span,
        "cannot be read from here on",
        format!("invalid YAML: {error}"),
    );
    if error.may_stand_before {
        diagnostic.help("the cause may be some lines earlier: a bracket or a quote that is not closed, or an indentation that does not match")
    } else {
        diagnostic
    }
}

/// The finding for a document in which text looks like a comment but is not.
#[must_use]
pub fn hidden_diagnostic(place: Span) -> Diagnostic {
    Diagnostic::at(
        place,
        "the comment ends here",
        "a carriage return alone ends this comment: the text after it looks like a part of the comment, but kubectl reads it",
    )
    .help("write a line feed instead")
    .severity(Severity::Warning)
}
