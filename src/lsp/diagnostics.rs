//! Findings as diagnostics of the protocol.

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, Location, Message, Uri,
};

use std::path::PathBuf;

use super::{client::Client, text::DocumentText, workspace};
use crate::{
    config,
    finding::{self, Finding, RuleTag, Severity},
    lint::FileReport,
    report::printable,
    rules::not_judged,
};

/// The name that editors show beside a diagnostic.
pub(super) const SOURCE: &str = "spark-eci-lint";

/// Turns the findings of a text into diagnostics of the protocol.
#[derive(Clone, Copy)]
pub(super) struct Presenter<'s> {
    pub(super) client: Client,
    pub(super) lowest: Severity,
    pub(super) uri: &'s Uri,
    pub(super) text: &'s DocumentText,
}

impl Presenter<'_> {
    pub(super) fn diagnostics(self, report: Option<&FileReport>) -> Vec<Diagnostic> {
        let findings = report.into_iter().flat_map(|report| &report.findings);
        findings
            .filter(|finding| self.shows(finding) && finding.diagnostic.primary.file.is_none())
            .map(|finding| self.diagnostic(finding))
            .collect()
    }

    /// What a report says about other files, each with the file.
    pub(super) fn elsewhere(self, report: &FileReport) -> Vec<(PathBuf, Diagnostic)> {
        let findings = report.findings.iter().filter(|finding| self.shows(finding));
        let elsewhere = findings.filter_map(|finding| {
            let file = finding.diagnostic.primary.file.as_ref()?;
            let path = std::path::absolute(&file.path).ok()?;
            Some((path, self.diagnostic(finding)))
        });
        elsewhere.collect()
    }

    /// What was not judged is shown whatever the lowest severity: the user must not take silence for a check.
    pub(super) fn shows(self, finding: &Finding) -> bool {
        finding.severity >= self.lowest || finding.rule.id == not_judged::ID
    }

    pub(super) fn diagnostic(self, finding: &Finding) -> Diagnostic {
        let rule = finding.rule;
        let mut message = printable(&finding.message()).into_owned();
        if let Some(help) = &finding.diagnostic.help {
            message = format!("{message}\nhelp: {}", printable(help));
        }
        let tag = rule.tag.map(|tag| match tag {
            RuleTag::Unnecessary => DiagnosticTag::Unnecessary,
            RuleTag::Deprecated => DiagnosticTag::Deprecated,
        });
        Diagnostic {
            severity: Some(severity(finding)),
            code: Some(Code::String(rule.id.clone())),
            code_description: Some(CodeDescription {
                href: Uri(rule.url.clone()),
            }),
            message: Message::String(message),
            tags: tag.map(|tag| vec![tag]),
            ..self.at(&finding.diagnostic)
        }
    }

    /// A mistake in a configuration.
    pub(super) fn config_error(self, diagnostic: &finding::Diagnostic) -> Diagnostic {
        Diagnostic {
            severity: Some(DiagnosticSeverity::Error),
            message: Message::String(printable(&diagnostic.message).into_owned()),
            ..self.at(diagnostic)
        }
    }

    /// The mistakes in this text, which is a configuration.
    pub(super) fn config_errors(self) -> Vec<Diagnostic> {
        match config::parse("", self.text.content()) {
            Ok(_) => Vec::new(),
            Err(diagnostics) => diagnostics
                .iter()
                .map(|diagnostic| self.config_error(diagnostic))
                .collect(),
        }
    }

    /// Where a label is, be it in another file. `None` for a file that has no address.
    fn location(self, label: &finding::Label) -> Option<Location> {
        let Some(file) = &label.file else {
            return Some(Location {
                uri: self.uri.clone(),
                range: self.text.range(label.span),
            });
        };
        let text = DocumentText::new(file.text.as_str().to_owned(), self.client.unit);
        Some(Location {
            uri: workspace::uri_of(&std::path::absolute(&file.path).ok()?)?,
            range: text.range(label.span),
        })
    }

    fn at(self, diagnostic: &finding::Diagnostic) -> Diagnostic {
        let related = diagnostic.related.iter().filter_map(|label| {
            Some(DiagnosticRelatedInformation {
                location: self.location(label)?,
                message: printable(&label.message).into_owned(),
            })
        });
        let related: Vec<_> = related.collect();
        let primary = &diagnostic.primary;
        let range = match &primary.file {
            None => self.text.range(primary.span),
            Some(file) => {
                let text = DocumentText::new(file.text.as_str().to_owned(), self.client.unit);
                text.range(primary.span)
            }
        };
        Diagnostic {
            range,
            severity: None,
            code: None,
            code_description: None,
            source: Some(SOURCE.to_owned()),
            message: Message::String(String::new()),
            tags: None,
            related_information: (self.client.related && !related.is_empty()).then_some(related),
            data: None,
        }
    }
}

/// Advice is only a hint, but the user has to see that something was not judged.
fn severity(finding: &Finding) -> DiagnosticSeverity {
    match finding.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info if finding.rule.id == not_judged::ID => DiagnosticSeverity::Information,
        Severity::Info => DiagnosticSeverity::Hint,
    }
}
