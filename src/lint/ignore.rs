//! Writes one suppression.

use super::{ANNOTATION, LintOptions, add_ignores::comment_above, lint_document, suppression};
use crate::{
    finding::Finding,
    source::{Edit, Span, apply_edits},
    written::{self, FileForm, Part},
    yaml::{self, Editor, New, Node},
};

/// A way to suppress a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignore {
    /// A comment above its line.
    Comment,
    /// The application's annotation.
    Annotation,
}

/// The edit of a document's text that suppresses a finding at a place in it. `None` where there is none
/// that changes nothing else and does what it is for.
#[must_use]
pub fn ignore(
    text: &str,
    finding: &Finding,
    place: Span,
    way: Ignore,
    reason: &str,
    options: LintOptions<'_>,
) -> Option<Edit> {
    let edit = match way {
        Ignore::Comment => comment(text, finding, place, reason),
        Ignore::Annotation => annotation(text, finding, place, reason)?,
    };
    let edited = apply_edits(text, std::slice::from_ref(&edit));
    let changes_nothing_else = match way {
        Ignore::Comment => written::same_values(text, &edited.text, FileForm::Manifests),
        Ignore::Annotation => {
            written::changed_only(text, &edited.text, &edited.parts, FileForm::Manifests)
        }
    };
    let count = |text: &str| {
        let report = lint_document(text, &Part::document(text), options);
        let findings = report.findings.iter();
        let same = findings.filter(|other| {
            other.rule == finding.rule && other.diagnostic.message == finding.diagnostic.message
        });
        (same.count(), report.suppressed)
    };
    let (before, after) = (count(text), count(&edited.text));
    (changes_nothing_else && after.0 < before.0 && after.1 > before.1).then_some(edit)
}

fn comment(text: &str, finding: &Finding, place: Span, reason: &str) -> Edit {
    let id = &finding.rule.id;
    let start = place.start as usize;
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    // A comment that is already there takes one more rule.
    if let Some(at) = suppression::rules_end_above(text, line) {
        return Edit::insert(at, format!(", {id}"));
    }
    let at = u32::try_from(line).unwrap_or(u32::MAX);
    Edit::insert(at, comment_above(text, line, id, reason))
}

fn annotation(text: &str, finding: &Finding, place: Span, reason: &str) -> Option<Edit> {
    let end = u32::try_from(text.len()).ok()?;
    let document = yaml::parse(text, Span::new(0, end)).ok()??;
    let applications = written::applications(&document);
    let application = applications.iter().find(|application| {
        let object = application.object.span();
        object.start <= place.start && place.end <= object.end
    })?;
    let editor = Editor::new(text, application.object)?;
    let item = format!("{}: {reason}", finding.rule.id);
    let annotations = application.metadata?.get("annotations");
    match annotations.and_then(|annotations| annotations.get(ANNOTATION)) {
        Some(there) => {
            let known = Node::scalar_text(there)?.trim_end();
            let separator = if known.is_empty() { "" } else { "; " };
            editor.replace(there.span(), &format!("{known}{separator}{item}"))
        }
        None => editor.put(
            application.object,
            &["metadata", "annotations", ANNOTATION],
            &New::text(item),
        ),
    }
}
