use crate::{
    finding::{Draft, Finding, Subject},
    rules::{self, Check, JudgedPod, Rule, invalid_yaml, not_judged},
    source::{DecodeError, SourceText, Span},
    spark::{self, Application, Mention, Placeholder, PodOptions, Role},
    yaml::{self, Chunk, ParseError},
};

/// What there is to say about a file.
#[derive(Debug)]
pub struct FileReport {
    /// The file's text.
    pub source: SourceText,
    /// What was found: by place, then by rule.
    pub findings: Vec<Finding>,
    /// How many Spark applications were judged.
    pub applications: usize,
    /// How many documents name a Spark application and could not be judged.
    pub not_judged: usize,
}

/// Lints one file. `None` when no Spark application is named in it.
#[must_use]
pub fn lint_bytes(bytes: &[u8]) -> Option<FileReport> {
    if !spark::may_mention(bytes) {
        return None;
    }
    let mut report = match SourceText::from_bytes(bytes) {
        Ok(source) => {
            let mut linter = Linter::new();
            for chunk in yaml::split(source.as_str()) {
                linter.document(source.as_str(), &chunk);
            }
            linter.finish(source)
        }
        Err(error) => undecodable(bytes, error),
    };
    if report.applications == 0 && report.not_judged == 0 {
        return None;
    }
    report.findings.sort_by(|one, other| {
        let key = |finding: &Finding| (finding.draft.primary.span, finding.rule);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.role.cmp(&other.role))
    });
    Some(report)
}

fn undecodable(bytes: &[u8], error: DecodeError) -> FileReport {
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
    let error = ParseError {
        message: error.to_string(),
        span: Span::new(offset(start), offset(start + width)),
    };
    let mut linter = Linter::new();
    if Mention::find(source.as_str()).is_some() {
        linter.broken(&error);
    }
    linter.finish(source)
}

struct Linter {
    findings: Vec<Finding>,
    applications: usize,
    not_judged: usize,
    has_template: bool,
}

impl Linter {
    fn new() -> Self {
        Self {
            findings: Vec::new(),
            applications: 0,
            not_judged: 0,
            has_template: false,
        }
    }

    fn finish(self, source: SourceText) -> FileReport {
        FileReport {
            source,
            findings: self.findings,
            applications: self.applications,
            not_judged: self.not_judged,
        }
    }

    fn document(&mut self, source: &str, chunk: &Chunk) {
        let text = &source[chunk.span.range()];
        if !spark::may_mention(text.as_bytes()) {
            return;
        }
        let parsed = match &chunk.separator_error {
            Some(error) => Err(error.clone()),
            None => yaml::parse(source, chunk.span),
        };
        match parsed {
            Ok(None) => {}
            Ok(Some(document)) => {
                for application in spark::applications(&document) {
                    self.applications += 1;
                    self.application(source, &application);
                }
            }
            Err(error) => match Mention::find(text) {
                None => {}
                Some(Mention { placeholder: None }) => self.broken(&error),
                Some(Mention {
                    placeholder: Some(placeholder),
                }) => self.template(&placeholder, chunk.span.start),
            },
        }
    }

    fn broken(&mut self, error: &ParseError) {
        self.not_judged += 1;
        self.input(invalid_yaml::ID, invalid_yaml::draft(error));
    }

    /// A template is named once for each file: rendering it is one step.
    fn template(&mut self, placeholder: &Placeholder, start: u32) {
        self.not_judged += 1;
        if !std::mem::replace(&mut self.has_template, true) {
            let offset = |at: usize| start + u32::try_from(at).unwrap_or(u32::MAX);
            let place = Span::new(
                offset(placeholder.range.start),
                offset(placeholder.range.end),
            );
            self.input(
                not_judged::ID,
                not_judged::placeholder_draft(place, placeholder.is_action),
            );
        }
    }

    fn input(&mut self, id: &str, draft: Draft) {
        self.add(rules::find(id).expect("a built-in rule"), None, None, draft);
    }

    fn application(&mut self, source: &str, application: &Application<'_>) {
        let subject = Subject {
            kind: application.kind.name(),
            namespace: application.namespace.map(str::to_owned),
            name: application.name.clone().into_owned(),
        };
        if application.spec.is_none() {
            let missing = application.kind.spec_field();
            let rule = rules::find(not_judged::ID).expect("a built-in rule");
            let draft = not_judged::empty_draft(application.span, missing);
            self.add(rule, Some(&subject), None, draft);
        }
        for pod in spark::pods(application, PodOptions::default()) {
            let judged = JudgedPod::new(&pod, source);
            for rule in rules::all() {
                let Check::Pod(check) = rule.check else {
                    continue;
                };
                for draft in check(&judged) {
                    self.add(rule, Some(&subject), Some(pod.role), draft);
                }
            }
        }
    }

    fn add(
        &mut self,
        found_by: &'static Rule,
        application: Option<&Subject>,
        role: Option<Role>,
        draft: Draft,
    ) {
        self.findings.push(Finding {
            rule: &found_by.info,
            severity: found_by.info.severity,
            application: application.cloned(),
            role: role.map(Role::field),
            draft,
        });
    }
}
