//! Findings as diagnostics.

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, Location, Message, Uri,
};

use super::{client::Client, documents::View, text::Text};
use crate::{
    config,
    finding::{self, Finding, RuleTag, Severity},
    lint::FileReport,
    report::printable,
    rules::not_judged,
};

/// By whom diagnostics are.
pub(super) const SOURCE: &str = "spark-eci-lint";

/// A text whose findings are shown.
#[derive(Clone, Copy)]
pub(super) struct Shown<'s> {
    pub(super) client: Client,
    pub(super) lowest: Severity,
    pub(super) uri: &'s Uri,
    pub(super) text: &'s Text,
}

impl<'v> View<'v> {
    /// The text whose findings are shown.
    pub(super) fn shown(&self) -> Shown<'v> {
        Shown {
            client: self.client,
            lowest: self.settings.severity,
            uri: self.uri,
            text: self.text,
        }
    }
}

impl Shown<'_> {
    /// The findings that are shown, as diagnostics.
    pub(super) fn diagnostics(self, report: Option<&FileReport>) -> Vec<Diagnostic> {
        let findings = report.into_iter().flat_map(|report| &report.findings);
        findings
            .filter(|finding| self.shows(finding))
            .map(|finding| self.diagnostic(finding))
            .collect()
    }

    /// True for a finding that is shown. That something could not be judged is always told.
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

    /// What is wrong with a configuration.
    pub(super) fn config_error(self, diagnostic: &finding::Diagnostic) -> Diagnostic {
        Diagnostic {
            severity: Some(DiagnosticSeverity::Error),
            message: Message::String(printable(&diagnostic.message).into_owned()),
            ..self.at(diagnostic)
        }
    }

    /// What is wrong with this text as a configuration.
    pub(super) fn config_errors(self) -> Vec<Diagnostic> {
        match config::parse("", self.text.content()) {
            Ok(_) => Vec::new(),
            Err(diagnostics) => diagnostics
                .iter()
                .map(|diagnostic| self.config_error(diagnostic))
                .collect(),
        }
    }

    fn at(self, diagnostic: &finding::Diagnostic) -> Diagnostic {
        let related = diagnostic
            .related
            .iter()
            .map(|label| DiagnosticRelatedInformation {
                location: Location {
                    uri: self.uri.clone(),
                    range: self.text.range(label.span),
                },
                message: printable(&label.message).into_owned(),
            });
        let related: Vec<_> = related.collect();
        Diagnostic {
            range: self.text.range(diagnostic.primary.span),
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

/// Advice is only hinted at; but that something was not judged has to be seen.
fn severity(finding: &Finding) -> DiagnosticSeverity {
    match finding.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info if finding.rule.id == not_judged::ID => DiagnosticSeverity::Information,
        Severity::Info => DiagnosticSeverity::Hint,
    }
}
