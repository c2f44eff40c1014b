//! Writes a single suppression.

use super::{ANNOTATION, LintOptions, add_ignores::comment_above, lint_document, suppression};
use crate::{
    finding::Finding,
    source::{Edit, Span, apply_edits, line_start, offset},
    spark::Application,
    written::{self, FileForm, Part},
    yaml::{Editor, New, Node},
};

/// A way to suppress a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignore {
    /// A comment above the line.
    Comment,
    /// The application's annotation.
    Annotation,
}

/// The edit that suppresses a finding in a document. `None` if no such edit works, or it would change anything else.
#[must_use]
pub fn ignore(
    text: &str,
    part: &Part,
    finding: &Finding,
    place: Span,
    way: Ignore,
    reason: &str,
    options: LintOptions<'_>,
) -> Option<Edit> {
    let edit = match way {
        Ignore::Comment => comment(text, finding, place, reason),
        Ignore::Annotation => annotation(text, part, finding, place, reason)?,
    };
    let edited = apply_edits(text, std::slice::from_ref(&edit));
    let changes_nothing_else = match way {
        Ignore::Comment => written::same_values(text, &edited.text, FileForm::Manifests),
        Ignore::Annotation => {
            written::changed_only(text, &edited.text, &edited.parts, FileForm::Manifests)
        }
    };
    let count = |text: &str| {
        let report = lint_document(text, &part.of_kind(text), options);
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
    let line = line_start(text, start);
    // Add the rule to an existing comment.
    if let Some(at) = suppression::rules_end_above(text, line) {
        return Edit::insert(at, format!(", {id}"));
    }
    let at = offset(line);
    Edit::insert(at, comment_above(text, line, id, reason))
}

fn annotation(
    text: &str,
    part: &Part,
    finding: &Finding,
    place: Span,
    reason: &str,
) -> Option<Edit> {
    let edit = written::find_application(text, part, |source, application, origins| {
        let object = origins.place(application.object.span())?;
        if !object.contains(place) {
            return None;
        }
        let edit = annotation_of(source, application, finding, reason)?;
        origins.edits(vec![edit])
    });
    edit?.pop()
}

fn annotation_of(
    source: &str,
    application: &Application<'_>,
    finding: &Finding,
    reason: &str,
) -> Option<Edit> {
    let editor = Editor::new(source, application.object)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Settings, lint_bytes};

    /// An application with a comment above its executors, which are not sent to ECI.
    fn manifest(comment: &str) -> String {
        format!(
            "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {{name: a}}
spec:
  type: Scala
{comment}  executor: {{}}
  driver: {{labels: {{alibabacloud.com/eci: 'true'}}}}
"
        )
    }

    fn suppressed(text: &str, rule: &str, way: Ignore) -> Option<String> {
        let settings = Settings::default();
        let options = LintOptions {
            settings: &settings,
            patch_of: None,
            form: crate::written::FileForm::Manifests,
            chart: None,
        };
        let report = lint_bytes(text.as_bytes(), options).expect("an application");
        let mut findings = report.findings.iter();
        let finding = findings.find(|finding| finding.rule.id == rule)?;
        let place = finding.diagnostic.primary.span;
        let part = written::parts(text, options.form).remove(0);
        let edit = ignore(text, &part, finding, place, way, "later", options)?;
        Some(apply_edits(text, &[edit]).text)
    }

    #[test]
    fn a_comment_takes_one_more_rule_where_it_is_about_the_line() {
        let new = "  # spark-eci-lint: ignore[ECI101] later\n";
        for (before, after) in [
            ("", new.to_owned()),
            ("  # mine\n", format!("  # mine\n{new}")),
            (
                "  # spark-eci-lint: ignore[ECI102] x\n",
                "  # spark-eci-lint: ignore[ECI102, ECI101] x\n".to_owned(),
            ),
            (
                "  # spark-eci-lint: ignore[ECI102 , ECI103 ] x\n",
                "  # spark-eci-lint: ignore[ECI102 , ECI103, ECI101 ] x\n".to_owned(),
            ),
            // Another form, or none at all.
            (
                "  # spark-eci-lint: ignore-file[ECI102] x\n",
                format!("  # spark-eci-lint: ignore-file[ECI102] x\n{new}"),
            ),
            (
                "  # spark-eci-lint: ignore[] x\n",
                format!("  # spark-eci-lint: ignore[] x\n{new}"),
            ),
            (
                "  mode: cluster # spark-eci-lint: ignore[ECI102] x\n",
                format!("  mode: cluster # spark-eci-lint: ignore[ECI102] x\n{new}"),
            ),
        ] {
            let text = suppressed(&manifest(before), "ECI101", Ignore::Comment);
            assert_eq!(text, Some(manifest(&after)), "{before}");
        }
    }

    #[test]
    fn an_annotation_takes_one_more_rule() {
        for (before, after) in [
            (
                "",
                r#", annotations: {spark-eci-lint/ignore: "ECI101: later"}"#,
            ),
            (
                ", annotations: {spark-eci-lint/ignore: ''}",
                ", annotations: {spark-eci-lint/ignore: 'ECI101: later'}",
            ),
            (
                ", annotations: {spark-eci-lint/ignore: 'ECI102: x'}",
                ", annotations: {spark-eci-lint/ignore: 'ECI102: x; ECI101: later'}",
            ),
        ] {
            let of = |annotations: &str| {
                manifest("").replace("{name: a}", &format!("{{name: a{annotations}}}"))
            };
            let text = suppressed(&of(before), "ECI101", Ignore::Annotation);
            assert_eq!(text, Some(of(after)), "{before}");
        }
        // A finding about the file is of no application.
        let broken = "kind: SparkApplication\nmetadata: {name: a\n";
        assert_eq!(suppressed(broken, "ECI001", Ignore::Annotation), None);
    }
}
