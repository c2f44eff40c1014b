use super::{
    Settings,
    documents::{self, Visit},
    suppression::{self, Suppression},
};
use crate::{
    finding::{Draft, Finding, Subject},
    rules::{self, Rule, invalid_yaml, not_judged, unused_suppression},
    source::{SourceText, Span},
    spark::{self, Application, Placeholder, Role},
    yaml::{Document, ParseError},
};

/// What is known about a file beside its bytes.
#[derive(Clone, Copy, Debug)]
pub struct LintOptions<'o> {
    /// How it is linted.
    pub settings: &'o Settings,
    /// The kustomization of which this file is a patch.
    pub patch_of: Option<&'o str>,
}

/// What there is to say about a file.
#[derive(Debug)]
pub struct FileReport {
    /// The file's text.
    pub source: SourceText,
    /// What was found: by place, then by rule.
    pub findings: Vec<Finding>,
    /// How many findings are suppressed.
    pub suppressed: usize,
    /// The Spark applications that were judged.
    pub applications: Vec<Subject>,
    /// How many documents name a Spark application and could not be judged.
    pub not_judged: usize,
}

/// False only when no document in these bytes can be a Spark application.
#[must_use]
pub fn may_matter(bytes: &[u8]) -> bool {
    spark::may_mention(bytes)
}

/// Lints one file. `None` when no Spark application is named in it.
#[must_use]
pub fn lint_bytes(bytes: &[u8], options: LintOptions<'_>) -> Option<FileReport> {
    if !may_matter(bytes) {
        return None;
    }
    let mut linter = Linter {
        options,
        findings: Vec::new(),
        suppressed: 0,
        of_documents_before: 0,
        applications: Vec::new(),
        not_judged: 0,
        has_template: false,
    };
    let source = documents::visit(bytes, &mut linter);
    if linter.applications.is_empty() && linter.not_judged == 0 {
        return None;
    }
    let suppressions = suppression::of_file(source.as_str());
    linter.suppress(suppressions, 0, &About::default());
    let mut findings = linter.findings;
    findings.sort_by(|one, other| {
        let key = |finding: &Finding| (finding.draft.primary.span, finding.rule);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.role.cmp(&other.role))
    });
    Some(FileReport {
        source,
        findings,
        suppressed: linter.suppressed,
        applications: linter.applications,
        not_judged: linter.not_judged,
    })
}

struct Linter<'o> {
    options: LintOptions<'o>,
    findings: Vec<Finding>,
    suppressed: usize,
    /// How many findings are about documents before this one.
    of_documents_before: usize,
    applications: Vec<Subject>,
    not_judged: usize,
    has_template: bool,
}

impl Visit for Linter<'_> {
    fn application(&mut self, source: &str, application: &Application<'_>, origin: Option<&str>) {
        let about = About {
            application: Some(subject(application)),
            role: None,
            origin: origin.map(str::to_owned),
        };
        let before = self.findings.len();
        if let Some(kustomization) = self.options.patch_of {
            self.not_judged += 1;
            let draft = not_judged::patch_draft(application.span, kustomization);
            self.input(not_judged::ID, &about, draft);
            return;
        }
        self.applications.push(subject(application));
        if application.spec.is_none() {
            let missing = application.kind.spec_field();
            let draft = not_judged::empty_draft(application.span, missing);
            self.input(not_judged::ID, &about, draft);
        }
        let settings = self.options.settings;
        rules::judge(
            application,
            source,
            settings.pods,
            &settings.environment,
            |rule| settings.is_on(rule),
            |rule, role, draft| {
                // What both roles get from one place is one mistake.
                let same = self.findings[before..].iter_mut().find(|known| {
                    *known.rule == rule.info
                        && known.draft.primary.span == draft.primary.span
                        && known.draft.message == draft.message
                });
                if let Some(known) = same {
                    known.role = None;
                    return;
                }
                let about = About {
                    role,
                    ..about.clone()
                };
                self.add(rule, &about, draft);
            },
        );
        let suppressions = suppression::of_annotation(source, application);
        self.suppress(suppressions, before, &about);
    }

    fn document_ends(&mut self, source: &str, document: &Document<'_>, origin: Option<&str>) {
        let about = About {
            origin: origin.map(str::to_owned),
            ..About::default()
        };
        let suppressions = suppression::of_comments(source, document);
        self.suppress(suppressions, self.of_documents_before, &about);
        self.of_documents_before = self.findings.len();
    }

    fn broken(&mut self, error: &ParseError, origin: Option<&str>) {
        self.not_judged += 1;
        let about = About {
            origin: origin.map(str::to_owned),
            ..About::default()
        };
        self.input(invalid_yaml::ID, &about, invalid_yaml::draft(error));
        self.of_documents_before = self.findings.len();
    }

    /// A template is named once for each file: rendering it is one step.
    fn template(&mut self, place: Span, placeholder: &Placeholder) {
        self.not_judged += 1;
        if !std::mem::replace(&mut self.has_template, true) {
            let draft = not_judged::placeholder_draft(place, placeholder.is_action);
            self.input(not_judged::ID, &About::default(), draft);
        }
        self.of_documents_before = self.findings.len();
    }
}

/// What a finding is about.
#[derive(Clone, Default)]
struct About {
    application: Option<Subject>,
    role: Option<Role>,
    origin: Option<String>,
}

impl Linter<'_> {
    /// Takes suppressed findings away, from that one on, and says which suppressions were needless.
    fn suppress(&mut self, mut suppressions: Vec<Suppression>, from: usize, about: &About) {
        if suppressions.is_empty() {
            return;
        }
        let settings = self.options.settings;
        self.suppressed +=
            suppression::apply(&mut suppressions, &mut self.findings, from, settings);
        for draft in suppression::unused(&suppressions, settings) {
            self.input(unused_suppression::ID, about, draft);
        }
    }

    fn input(&mut self, id: &str, about: &About, draft: Draft) {
        let rule = rules::find(id).expect("a built-in rule");
        if self.options.settings.is_on(rule) {
            self.add(rule, about, draft);
        }
    }

    fn add(&mut self, rule: &'static Rule, about: &About, draft: Draft) {
        self.findings.push(Finding {
            rule: &rule.info,
            severity: self.options.settings.severity(rule, &draft),
            application: about.application.clone(),
            role: about.role.map(Role::field),
            rendered_from: about.origin.clone(),
            draft,
        });
    }
}

/// How reports name an application.
pub(crate) fn subject(application: &Application<'_>) -> Subject {
    Subject {
        kind: application.kind.name(),
        namespace: application.namespace.map(str::to_owned),
        name: application.name.clone().into_owned(),
    }
}
