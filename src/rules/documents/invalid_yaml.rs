//! A document that names a Spark application and is no YAML.

use crate::{finding::Diagnostic, yaml::ParseError};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI001-invalid-yaml.md");

/// The rule's id.
pub const ID: &str = "ECI001";

/// The finding for a document that cannot be parsed.
#[must_use]
pub fn diagnostic(error: &ParseError) -> Diagnostic {
    let diagnostic = Diagnostic::at(
        error.span,
        "cannot be read from here on",
        format!("this document cannot be parsed: {error}"),
    );
    if error.may_stand_before {
        diagnostic.help("the cause may be some lines earlier: a bracket or a quote that is not closed, or an indentation that does not match")
    } else {
        diagnostic
    }
}
