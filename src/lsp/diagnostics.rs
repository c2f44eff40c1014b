//! Findings as diagnostics of the protocol.

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, Location, Message, Uri,
};

use std::{collections::HashMap, path::PathBuf};

use super::{client::Client, text::DocumentText, workspace};
use crate::{
    finding::{self, Finding, RuleTag, Severity},
    lint::FileReport,
    project::config_errors,
    report::printable,
    rules::not_judged,
    source::{ColumnUnit, SourceFile},
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
        let mut others = Others::new(self.client);
        findings
            .filter(|finding| self.shows(finding) && finding.diagnostic.primary.file.is_none())
            .map(|finding| self.among(finding, &mut others))
            .collect()
    }

    /// The diagnostics of other files in a report, each with its file.
    pub(super) fn elsewhere(self, report: &FileReport) -> Vec<(PathBuf, Diagnostic)> {
        let findings = report.findings.iter().filter(|finding| self.shows(finding));
        let mut others = Others::new(self.client);
        let elsewhere = findings.filter_map(|finding| {
            let file = finding.diagnostic.primary.file.as_ref()?;
            let path = std::path::absolute(&file.path).ok()?;
            Some((path, self.among(finding, &mut others)))
        });
        elsewhere.collect()
    }

    /// Findings about unchecked text are always shown: no finding must not look like a clean result.
    pub(super) fn shows(self, finding: &Finding) -> bool {
        finding.severity >= self.lowest || is_unjudged(finding)
    }

    pub(super) fn diagnostic(self, finding: &Finding) -> Diagnostic {
        self.among(finding, &mut Others::new(self.client))
    }

    fn among(self, finding: &Finding, others: &mut Others) -> Diagnostic {
        let finding = &*finding.in_language(self.client.language);
        let rule = &finding.rule;
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
                href: Uri(rule.url_in(self.client.language).to_owned()),
            }),
            message: Message::String(message),
            tags: tag.map(|tag| vec![tag]),
            ..self.at(&finding.diagnostic, others)
        }
    }

    pub(super) fn config_error(self, diagnostic: &finding::Diagnostic) -> Diagnostic {
        Diagnostic {
            severity: Some(DiagnosticSeverity::Error),
            message: Message::String(printable(&diagnostic.message).into_owned()),
            ..self.at(diagnostic, &mut Others::new(self.client))
        }
    }

    /// The errors of this text, which is a configuration.
    pub(super) fn config_errors(self) -> Vec<Diagnostic> {
        let path = workspace::path_of(self.uri);
        let errors = config_errors(path.as_deref(), self.text.content());
        let errors = errors.iter();
        errors
            .map(|diagnostic| self.config_error(diagnostic))
            .collect()
    }

    /// The location of a label, which may be in another file. `None` for a file without a URI.
    fn location(self, label: &finding::Label, others: &mut Others) -> Option<Location> {
        let Some(file) = &label.file else {
            return Some(Location {
                uri: self.uri.clone(),
                range: self.text.range(label.span),
            });
        };
        Some(Location {
            uri: workspace::uri_of(&std::path::absolute(&file.path).ok()?)?,
            range: others.text(file).range(label.span),
        })
    }

    fn at(self, diagnostic: &finding::Diagnostic, others: &mut Others) -> Diagnostic {
        let related = diagnostic.related.iter().filter_map(|label| {
            Some(DiagnosticRelatedInformation {
                location: self.location(label, others)?,
                message: printable(&label.message).into_owned(),
            })
        });
        let related: Vec<_> = related.collect();
        let primary = &diagnostic.primary;
        let range = match &primary.file {
            None => self.text.range(primary.span),
            Some(file) => others.text(file).range(primary.span),
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

/// The texts of other files, cached because many findings can have labels in one of them.
struct Others {
    unit: ColumnUnit,
    texts: HashMap<String, DocumentText>,
}

impl Others {
    fn new(client: Client) -> Self {
        Self {
            unit: client.unit,
            texts: HashMap::new(),
        }
    }

    fn text(&mut self, file: &SourceFile) -> &DocumentText {
        let text = self.texts.entry(file.path.clone());
        text.or_insert_with(|| DocumentText::new(file.text.as_str().to_owned(), self.unit))
    }
}

/// True for a finding about something that could not be checked, even by a single rule.
fn is_unjudged(finding: &Finding) -> bool {
    finding.rule.id == not_judged::ID || finding.diagnostic.for_rule.is_some()
}

/// Infos are hints, except those about unchecked text, which the user has to see.
fn severity(finding: &Finding) -> DiagnosticSeverity {
    match finding.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info if is_unjudged(finding) => DiagnosticSeverity::Information,
        Severity::Info => DiagnosticSeverity::Hint,
    }
}
