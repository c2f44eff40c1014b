//! Requests and answers.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use spark_eci_lint::{
    Diagnostic, Finding, Fix, Fixes, InvalidConfig, Label, Language, Linter, Safety, Severity,
    Subject,
};

use crate::{
    offsets::Offsets,
    sizing::{self, Size},
};

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
enum Request {
    Check(Input),
    Fix {
        #[serde(flatten)]
        input: Input,
        #[serde(default)]
        r#unsafe: bool,
    },
    Size(Size),
    About,
}

#[derive(Deserialize)]
struct Input {
    name: String,
    text: String,
    #[serde(default)]
    config: String,
    /// A language tag, such as `zh-CN`.
    #[serde(default)]
    language: String,
}

impl Input {
    fn linter(&self) -> Result<Linter, InvalidConfig> {
        let language = Language::of_locale(&self.language);
        Ok(Linter::from_config(CONFIG, &self.config)?.language(language))
    }
}

/// The name of the configuration, as messages call it.
const CONFIG: &str = "spark-eci-lint.yaml";

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Checked<'c> {
    findings: Vec<ShownFinding<'c>>,
    applications: usize,
    not_judged: usize,
    plan: Option<Value>,
    config_errors: Vec<ShownError<'c>>,
}

#[derive(Serialize)]
struct ShownFinding<'c> {
    rule: &'c str,
    name: &'c str,
    severity: Severity,
    message: &'c str,
    help: Option<&'c str>,
    application: Option<String>,
    role: Option<&'c str>,
    #[serde(flatten)]
    place: Place,
    url: &'c str,
    related: Vec<ShownLabel<'c>>,
    fix: Option<ShownFix<'c>>,
}

#[derive(Serialize)]
struct ShownLabel<'c> {
    #[serde(flatten)]
    place: Place,
    message: &'c str,
}

#[derive(Serialize)]
struct ShownFix<'c> {
    title: &'c str,
    safe: bool,
    edits: Vec<ShownEdit<'c>>,
}

#[derive(Serialize)]
struct ShownEdit<'c> {
    #[serde(flatten)]
    place: Place,
    text: &'c str,
}

#[derive(Serialize)]
struct ShownError<'c> {
    #[serde(flatten)]
    place: Place,
    message: &'c str,
    help: Option<&'c str>,
}

#[derive(Serialize)]
struct Fixed {
    text: Option<String>,
    error: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct About {
    version: &'static str,
    prices_of: String,
}

#[derive(Serialize)]
struct Failure {
    error: String,
}

/// From one place to another, in UTF-16 code units.
#[derive(Serialize)]
struct Place {
    from: u32,
    to: u32,
}

impl Place {
    fn new(offsets: &Offsets<'_>, span: spark_eci_lint::Span) -> Self {
        Self {
            from: offsets.of(span.start),
            to: offsets.of(span.end),
        }
    }
}

/// The answer to a request, both in JSON.
#[must_use]
pub fn answer(request: &[u8]) -> String {
    match serde_json::from_slice(request) {
        Ok(Request::Check(input)) => check(&input),
        Ok(Request::Fix { input, r#unsafe }) => fix(&input, r#unsafe),
        Ok(Request::Size(size)) => json(&sizing::size(&size)),
        Ok(Request::About) => json(&About {
            version: spark_eci_lint::VERSION,
            prices_of: sizing::date_of_prices(),
        }),
        Err(error) => json(&Failure {
            error: error.to_string(),
        }),
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}

fn check(input: &Input) -> String {
    let linter = match input.linter() {
        Ok(linter) => linter,
        Err(invalid) => {
            let offsets = Offsets::new(&input.config);
            let errors = invalid.diagnostics.iter();
            return json(&Checked {
                config_errors: errors.map(|error| shown_error(error, &offsets)).collect(),
                ..Checked::default()
            });
        }
    };
    let report = linter.lint(&input.name, &input.text);
    let offsets = Offsets::new(&input.text);
    let findings = report.findings();
    json(&Checked {
        findings: findings.map(|finding| shown(finding, &offsets)).collect(),
        applications: report.applications(),
        not_judged: report.not_judged(),
        plan: sizing::plan(&linter, &input.name, &input.text),
        config_errors: Vec::new(),
    })
}

fn fix(input: &Input, with_unsafe: bool) -> String {
    let fixes = if with_unsafe { Fixes::All } else { Fixes::Safe };
    let fixed = input
        .linter()
        .map_err(|invalid| invalid.to_string())
        .and_then(|linter| linter.fix(&input.name, &input.text, fixes));
    json(&match fixed {
        Ok(text) => Fixed { text, error: None },
        Err(error) => Fixed {
            text: None,
            error: Some(error),
        },
    })
}

fn shown<'c>(finding: &'c Finding, offsets: &Offsets<'_>) -> ShownFinding<'c> {
    let diagnostic = &finding.diagnostic;
    let label = |label: &'c Label| ShownLabel {
        place: Place::new(offsets, label.span),
        message: &label.message,
    };
    ShownFinding {
        rule: &finding.rule.id,
        name: &finding.rule.name,
        severity: finding.severity,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        application: finding.application.as_ref().map(named),
        role: finding.role,
        place: Place::new(offsets, diagnostic.primary.span),
        url: finding.url(),
        related: diagnostic.related.iter().map(label).collect(),
        fix: diagnostic.fix.as_ref().map(|fix| shown_fix(fix, offsets)),
    }
}

/// `namespace/name`, or the name alone.
fn named(application: &Subject) -> String {
    match &application.namespace {
        Some(namespace) => format!("{namespace}/{}", application.name),
        None => application.name.clone(),
    }
}

fn shown_fix<'c>(fix: &'c Fix, offsets: &Offsets<'_>) -> ShownFix<'c> {
    let edits = fix.edits.iter().map(|edit| ShownEdit {
        place: Place::new(offsets, edit.span),
        text: &edit.text,
    });
    ShownFix {
        title: &fix.title,
        safe: fix.safety == Safety::Safe,
        edits: edits.collect(),
    }
}

fn shown_error<'c>(error: &'c Diagnostic, offsets: &Offsets<'_>) -> ShownError<'c> {
    ShownError {
        place: Place::new(offsets, error.primary.span),
        message: &error.message,
        help: error.help.as_deref(),
    }
}
